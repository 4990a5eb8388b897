// Questions to the engine that decides (docs/api/evaluation.md). The console decides nothing itself.
import { access } from "../app/session.svelte";
import type { Candidate, Evaluation, EvaluationRequest } from "../wire/access";
import { contextFrom, type Values } from "./circumstances";

export interface Asked {
  kind: "user" | "role";
  principal: string;
  action: string;
  resource: string;
  values: Values;
  // Policies that are not saved.
  candidate?: Candidate | undefined;
}

export interface Answered {
  asked: Asked;
  evaluation: Evaluation;
}

export function requestOf(asked: Asked, explain: boolean): EvaluationRequest {
  const name = asked.action.replace(/^name\//, "");
  const { context, resourceTags, requestTags } = contextFrom(asked.values);
  const has = (tags: Record<string, string>): boolean => Object.keys(tags).length > 0;
  return {
    subject: { type: asked.kind, id: asked.principal },
    action: { name, ...(has(requestTags) ? { properties: { request_tag: requestTags } } : {}) },
    resource: {
      // Six segments and `*` say for themselves what they are; the type is asked for by the form of the request.
      type: name.split(":")[0] ?? "",
      id: asked.resource || "*",
      ...(has(resourceTags) ? { properties: { tags: resourceTags } } : {}),
    },
    context,
    ...(explain ? { options: { explain: true } } : {}),
    ...(asked.candidate ? { candidate: asked.candidate } : {}),
  };
}

export function evaluate(asked: Asked): Promise<Evaluation> {
  return access<Evaluation>("/access/v1/evaluation", requestOf(asked, true));
}
