// The text of a CAM refusal, taken apart: what people paste out of a log or a terminal. Both languages of the gateway
// carry the same English core: operation, resource, condition, request id.

export interface Refusal {
  requestId: string;
  action: string;
  resource: string;
  conditions: string;
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

export function readRefusal(text: string): Refusal {
  return {
    requestId: ID.exec(text)?.[0].toLowerCase() ?? "",
    action: /operation \(([^)\s]+)\)/.exec(text)?.[1] ?? "",
    resource: /resource \(([^)\s]+)\)/.exec(text)?.[1] ?? "",
    conditions: /condition \(([^)]*)\)/.exec(text)?.[1] ?? "",
  };
}

// `key=value` lines as the context of a question; a key given twice has both values.
export function contextOf(lines: string): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  for (const line of lines.split("\n")) {
    const at = line.indexOf("=");
    if (at <= 0) continue;
    const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    const before = context[key];
    context[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return context;
}

// `key=value` or `key&value` lines as tags.
export function tagsOf(lines: string): Record<string, string> {
  const pairs = lines.split("\n").map((line) => /^\s*([^=&]+)[=&](.*)$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map((match) => [match[1]!.trim(), match[2]!.trim()]));
}
