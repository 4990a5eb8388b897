// What a policy says, statement by statement, for the table; and the changes that the table and the generator make.
import { textsJson, withItem, withMember, withoutItem, withoutMember, withTexts } from "./change";
import { memberOf, type Node, readSyntax, valuesOf } from "./syntax";

export interface Condition {
  operator: string;
  key: string;
  values: string[];
}

export interface Statement {
  effect: string;
  actions: string[];
  resources: string[];
  conditions: Condition[];
  principal: string;
}

export const EMPTY = '{\n  "version": "2.0",\n  "statement": []\n}\n';

function statementNodes(root: Node): Node[] {
  return valuesOf(memberOf(root, "statement")?.value).filter((node) => node.kind === "object");
}

const texts = (node: Node | undefined): string[] => valuesOf(node).map((value) => value.text);

function conditionsOf(node: Node | undefined): Condition[] {
  const operators = node?.kind === "object" ? node.members : [];
  return operators.flatMap((operator) => operator.value.members.map((key) => ({ operator: operator.name, key: key.name, values: texts(key.value) })));
}

// Null when the text cannot be read as a policy with statements.
export function readStatements(text: string): Statement[] | null {
  const { root, isWhole } = readSyntax(text);
  if (!isWhole || root?.kind !== "object") return null;
  return statementNodes(root).map((node) => {
    const of = (name: string): Node | undefined => memberOf(node, name)?.value;
    return {
      effect: of("effect")?.text ?? "",
      actions: texts(of("action")),
      resources: texts(of("resource")),
      conditions: conditionsOf(of("condition")),
      principal: of("principal") === undefined ? "" : text.slice(of("principal")!.from, of("principal")!.to),
    };
  });
}

export function setEffect(text: string, at: number, effect: string): string {
  const node = statementNodes(readSyntax(text).root!)[at]!;
  return memberOf(node, "effect")?.value.text === effect ? text : withMember(text, node, "effect", JSON.stringify(effect));
}

export function setTexts(text: string, at: number, name: "action" | "resource", wanted: string[]): string {
  return withTexts(text, (root) => statementNodes(root)[at], name, wanted);
}

// Condition by condition: what did not change keeps its bytes.
export function setConditions(text: string, at: number, wanted: Condition[]): string {
  const statement = (): Node => statementNodes(readSyntax(text).root!)[at]!;
  const block = (): Node | undefined => memberOf(statement(), "condition")?.value;
  const now = conditionsOf(block());
  const same = (one: Condition, other: Condition): boolean => one.operator === other.operator && one.key === other.key;
  for (const gone of now.filter((one) => !wanted.some((other) => same(one, other)))) {
    const operator = memberOf(block(), gone.operator)!.value;
    text = operator.members.length > 1 ? withoutMember(text, operator, gone.key) : withoutMember(text, block()!, gone.operator);
  }
  for (const { operator, key, values } of wanted) {
    const before = now.find((one) => same(one, { operator, key, values }));
    if (before !== undefined && JSON.stringify(before.values) === JSON.stringify(values)) continue;
    const json = values.length === 1 ? JSON.stringify(values[0]) : textsJson(values);
    if (block() === undefined) text = withMember(text, statement(), "condition", conditionJson([{ operator, key, values }]));
    else if (memberOf(block(), operator) === undefined) text = withMember(text, block()!, operator, `{ ${JSON.stringify(key)}: ${json} }`);
    else text = withMember(text, memberOf(block(), operator)!.value, key, json);
  }
  return block()?.members.length === 0 ? withoutMember(text, statement(), "condition") : text;
}

function conditionJson(conditions: Condition[]): string {
  const written: Record<string, Record<string, string | string[]>> = {};
  for (const { operator, key, values } of conditions) {
    (written[operator] ??= {})[key] = values.length === 1 ? values[0]! : values;
  }
  return JSON.stringify(written, null, 2);
}

export function removeStatement(text: string, at: number): string {
  const list = memberOf(readSyntax(text).root ?? undefined, "statement")?.value;
  return list?.kind === "array" ? withoutItem(text, list, at) : text;
}

export function statementJson(statement: Statement): string {
  const one = (values: string[]): string | string[] => (values.length === 1 ? values[0]! : values);
  const head = JSON.stringify({ effect: statement.effect, action: one(statement.actions), resource: one(statement.resources) }, null, 2);
  if (statement.conditions.length === 0) return head;
  return `${head.slice(0, -2)},\n  "condition": ${conditionJson(statement.conditions).replaceAll("\n", "\n  ")}\n}`;
}

// With one statement more. A text that is no policy yet becomes one.
export function addStatement(text: string, json: string): string {
  const { root, isWhole } = readSyntax(text.trim() === "" ? EMPTY : text);
  const start = text.trim() === "" ? EMPTY : text;
  if (!isWhole || root?.kind !== "object") return text;
  const list = memberOf(root, "statement")?.value;
  if (list === undefined) return withMember(start, root, "statement", `[\n  ${json.replaceAll("\n", "\n  ")}\n]`);
  if (list.kind === "array") return withItem(start, list, json);
  // A single statement without a list becomes the first of one.
  return `${start.slice(0, list.from)}[${start.slice(list.from, list.to)}, ${json}]${start.slice(list.to)}`;
}
