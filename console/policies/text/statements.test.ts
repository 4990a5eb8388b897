import assert from "node:assert/strict";
import { test } from "node:test";
import { addStatement, EMPTY, readStatements, removeStatement, setConditions, setEffect, setTexts, statementJson } from "./statements";

// Spacing that nobody's printer would make: what is not edited must keep it.
const ODD = `{ "version" :"2.0",
\t"statement":[
   {"effect": "allow","action":[ "cvm:A" ,
"cvm:B"], "resource":"*"}   ,
  { "action":"batch:*", "effect":"deny", "resource":[],"condition":{"ip_equal" : {"qcs:ip":"10.0.0.0/8"} ,"numeric_less_than":{"x:y": 5}}}
]}\r
`;

test("a text is read statement by statement", () => {
  assert.deepEqual(readStatements(ODD), [
    { effect: "allow", actions: ["cvm:A", "cvm:B"], resources: ["*"], conditions: [], principal: "" },
    { effect: "deny", actions: ["batch:*"], resources: [], conditions: [{ operator: "ip_equal", key: "qcs:ip", values: ["10.0.0.0/8"] }, { operator: "numeric_less_than", key: "x:y", values: ["5"] }], principal: "" },
  ]);
});

test("a single statement without a list is a statement", () => {
  assert.equal(readStatements('{"version":"2.0","statement":{"effect":"allow","action":"a:b","resource":"*"}}')?.length, 1);
});

test("what is no policy yet has no statements", () => {
  for (const text of ["", "{", "[]", '{"statement":[', '{"a":1} x', "nul"]) assert.equal(readStatements(text), null, text);
});

test("an edit touches its own bytes", () => {
  assert.equal(setEffect(ODD, 0, "deny"), ODD.replace('"effect": "allow"', '"effect": "deny"'));
  assert.equal(setTexts(ODD, 1, "action", ["batch:SubmitJob"]), ODD.replace("batch:*", "batch:SubmitJob"));
  assert.equal(setTexts(ODD, 0, "action", ["cvm:B"]), ODD.replace('"cvm:A" ,\n', ""));
  assert.equal(setTexts(ODD, 0, "action", ["cvm:A"]), ODD.replace(' ,\n"cvm:B"', ""));
  assert.equal(setTexts(ODD, 0, "action", ["cvm:A", "cvm:B", "cvm:C"]), ODD.replace('"cvm:B"', '"cvm:B",\n"cvm:C"'));
  assert.equal(setTexts(ODD, 0, "resource", ["a", "b"]), ODD.replace('"*"', '["a", "b"]'));
});

test("a condition that stays keeps its bytes and its number", () => {
  const conditions = readStatements(ODD)![1]!.conditions;
  assert.equal(setConditions(ODD, 1, conditions), ODD);
  assert.equal(setConditions(ODD, 1, conditions.slice(1)), ODD.replace('"ip_equal" : {"qcs:ip":"10.0.0.0/8"} ,', ""));
  const more = setConditions(ODD, 1, [...conditions, { operator: "ip_equal", key: "qcs:ip2", values: ["::1", "::2"] }]);
  assert.equal(more, ODD.replace('"10.0.0.0/8"', '"10.0.0.0/8", "qcs:ip2": ["::1", "::2"]'));
  assert.deepEqual(readStatements(setConditions(ODD, 1, []))![1]!.conditions, []);
});

test("no edit is no change", () => {
  for (const [at, statement] of readStatements(ODD)!.entries()) {
    assert.equal(setEffect(ODD, at, statement.effect), ODD);
    assert.equal(setTexts(ODD, at, "action", statement.actions), ODD);
    if (statement.resources.length > 0) assert.equal(setTexts(ODD, at, "resource", statement.resources), ODD);
    assert.equal(setConditions(ODD, at, statement.conditions), ODD);
  }
});

test("statements come and go, and the text stays JSON", () => {
  const statement = { effect: "allow", actions: ["a:B"], resources: ["*"], conditions: [{ operator: "string_equal", key: "k", values: ["v"] }], principal: "" };
  let text = EMPTY;
  for (let count = 1; count <= 4; count++) {
    text = addStatement(text, statementJson(statement));
    assert.equal(JSON.parse(text).statement.length, count);
    assert.deepEqual(readStatements(text)![count - 1], statement);
  }
  while (readStatements(text)!.length > 0) text = removeStatement(text, Math.floor(readStatements(text)!.length / 2));
  assert.deepEqual(JSON.parse(text), { version: "2.0", statement: [] });
  assert.deepEqual(JSON.parse(addStatement("", statementJson(statement))).statement.length, 1);
  assert.deepEqual(JSON.parse(addStatement('{"version":"2.0"}', statementJson(statement))).statement.length, 1);
  assert.deepEqual(JSON.parse(addStatement('{"version":"2.0","statement":{"effect":"deny"}}', statementJson(statement))).statement.length, 2);
  assert.equal(addStatement("{ unfinished", statementJson(statement)), "{ unfinished");
});

test("any sequence of edits leaves what it does not touch", () => {
  let seed = 11;
  const draw = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  const names = ["a:A", "a:B", "a:C", 'q"uote', "ü:ñ"];
  for (let round = 0; round < 200; round++) {
    const other = `{"effect" :  "deny" ,"action":"other:*" ,\n\n "resource" : "*"}`;
    let text = `{"version":"2.0","statement":[${other} , {"effect":"allow","action":"a:A","resource":["*"]}  ]}`;
    for (let edit = 0; edit < 6; edit++) {
      const wanted = names.filter(() => draw(2) === 0);
      if (wanted.length === 0) continue;
      text = setTexts(text, 1, "action", wanted);
      assert.deepEqual([...JSON.parse(`[${JSON.stringify(readStatements(text)![1]!.actions)}]`)[0]].sort(), [...wanted].sort());
      assert.ok(text.includes(other));
    }
  }
});
