// A policy's text as a tree in which every part knows where it stands, so that a change can touch its own bytes alone.
// The reading is that of the editor's grammar (@lezer/json), which survives unfinished text.
import { parser } from "@lezer/json";

export interface Node {
  kind: "object" | "array" | "string" | "other";
  from: number;
  to: number;
  text: string; // of a string: its value; otherwise what is written
  members: Member[];
  items: Node[];
}

export interface Member {
  name: string;
  from: number;
  to: number;
  value: Node;
}

export interface Reading {
  root: Node | null;
  // False while something is missing or too much; then nothing but the text can be edited.
  isWhole: boolean;
  errorAt: number;
}

function stringOf(written: string): string {
  try {
    return String(JSON.parse(written));
  } catch {
    return written.slice(1);
  }
}

const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

export function readSyntax(text: string): Reading {
  const reading: Reading = { root: null, isWhole: true, errorAt: -1 };
  // What is open around the present node: objects, arrays, and between them the members of objects.
  const open: (Node | Member)[] = [];
  const place = (node: Node): void => {
    const around = open[open.length - 1];
    if (around === undefined) reading.root ??= node;
    else if ("name" in around) around.value = node;
    else around.items.push(node);
  };
  parser.parse(text).iterate({
    enter({ type, name, from, to }) {
      const written = (): string => text.slice(from, to);
      if (type.isError) {
        reading.isWhole = false;
        if (reading.errorAt < 0) reading.errorAt = from;
      } else if (name === "Property") {
        const member: Member = { name: "", from, to, value: { kind: "other", from: to, to, text: "", members: [], items: [] } };
        const around = open[open.length - 1];
        if (around !== undefined && !("name" in around)) around.members.push(member);
        open.push(member);
      } else if (name === "PropertyName") {
        const around = open[open.length - 1];
        if (around !== undefined && "name" in around) around.name = stringOf(written());
      } else if (VALUES.has(name)) {
        const kind = name === "Object" ? "object" : name === "Array" ? "array" : name === "String" ? "string" : "other";
        const node: Node = { kind, from, to, text: kind === "string" ? stringOf(written()) : written(), members: [], items: [] };
        place(node);
        if (kind === "object" || kind === "array") open.push(node);
      }
    },
    leave({ name }) {
      if (name === "Property" || name === "Object" || name === "Array") open.pop();
    },
  });
  if (reading.root === null) reading.isWhole = false;
  return reading;
}

export function memberOf(node: Node | undefined, name: string): Member | undefined {
  return node?.kind === "object" ? node.members.find((member) => member.name === name) : undefined;
}

// A value or a list of values, as one list: in a policy one and a list of one mean the same.
export function valuesOf(node: Node | undefined): Node[] {
  if (node === undefined) return [];
  return node.kind === "array" ? node.items : [node];
}
