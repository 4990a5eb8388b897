// The circumstances of a question as fields: which condition keys can be sent with an action, and what their values are.
// The keys are the catalogue's; the kinds of the general ones are those of the validator's table.
import { catalogue, keysOf } from "../policies/catalog.svelte";
import keyTable from "../../src/policy/key.def?raw";

export type Kind = "address" | "time" | "flag" | "tags" | "texts";

export interface Circumstance {
  key: string;
  kind: Kind;
}

const KINDS: Record<string, Kind> = { Ip: "address", Date: "time", Tag: "tags" };
const known = new Map([...keyTable.matchAll(/^OPENCAM_KEY\("([^"]+)", (\w+)\)/gm)].map((match) => [match[1]!, KINDS[match[2]!] ?? "texts"]));

// Keys that come from the principal whatever is said, and other spellings of one that is there.
const FIXED = new Set(["qcs:uin", "qcs:owner_uin", "qcs:tag", "qcs:mfa"]);

export function circumstancesOf(action: string): Circumstance[] {
  const [service, name] = action.replace(/^name\//, "").split(":");
  const found = catalogue.named(service ?? "");
  const own = found?.actions?.find((one) => one.name === name);
  const keys = [...catalogue.generalKeys, ...(own === undefined ? (found ? keysOf(found) : []) : [...(found?.condition_keys ?? []), ...(own.condition_keys ?? [])])];
  return [...new Set(keys)].filter((key) => !key.endsWith("/*") && !FIXED.has(key)).map((key) => ({ key, kind: key === "mfa" ? "flag" : (known.get(key) ?? "texts") }));
}

export type Values = Record<string, string>;

const lines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

// `key=value` or `key&value` lines as tags; a value may hold either sign.
export function tagsOf(text: string): Record<string, string> {
  const pairs = text.split("\n").map((line) => /^\s*([^=&]+)[=&](.*)$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map((match) => [match[1]!.trim(), match[2]!.trim()]));
}

// `key=value` lines; a key given twice has both values.
export function contextOf(text: string): Values {
  const values: Values = {};
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at <= 0) continue;
    const [key, value] = [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    values[key] = key in values ? `${values[key]}\n${value}` : value;
  }
  return values;
}

export interface Context {
  context: Record<string, string | string[]>;
  resourceTags: Record<string, string>;
  requestTags: Record<string, string>;
}

// What is sent: tags in their own members, times as the server writes them, everything else as one value or a list.
export function contextFrom(values: Values): Context {
  const answer: Context = { context: {}, resourceTags: {}, requestTags: {} };
  for (const [key, text] of Object.entries(values)) {
    if (text.trim() === "") continue;
    if (key === "qcs:resource_tag") answer.resourceTags = tagsOf(text);
    else if (key === "qcs:request_tag") answer.requestTags = tagsOf(text);
    else if (known.get(key) === "time") answer.context[key] = instantOf(text);
    else {
      const all = lines(text);
      answer.context[key] = all.length === 1 ? all[0]! : all;
    }
  }
  return answer;
}

// What a field for a moment holds has no zone: it is the time of whoever fills it in.
function instantOf(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text.trim() : date.toISOString().replace(/\.\d+Z$/, "Z");
}
