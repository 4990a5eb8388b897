import assert from "node:assert/strict";
import { test } from "node:test";
import { changedPolicy } from "./proposed";

const TEXT = '{"version":"2.0",\n "statement":[\n  {"effect":"deny", "action":"a:*","resource":"*"},\n  {"effect":"allow","action":"b:*","resource":"*"}]}';
const at = (index: number) => ({ policy: "P", index, effect: "deny" as const, layer: "identity" });

test("a statement is replaced, removed or added, the rest stays", () => {
  const document = { effect: "deny", action: ["a:B"], resource: ["*"] };
  const altered = changedPolicy(TEXT, { kind: "alter_statement", summary: "", statement: at(0), document });
  assert.deepEqual(JSON.parse(altered).statement[0], document);
  assert.ok(altered.endsWith(TEXT.slice(TEXT.indexOf('{"effect":"allow"'))));
  assert.deepEqual(JSON.parse(changedPolicy(TEXT, { kind: "remove_statement", summary: "", statement: at(0) })).statement.length, 1);
  assert.deepEqual(JSON.parse(changedPolicy(TEXT, { kind: "add_statement", summary: "", statement: at(0), document })).statement[2], document);
});

test("a statement that is not there any more changes nothing", () => {
  assert.equal(changedPolicy(TEXT, { kind: "remove_statement", summary: "", statement: at(9) }), TEXT);
  assert.equal(changedPolicy("{", { kind: "remove_statement", summary: "", statement: at(0) }), "{");
});
