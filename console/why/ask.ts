// Questions to the engine that decides (docs/api/evaluation.md). The console decides nothing itself.
import { access } from "../app/session.svelte";
import type { Evaluation, EvaluationRequest } from "../wire/access";

export interface Asked {
  kind: "user" | "role";
  principal: string;
  action: string;
  resource: string;
  ip: string;
  context: Record<string, unknown>;
  tags: Record<string, string>;
}

export function requestOf(asked: Asked, explain: boolean): EvaluationRequest {
  const action = asked.action.replace(/^name\//, "");
  return {
    subject: { type: asked.kind, id: asked.principal },
    action: { name: action },
    resource: {
      // Six segments and `*` say for themselves what they are; the type is asked for by the form of the request.
      type: action.split(":")[0] ?? "",
      id: asked.resource || "*",
      ...(Object.keys(asked.tags).length > 0 ? { properties: { tags: asked.tags } } : {}),
    },
    context: { ...asked.context, ...(asked.ip ? { ip: asked.ip } : {}) },
    ...(explain ? { options: { explain: true } } : {}),
  };
}

export function evaluate(asked: Asked): Promise<Evaluation> {
  return access<Evaluation>("/access/v1/evaluation", requestOf(asked, true));
}
