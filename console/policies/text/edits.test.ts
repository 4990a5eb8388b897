// The three views change one text. Whatever is edited, in whatever text: the meaning is that of the edit, and every byte
// outside of what was edited is the author's, as before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addStatement, type Condition, readStatements, removeStatement, setConditions, setEffect, setTexts, type Statement, statementJson } from "./statements";
import { memberOf, type Node, readSyntax, valuesOf } from "./syntax";

let seed = 20_261;
const draw = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
const one = <Value>(values: readonly Value[]): Value => values[draw(values.length)]!;
const some = <Value>(values: readonly Value[]): Value[] => values.filter(() => draw(2) === 0);

// What nobody's printer would write: spaces, tabs, both kinds of line ends, escapes, characters of two code units.
const space = (): string => one(["", "", " ", "  ", "\n", "\r\n", "\t", "\n    ", " \n\n\t "]);
const quoted = (text: string): string => (draw(4) === 0 ? `"${[...JSON.stringify(text).slice(1, -1)].map((char) => (/[a-z]/.test(char) && draw(3) === 0 && !JSON.stringify(text).includes("\\") ? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}` : char)).join("")}"` : JSON.stringify(text));
const joined = (parts: string[], [open, close]: string): string => open + space() + parts.map((part) => part + space()).join(`,${space()}`) + close;
const list = (values: string[]): string => (values.length === 1 && draw(2) === 0 ? quoted(values[0]!) : joined(values.map(quoted), "[]"));
const member = (name: string, value: string): string => `"${name}"${space()}:${space()}${value}`;

const ACTIONS = ["cvm:Start*", "batch:DescribeJob", "cos:Get😀Object", "名称:列表", "a:B", 'q:"x"', "b:\\n", ","];
const RESOURCES = ["*", "qcs::cvm:ap-guangzhou::instance/*", "qcs::cos:::路径/*", "qcs::b:::c\t"];
const OPERATORS = ["string_equal", "ip_equal", "for_any_value:string_like"];
const KEYS = ["qcs:ip", "qcs:resource_tag", "键"];
const VALUES = ["10.0.0.0/8", "团队&a", "😀", ",", ""];

// Each operator and key at most once, as a policy may have it.
function conditions(): Condition[] {
  return OPERATORS.flatMap((operator) => KEYS.map((key) => ({ operator, key, values: some(VALUES) }))).filter(({ values }) => values.length > 0 && draw(3) === 0);
}

function conditionText(wanted: Condition[]): string {
  const operators = [...new Set(wanted.map(({ operator }) => operator))];
  return joined(operators.map((operator) => member(operator, joined(wanted.filter((other) => other.operator === operator).map(({ key, values }) => member(key, list(values))), "{}"))), "{}");
}

function statementText(): string {
  const held = conditions();
  const members = [member("effect", one(['"allow"', '"deny"'])), member("action", list([one(ACTIONS), ...some(ACTIONS)].filter((value, at, all) => all.indexOf(value) === at))), member("resource", list([one(RESOURCES)])), ...(held.length > 0 ? [member("condition", conditionText(held))] : [])];
  // In any order.
  return joined(members.sort(() => draw(3) - 1), "{}");
}

function policyText(): string {
  const members = [member("version", '"2.0"'), member("statement", joined(Array.from({ length: draw(4) }, statementText), "[]"))];
  return space() + joined(draw(2) === 0 ? members : members.reverse(), "{}") + space();
}

const statements = (text: string): Node[] => valuesOf(memberOf(readSyntax(text).root!, "statement")!.value);

// Where the two texts differ lies within the span, and what is not meant keeps its bytes, in order.
function changedWithin(before: string, after: string, { from, to }: { from: number; to: number }): void {
  assert.equal(after.slice(0, from), before.slice(0, from), "in front of the edit");
  assert.equal(after.slice(after.length - (before.length - to)), before.slice(to), "behind the edit");
}
function keeps(before: string, after: string, parts: { from: number; to: number }[]): void {
  let at = 0;
  for (const { from, to } of parts) {
    const found = after.indexOf(before.slice(from, to), at);
    assert.ok(found >= 0, `lost: ${before.slice(from, to)}`);
    at = found + (to - from);
  }
}

// Actions, resources and conditions are sets.
const meaning = ({ actions, resources, conditions: held, ...rest }: Statement) => ({ ...rest, actions: [...actions].sort(), resources: [...resources].sort(), conditions: held.map(({ operator, key, values }) => JSON.stringify([operator, key, values])).sort() });

// One drawn edit: the text after it, its model, and what may have changed.
function edited(text: string, model: Statement[]): { text: string; model: Statement[]; span: { from: number; to: number }; kept: { from: number; to: number }[] } {
  const nodes = statements(text);
  const listed = memberOf(readSyntax(text).root!, "statement")!.value;
  const at = draw(Math.max(nodes.length, 1));
  const whole = (next: string, after: Statement[], kept: Node[]) => ({ text: next, model: after, span: listed, kept });
  const kind = nodes.length === 0 ? 0 : draw(6);
  if (kind === 0) {
    const fresh: Statement = { effect: one(["allow", "deny"]), actions: [one(ACTIONS)], resources: [one(RESOURCES)], conditions: conditions(), principal: "" };
    return whole(addStatement(text, statementJson(fresh)), [...model, fresh], nodes);
  }
  if (kind === 1) return whole(removeStatement(text, at), model.filter((_, place) => place !== at), nodes.filter((_, place) => place !== at));
  const altered = (change: Partial<Statement>): Statement[] => model.map((statement, place) => (place === at ? { ...statement, ...change } : statement));
  const node = nodes[at]!;
  const within = (name: string, next: string, after: Statement[]) => {
    const value = memberOf(node, name)?.value;
    const others = node.members.filter((other) => other.name !== name);
    return { text: next, model: after, span: value ?? node, kept: others };
  };
  if (kind === 2) {
    const effect = one(["allow", "deny"]);
    return within("effect", setEffect(text, at, effect), altered({ effect }));
  }
  if (kind === 3 || kind === 4) {
    const [name, field, all] = kind === 3 ? (["action", "actions", ACTIONS] as const) : (["resource", "resources", RESOURCES] as const);
    const wanted = some(all);
    if (wanted.length === 0) wanted.push(one(all));
    return within(name, setTexts(text, at, name, wanted), altered({ [field]: wanted }));
  }
  const wanted = conditions();
  const answer = within("condition", setConditions(text, at, wanted), altered({ conditions: wanted }));
  // The whole member goes when nothing is left of it, with its comma.
  return wanted.length === 0 ? { ...answer, span: node } : answer;
}

test("any edit, in any text: the meaning of the edit, and not a byte of the rest", () => {
  for (let round = 0; round < 500; round++) {
    let text = policyText();
    let model = readStatements(text)!;
    for (let step = 0; step < 6; step++) {
      const before = text;
      const { span, kept, ...next } = edited(text, model);
      ({ text, model } = next);
      const read = readStatements(text);
      assert.ok(read !== null, text);
      assert.doesNotThrow(() => JSON.parse(text), text);
      assert.deepEqual(read.map(meaning), model.map(meaning), `${before}\n→\n${text}`);
      changedWithin(before, text, span);
      keeps(before, text, kept);
    }
  }
});

test("an edit to what is there already is no change, byte for byte", () => {
  for (let round = 0; round < 150; round++) {
    const text = policyText();
    for (const [at, statement] of readStatements(text)!.entries()) {
      assert.equal(setEffect(text, at, statement.effect), text);
      assert.equal(setTexts(text, at, "action", statement.actions), text);
      assert.equal(setTexts(text, at, "resource", statement.resources), text);
      assert.equal(setConditions(text, at, statement.conditions), text);
    }
  }
});
