// A change that an explanation proposes, made in a policy's text.
import type { Change as Proposal } from "../../wire/access";
import { applied, withItem } from "./change";
import { removeStatement } from "./statements";
import { memberOf, readSyntax } from "./syntax";

// The text with the change in it; what it does not speak of keeps its bytes.
export function changedPolicy(text: string, change: Proposal): string {
  const list = memberOf(readSyntax(text).root ?? undefined, "statement")?.value;
  if (list?.kind !== "array" || change.statement === undefined) return text;
  const statement = list.items[change.statement.index];
  if (statement === undefined) return text;
  if (change.kind === "remove_statement") return removeStatement(text, change.statement.index);
  const json = JSON.stringify(change.document, null, 2);
  if (change.kind === "add_statement") return withItem(text, list, json);
  const line = text.slice(text.lastIndexOf("\n", statement.from - 1) + 1, statement.from);
  const indentation = /^[ \t]*/.exec(line)![0];
  return applied(text, { from: statement.from, to: statement.to, insert: json.replaceAll("\n", `\n${indentation}`) });
}
