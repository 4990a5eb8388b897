// The events of the audit log, read: what CloudAudit wraps in a text is taken out of it.
import { transport } from "../app/session.svelte";
import { cloudaudit } from "../wire/generated/index";
import type { StatementRef } from "../wire/access";

export const DAY_S = 86_400;
// What the API takes in one question (CAM-243).
export const SPAN_DAYS_MAX = 30;
export const AGE_DAYS_MAX = 90;

export interface EventDetail {
  actionType?: string;
  apiErrorCode?: string;
  // All that a change wrote to, as names of resources (CAM-345).
  affected?: string[];
  resource?: string;
  sourceIPAddress?: string;
  userAgent?: string;
  requestParameters?: unknown;
  userIdentity?: { type?: string; userName?: string; principalId?: string; secretId?: string };
  decision?: { decision: string; reason: string; resource?: string; statements?: StatementRef[] };
}

export function detailOf(event: cloudaudit.Event): EventDetail {
  try {
    return JSON.parse(event.CloudAuditEvent) as EventDetail;
  } catch {
    return {};
  }
}

export const nowS = (): number => Math.floor(Date.now() / 1000);

export async function recentEvents(count: number): Promise<cloudaudit.Event[]> {
  const end = nowS();
  const answer = await cloudaudit.lookUpEvents(transport, { StartTime: end - 7 * DAY_S, EndTime: end + 1, MaxResults: count });
  return answer.Events;
}

// Looks 90 days back, newest first, a span after the other, until something is found.
export async function findEvents(key: string, value: string): Promise<cloudaudit.Event[]> {
  const now = nowS();
  for (let age = 0; age < AGE_DAYS_MAX; age += SPAN_DAYS_MAX) {
    const end = now + 1 - age * DAY_S;
    const start = Math.max(end - SPAN_DAYS_MAX * DAY_S, now - AGE_DAYS_MAX * DAY_S + 60);
    const answer = await cloudaudit.lookUpEvents(transport, {
      StartTime: start,
      EndTime: end,
      LookupAttributes: [{ AttributeKey: key, AttributeValue: value }],
      MaxResults: 10,
    });
    if (answer.Events.length > 0) return answer.Events;
  }
  return [];
}
