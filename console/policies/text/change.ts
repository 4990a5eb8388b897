// Changes of a text that touch what they mean to and nothing else: indentation, order and spelling of everything
// around stay as the author wrote them.
import { memberOf, type Node, readSyntax } from "./syntax";

export interface Change {
  from: number;
  to: number;
  insert: string;
}

export function applied(text: string, change: Change): string {
  return text.slice(0, change.from) + change.insert + text.slice(change.to);
}

// The white space in front of a position, back to what stands before it.
function spaceBefore(text: string, at: number): string {
  let from = at;
  while (from > 0 && /\s/.test(text[from - 1]!)) from--;
  return text.slice(from, at);
}

// The indentation of the line on which a position stands.
function indentationAt(text: string, at: number): string {
  const line = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line))![0];
}

function indented(json: string, indentation: string): string {
  return json.replaceAll("\n", `\n${indentation}`);
}

// Where a new part goes into an object or list, in the manner of those that are there.
function inserted(text: string, around: Node, parts: { from: number; to: number }[], json: string): Change {
  const last = parts[parts.length - 1];
  if (last !== undefined) {
    const space = parts.length === 1 && !spaceBefore(text, last.from).includes("\n") ? " " : spaceBefore(text, last.from);
    const indentation = space.includes("\n") ? space.slice(space.lastIndexOf("\n") + 1) : indentationAt(text, last.from);
    return { from: last.to, to: last.to, insert: `,${space}${indented(json, indentation)}` };
  }
  // Nothing there yet: between the brackets, over lines when the text has lines.
  if (!text.includes("\n")) return { from: around.from + 1, to: around.to - 1, insert: json };
  const outer = indentationAt(text, around.from);
  return { from: around.from + 1, to: around.to - 1, insert: `\n${outer}  ${indented(json, `${outer}  `)}\n${outer}` };
}

// Without one part of an object or list, and without the comma that it no longer needs.
function removed(around: Node, parts: { from: number; to: number }[], at: number): Change {
  const part = parts[at]!;
  const next = parts[at + 1];
  if (next !== undefined) return { from: part.from, to: next.from, insert: "" };
  const before = parts[at - 1];
  if (before !== undefined) return { from: before.to, to: part.to, insert: "" };
  return { from: around.from + 1, to: around.to - 1, insert: "" };
}

export function withItem(text: string, list: Node, json: string): string {
  return applied(text, inserted(text, list, list.items, json));
}

export function withoutItem(text: string, list: Node, at: number): string {
  return applied(text, removed(list, list.items, at));
}

// With a member of this value; one that is there keeps its place.
export function withMember(text: string, object: Node, name: string, json: string): string {
  const there = memberOf(object, name);
  if (there === undefined) return applied(text, inserted(text, object, object.members, `${JSON.stringify(name)}: ${json}`));
  const insert = indented(json, indentationAt(text, there.from));
  return applied(text, { from: there.value.from, to: there.value.to, insert });
}

export function withoutMember(text: string, object: Node, name: string): string {
  const at = object.members.findIndex((member) => member.name === name);
  return at < 0 ? text : applied(text, removed(object, object.members, at));
}

// A list on one line.
export function textsJson(values: string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(", ")}]`;
}

// The texts of a list: those that go are taken out, those that come are put behind; what stays is not written anew.
export function withTexts(text: string, path: (root: Node) => Node | undefined, name: string, wanted: string[]): string {
  const owner = (): Node | undefined => {
    const { root } = readSyntax(text);
    return root === null ? undefined : path(root);
  };
  const list = (): Node | undefined => memberOf(owner(), name)?.value;
  const start = list();
  if (start === undefined || start.kind !== "array" || start.items.length === 0) {
    const now = start === undefined ? [] : [start.text];
    const object = owner();
    if (object === undefined || (start?.kind !== "array" && now.length === wanted.length && now.every((value, at) => value === wanted[at]))) return text;
    return withMember(text, object, name, wanted.length === 1 && start?.kind !== "array" ? JSON.stringify(wanted[0]) : textsJson(wanted));
  }
  for (let at = start.items.length - 1; at >= 0; at--) {
    const now = list()!;
    if (!wanted.includes(now.items[at]!.text)) text = withoutItem(text, now, at);
  }
  for (const value of wanted) {
    const now = list()!;
    if (!now.items.some((item) => item.text === value)) text = withItem(text, now, JSON.stringify(value));
  }
  return text;
}
