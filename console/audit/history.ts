// The changes of one thing, newest first: a span of the audit log after the other, as far as it can be asked.
import { transport } from "../app/session.svelte";
import { cloudaudit } from "../wire/generated/index";
import { AGE_DAYS_MAX, DAY_S, nowS, SPAN_DAYS_MAX } from "./events";

export interface Stretch {
  events: cloudaudit.Event[];
  // Asks for what lies before; null at the end.
  before: (() => Promise<Stretch>) | null;
}

const PAGE = 30;

// `resource` is what stands behind the last colon of its name: `uin/101`, `policyid/7` (CAM-345).
export function historyOf(resource: string): Promise<Stretch> {
  const now = nowS();
  return stretch({ resource, end: now + 1, oldest: now - AGE_DAYS_MAX * DAY_S + 60, token: "" });
}

interface Asked {
  resource: string;
  end: number;
  oldest: number;
  token: string;
}

// A span without events is passed over, so that an answer without events is the end.
async function stretch(asked: Asked): Promise<Stretch> {
  const { resource, oldest } = asked;
  let { end, token } = asked;
  for (;;) {
    const start = Math.max(end - SPAN_DAYS_MAX * DAY_S, oldest);
    const answer = await cloudaudit.lookUpEvents(transport, {
      StartTime: start,
      EndTime: end,
      MaxResults: PAGE,
      LookupAttributes: [{ AttributeKey: "ResourceName", AttributeValue: resource }, { AttributeKey: "ReadOnly", AttributeValue: "false" }],
      ...(token === "" ? {} : { NextToken: token }),
    });
    const next: Asked | null = !answer.ListOver ? { resource, end, oldest, token: answer.NextToken } : start > oldest ? { resource, end: start - 1, oldest, token: "" } : null;
    if (answer.Events.length > 0 || next === null) return { events: answer.Events, before: next === null ? null : () => stretch(next) };
    ({ end, token } = next);
  }
}
