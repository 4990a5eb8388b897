// What can be written at a place of a policy: members, effects, services and actions, resource forms, operators, keys.
import { catalogue, keysOf, resourceForms } from "../catalog.svelte";
import { memberOf, type Node, readSyntax, valuesOf } from "./syntax";

export interface Proposal {
  label: string;
  detail?: string;
}

// Where a position stands: the names of the members around it, the innermost last, and the string it is in.
export interface Spot {
  path: string[];
  isName: boolean;
  from: number; // of the text inside the quotes
  to: number;
  statement: Node | undefined;
}

export function spotAt(text: string, at: number): Spot | null {
  const { root } = readSyntax(text);
  const path: string[] = [];
  let statement: Node | undefined;
  let node: Node | undefined = root ?? undefined;
  while (node !== undefined) {
    if (node.kind === "string") return { path, isName: false, from: node.from + 1, to: Math.max(node.from + 1, endOf(text, node)), statement };
    if (node.kind === "array") {
      node = node.items.find((item) => item.from < at && at <= item.to);
      continue;
    }
    if (node.kind !== "object") return null;
    if (path[path.length - 1] === "statement") statement = node;
    const member: Node["members"][number] | undefined = node.members.find((one) => one.from < at && at <= one.to);
    if (member === undefined) return null;
    const nameEnd = member.from + 1 + (/^"(?:\\.|[^"\\\n])*/.exec(text.slice(member.from))?.[0].length ?? 1) - 1;
    if (at <= nameEnd) return { path, isName: true, from: member.from + 1, to: nameEnd, statement };
    path.push(member.name);
    node = member.value.kind === "other" && member.value.from === member.value.to ? undefined : member.value;
  }
  return null;
}

// The end of a string's inside, whether it is closed yet or not.
function endOf(text: string, node: Node): number {
  return text[node.to - 1] === '"' && node.to - node.from > 1 ? node.to - 1 : node.to;
}

const SET_PREFIXES = ["for_any_value:", "for_all_value:"];

export function proposals(text: string, spot: Spot, isTrust: boolean): Proposal[] {
  const last = spot.path[spot.path.length - 1];
  if (spot.isName) return names(text, spot, isTrust);
  if (last === "version") return [{ label: "2.0" }];
  if (last === "effect") return [{ label: "allow" }, { label: "deny" }];
  if (last === "action") return actionsFor(text.slice(spot.from, spot.to));
  if (last === "resource") return resourcesFor(spot.statement);
  if (last === "service") return [];
  return spot.path.includes("condition") ? valueProposals(last ?? "") : [];
}

function names(text: string, spot: Spot, isTrust: boolean): Proposal[] {
  const depth = spot.path.length;
  if (depth === 0) return [{ label: "version" }, { label: "statement" }, ...(isTrust ? [{ label: "principal" }] : [])];
  const last = spot.path[depth - 1];
  if (last === "statement") return ["effect", "action", ...(isTrust ? ["principal"] : ["resource"]), "condition"].map((label) => ({ label }));
  if (last === "principal") return ["qcs", "service", "federated"].map((label) => ({ label }));
  if (last === "condition") {
    const typed = text.slice(spot.from, spot.to);
    const prefix = SET_PREFIXES.find((one) => typed.startsWith(one)) ?? "";
    return [...catalogue.operators.map((label) => ({ label: prefix + label })), ...(prefix ? [] : SET_PREFIXES.map((label) => ({ label })))];
  }
  return spot.path[depth - 2] === "condition" ? keysFor(spot.statement) : [];
}

function actionsFor(typed: string): Proposal[] {
  const [name, rest] = typed.replace(/^name\//, "").split(":");
  const service = rest === undefined ? undefined : catalogue.named(name!);
  if (service === undefined) return catalogue.services.map((one) => ({ label: `${one.service}:`, detail: one.title ?? "" }));
  return [{ label: `${service.service}:*` }, ...(service.actions ?? []).map((action) => ({ label: `${service.service}:${action.name}`, detail: action.summary ?? action.access ?? "" }))];
}

function servicesOf(statement: Node | undefined): string[] {
  const actions = valuesOf(memberOf(statement, "action")?.value).map((action) => action.text);
  return [...new Set(actions.map((action) => action.replace(/^name\//, "").split(":")[0]!))];
}

function resourcesFor(statement: Node | undefined): Proposal[] {
  const known = servicesOf(statement).map((name) => catalogue.named(name)).filter((service) => service !== undefined);
  const forms = known.flatMap((service) => [...resourceForms(service), ...(service.is_global ? [] : catalogue.regions.flatMap((region) => resourceForms(service, region)))]);
  return [{ label: "*" }, ...forms.map((label) => ({ label }))];
}

function keysFor(statement: Node | undefined): Proposal[] {
  const known = servicesOf(statement).map((name) => catalogue.named(name)).filter((service) => service !== undefined);
  return [...new Set([...catalogue.generalKeys.filter((key) => !key.endsWith("/*")), ...known.flatMap(keysOf)])].map((label) => ({ label }));
}

function valueProposals(key: string): Proposal[] {
  return key.endsWith("uin") ? ["${uin}", "${owner_uin}"].map((label) => ({ label })) : [];
}
