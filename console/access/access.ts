// What somebody holds, and through what: what the picture draws and the tree says. read.ts asks the server for it.
import { readStatements, type Statement } from "../policies/text/statements";

export interface HeldPolicy {
  id: string;
  name: string;
  isDirect: boolean;
  groups: { id: number; name: string }[];
  statements: Statement[];
}

export interface Access {
  kind: "user" | "group" | "role";
  name: string;
  // Who may take a role on, as its trust policy says; empty for the others.
  trusted: string[];
  groups: { id: number; name: string }[];
  policies: HeldPolicy[];
  // What limits all of them.
  boundary: HeldPolicy | null;
  isCut: boolean;
}

// Whom the allowing statements of a trust policy name.
export function trustedIn(document: string): string[] {
  const names: string[] = [];
  for (const { effect, principal } of readStatements(document) ?? []) {
    if (effect !== "allow" || principal === "") continue;
    const named = JSON.parse(principal) as unknown;
    const values = typeof named === "object" && named !== null && !Array.isArray(named) ? Object.values(named) : [named];
    for (const value of values.flat()) if (!names.includes(String(value))) names.push(String(value));
  }
  return names;
}

// The first few of a list, and how many more there are.
export function shortened(values: string[], max: number): string {
  return values.slice(0, max).join(", ") + (values.length > max ? ` +${values.length - max}` : "");
}
