// The engine says in English which change turns a decision, and adds a remark where the two values alone do not tell. Each
// sentence is taken apart into a text of ours and what it quotes, so that it can be said in another language; one that is
// not known stays as it came.
import type { Key } from "../text/text.svelte";

export interface Sentence {
  key: Key;
  values: Record<string, string>;
}

const PLACE = "statement (\\d+) of the (\\w+) policy `(.*?)`";
const named = (pattern: string): RegExp => new RegExp(`^${pattern}$`, "s");

// The pattern of a sentence, its text, and what its groups are called.
const SENTENCES: [RegExp, Key, string[]][] = [
  [named("attach a policy with this statement to the caller"), "say.attach", []],
  [named("add this statement to the (\\w+) policy `(.*)`"), "say.addTo", ["layer", "policy"]],
  [named("let account `(.*)` add a resource policy with this statement"), "say.owner", ["account"]],
  [named(`in ${PLACE}, drop the condition \`(.*)\` on \`(.*)\``), "say.dropCondition", ["number", "layer", "policy", "operator", "key"]],
  [named(`in ${PLACE}, add the resource (\`.*\`)`), "say.addResource", ["number", "layer", "policy", "what"]],
  [named(`in ${PLACE}, add the action \`(.*)\``), "say.addAction", ["number", "layer", "policy", "what"]],
  [named(`in ${PLACE}, take out the resource \`(.*)\``), "say.takeResource", ["number", "layer", "policy", "what"]],
  [named(`in ${PLACE}, take out the action \`(.*)\``), "say.takeAction", ["number", "layer", "policy", "what"]],
  [named(`remove ${PLACE}, which says (\\w+)`), "say.remove", ["number", "layer", "policy", "effect"]],
  [named("repair or detach the (\\w+) policy `(.*)`, whose document cannot be read"), "say.detach", ["layer", "policy"]],
  [named("send `(.*?)` with the value `(.*)`"), "say.send", ["key", "value"]],
  [named("leave `(.*)` out of the request"), "say.leave", ["key"]],
  [named("the search for the smallest change ended at its limit; there may be one that was not tried"), "say.limit", []],
  [named("a variable has no value for this caller"), "say.noVariable", []],
  [named("a variable of `(.*)` has no value for this caller"), "say.noVariableOf", ["what"]],
  [named("the request names no resource, so only a bare `\\*` allows it"), "say.noResourceAllow", []],
  [named("the request names no resource, so only a deny on all of the service reaches it"), "say.noResourceDeny", []],
  [named("the action is granted as a whole, so only a bare `\\*` allows it"), "say.wholeAllow", []],
  [named("the action is granted as a whole, so only a deny on all of the service reaches it"), "say.wholeDeny", []],
  [named("`(.*)` can match nothing"), "say.matchesNothing", ["what"]],
  [named("`(.*?)` is `(.*)` for this caller"), "say.filledIn", ["what", "value"]],
  [named("no account, and no user that may call, has the number `(.*)`"), "say.noCaller", ["number"]],
  [named("account `(.*?)` has no role `(.*)`"), "say.noRole", ["account", "role"]],
  [named("the principal is unknown"), "say.unknownPrincipal", []],
];

export function sentenceOf(said: string): Sentence | null {
  for (const [pattern, key, names] of SENTENCES) {
    const match = pattern.exec(said);
    if (match === null) continue;
    const values = Object.fromEntries(names.map((name, at) => [name, match[at + 1]!]));
    // Statements are counted from 0 there, and from 1 here as everywhere on these pages.
    if (values.number !== undefined && names.includes("layer")) values.number = String(Number(values.number) + 1);
    return { key, values };
  }
  return null;
}
