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
