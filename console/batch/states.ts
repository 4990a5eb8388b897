// The states of jobs, tasks and task instances (one set for all three), of nodes and activities, and how they look.
import type { batch } from "../wire/generated/index";

export const STATES = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEED", "FAILED", "FAILED_INTERRUPTED"] as const;

export function isOver(state: string): boolean {
  return state === "SUCCEED" || state.startsWith("FAILED");
}

const LOOKS: Record<string, string> = {
  STARTING: "info", RUNNING: "info", CREATED: "info", PROCESSING: "info", DELETING: "warn", SUCCEED: "good",
  FAILED: "bad", FAILED_INTERRUPTED: "bad", CREATION_FAILED: "bad", ABNORMAL: "bad",
}; // prettier-ignore

// The class of a badge; the word beside it says the same.
export function look(state: string): string {
  return LOOKS[state] ?? "";
}

const COUNTS: [string, string][] = [
  ["SubmittedCount", "SUBMITTED"], ["PendingCount", "PENDING"], ["RunnableCount", "RUNNABLE"], ["StartingCount", "STARTING"],
  ["CreatingCount", "CREATING"], ["CreatedCount", "CREATED"], ["RunningCount", "RUNNING"], ["SucceedCount", "SUCCEED"],
  ["FailedCount", "FAILED"], ["FailedInterruptedCount", "FAILED_INTERRUPTED"], ["CreationFailedCount", "CREATION_FAILED"],
  ["DeletingCount", "DELETING"], ["AbnormalCount", "ABNORMAL"],
]; // prettier-ignore

// How many are in each state, without the states that nothing is in.
export function counts(metrics: batch.TaskInstanceMetrics | batch.TaskMetrics | batch.ComputeNodeMetrics): { state: string; count: number }[] {
  const members = metrics as unknown as Record<string, number>;
  return COUNTS.map(([member, state]) => ({ state, count: members[member] ?? 0 })).filter(({ count }) => count > 0);
}

// A log comes in base64, cut out of a stream of bytes: what is no UTF-8, as the half character it may begin with, is shown as such.
export function logText(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}
