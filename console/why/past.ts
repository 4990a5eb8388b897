// What is known of a refusal of the past: kept as it was decided, or at least recorded as an event.
import { access } from "../app/session.svelte";
import { detailOf, findEvents } from "../audit/events";
import type { KeptDecision } from "../wire/access";
import type { cloudaudit } from "../wire/generated/index";
import { ApiError } from "../wire/transport";
import type { Asked } from "./ask";
import type { Refusal } from "./denial";

export interface Record {
  kept: KeptDecision | null;
  event: cloudaudit.Event | null;
}

// Null when it is not kept any more, or never was a refusal.
export async function keptRefusal(id: string): Promise<Record | null> {
  try {
    return { kept: await access<KeptDecision>(`/access/v1/decisions/${encodeURIComponent(id)}`), event: null };
  } catch (error) {
    if (error instanceof ApiError && error.code === "404") return null;
    throw error;
  }
}

export async function recordedEvent(requestId: string): Promise<Record | null> {
  const events = await findEvents("RequestId", requestId);
  const event = events.find((one) => one.ErrorCode !== 0) ?? events[0];
  return event === undefined ? null : { kept: null, event };
}

// Who was refused, as a subject of the decision API; null for whom it knows no form.
function subjectOf(type = "", id = ""): { kind: "user" | "role"; principal: string } | null {
  if (type === "user") return { kind: "user", principal: id };
  if (type === "role") return { kind: "role", principal: id.split(":")[0]! };
  return null;
}

// The same question, to be asked as things stand now. What a session's policy said then cannot be asked again.
export function questionOf({ kept, event }: Record, refusal: Refusal): Asked | null {
  if (kept?.refusal) {
    const { principal, action, resources, context } = kept.refusal.request;
    const subject = subjectOf(principal.type, principal.id);
    const values = Object.fromEntries(Object.entries(context).filter(([key]) => key !== "qcs:current_time").map(([key, all]) => [key, all.join("\n")]));
    return subject === null ? null : { ...subject, action, resource: kept.refusal.explanation.denied_resource ?? resources[0] ?? "", values };
  }
  if (kept !== null) {
    const subject = subjectOf(kept.principal.type, kept.principal.id);
    return subject === null ? null : { ...subject, action: refusal.action || kept.action, resource: kept.resource ?? refusal.resource, values: addressOf(kept.outcome, kept.source_ip) };
  }
  if (event === null) return null;
  const what = detailOf(event);
  const subject = subjectOf(what.userIdentity?.type, what.userIdentity?.principalId);
  if (subject === null) return null;
  return {
    ...subject,
    action: refusal.action || `${event.EventSource.split(".")[0]}:${event.EventName}`,
    resource: what.decision?.resource ?? what.resource ?? refusal.resource,
    values: addressOf(what.apiErrorCode, event.SourceIPAddress),
  };
}

// A decision that a service asked for came from the service's address, not from that of who was refused.
function addressOf(outcome: string | undefined, address: string | undefined): Asked["values"] {
  return outcome === "deny" || !address ? {} : { "qcs:ip": address };
}
