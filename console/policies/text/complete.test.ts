import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../catalog.svelte";
import { proposals, spotAt } from "./complete";

// What is proposed where the text has a `|`.
function at(marked: string, isTrust = false): string[] {
  const position = marked.indexOf("|");
  const text = marked.replace("|", "");
  const spot = spotAt(text, position);
  return spot === null ? [] : proposals(text, spot, isTrust).map((one) => one.label);
}

const inStatement = (text: string): string => `{"version":"2.0","statement":[{${text}}]}`;

test("the catalogue and the operators are there", () => {
  const { services, operators } = catalogue;
  assert.ok(services.length > 50);
  assert.ok(services.find((one) => one.service === "batch")?.actions?.length);
  assert.ok(operators.includes("string_equal") && operators.includes("null_equal"));
});

test("members are proposed where a name is begun", () => {
  assert.deepEqual(at('{"|": 1}'), ["version", "statement"]);
  assert.deepEqual(at(inStatement('"|": ""')), ["effect", "action", "resource", "condition"]);
  assert.ok(at(inStatement('"|": ""'), true).includes("principal"));
});

test("effects, services, actions", () => {
  assert.deepEqual(at(inStatement('"effect": "|"')), ["allow", "deny"]);
  assert.ok(at(inStatement('"action": "|"')).includes("batch:"));
  assert.ok(at(inStatement('"action": ["cvm:A", "batch:|"]')).includes("batch:SubmitJob"));
});

test("resources and keys are those of the statement's services", () => {
  const resources = at(inStatement('"action": "batch:*", "resource": "|"'));
  assert.ok(resources.includes("*") && resources.includes("qcs::batch:::job/*"));
  assert.ok(resources.every((one) => one === "*" || one.startsWith("qcs::batch:")));
  assert.ok(at(inStatement('"action": "batch:*", "condition": {"|": {}}')).includes("ip_equal"));
  assert.ok(at(inStatement('"action": "batch:*", "condition": {"ip_equal": {"|": ""}}')).includes("qcs:ip"));
});

test("text that is not finished is no hindrance", () => {
  assert.ok(at('{"version":"2.0","statement":[{"action": "batch:|"').includes("batch:SubmitJob"));
  assert.deepEqual(at("|"), []);
  assert.deepEqual(at("{ | }"), []);
});
