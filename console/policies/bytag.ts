// Statements that hold for what bears a tag.
import type { Service } from "./catalog.svelte";
import type { Condition, Statement } from "./text/statements";

export interface TagPair {
  key: string;
  value: string; // empty: whatever the value is
}

// What may be done: everything, or what only reads as far as the catalogue tells.
export type Extent = "all" | "read";

export function actionsOf(services: Service[], extent: Extent): string[] {
  return services.flatMap(({ service, actions = [] }) => (extent === "all" ? [`${service}:*`] : actions.filter((one) => one.access === "read" || one.access === "list").map((one) => `${service}:${one.name}`)));
}

// Any of the tags: one list of `key&value`. All of them: a key of its own for each, since conditions hold together.
export function tagConditions(tags: TagPair[], isAll: boolean): Condition[] {
  const written = tags.filter(({ key }) => key.trim() !== "").map(({ key, value }) => ({ key: key.trim(), value: value.trim() }));
  if (written.length === 0) return [];
  if (!isAll && written.every(({ value }) => value !== "")) return [{ operator: "for_any_value:string_equal", key: "qcs:resource_tag", values: written.map(({ key, value }) => `${key}&${value}`) }];
  if (!isAll) return [{ operator: "for_any_value:string_like", key: "qcs:resource_tag", values: written.map(({ key, value }) => (value === "" ? `${key}&*` : `${key}&${value}`)) }];
  return written.map(({ key, value }) => ({ operator: value === "" ? "for_any_value:string_like" : "for_any_value:string_equal", key: `qcs:resource_tag/${key}`, values: [value === "" ? "*" : value] }));
}

export function tagStatement(effect: string, services: Service[], extent: Extent, tags: TagPair[], isAll: boolean): Statement {
  return { effect, actions: actionsOf(services, extent), resources: ["*"], conditions: tagConditions(tags, isAll), principal: "" };
}
