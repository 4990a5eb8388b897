import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { en } from "./en";
import { zh } from "./zh";

const english: Record<string, string> = en;
const chinese: Record<string, string> = zh;
const keys = Object.keys(english);

// Families of texts for what the server names; the last part of the key is the server's word.
const FAMILIES = /^(access|activity|auditKey|batchState|candidate|check|dependOn|element|envTab|failedAction|finding|holder|layer|nodeOrigin|policyTab|reason|remedy|roleKind|roleTab|rule|rules|rulesHint|say|scope|searchKind|severity|signIn\.error|span|theme|trusted|userKind|userTab)\./;

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !["node_modules", "dist", "text"].includes(entry.name) && !entry.name.startsWith("."))
    .map((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : /\.(svelte|ts)$/.test(entry.name) ? readFileSync(join(folder, entry.name), "utf8") : ""))
    .join("\n");
}

test("the areas of a language share no key, and each is sorted", () => {
  for (const language of ["en", "zh"]) {
    const folder = join(process.env.CONSOLE_ROOT!, "text", language);
    const areas = readdirSync(folder).map((name) => [...readFileSync(join(folder, name), "utf8").matchAll(/^ {2}"([^"]+)": /gm)].map((match) => match[1]!));
    for (const area of areas) assert.deepEqual([...area].sort((one, other) => (one < other ? -1 : 1)), area);
    const all = areas.flat();
    assert.equal(new Set(all).size, all.length, language);
    assert.deepEqual([...all].sort(), [...keys].sort());
  }
});

test("both languages have the same keys, and nothing is empty", () => {
  assert.deepEqual(Object.keys(chinese), keys);
  for (const key of keys) assert.ok(english[key] !== "" && chinese[key] !== "", key);
});

test("both languages fill in the same values", () => {
  const holes = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].sort();
  for (const key of keys) assert.deepEqual(holes(chinese[key]!), holes(english[key]!), key);
});

test("every text is used", () => {
  const code = sources(process.env.CONSOLE_ROOT!);
  const unused = keys.filter((key) => !FAMILIES.test(key) && !code.includes(`"${key}"`) && !code.includes(`'${key}'`));
  assert.deepEqual(unused, []);
});

// What the server names by code must have words: the validator's and lint's findings, the report's rules and sentences.
test("every code that the server may say has words", () => {
  const source = (path: string): string => readFileSync(join(process.env.CONSOLE_ROOT!, "..", path), "utf8");
  const policy = source("include/opencam/error_code.def").split("// Policy documents")[1]!.split("// The directory")[0]!;
  const wanted = [
    ...[...policy.matchAll(/OPENCAM_ERROR\((\w+),/g)].map((match) => `check.${match[1]!}`),
    ...[...source("src/policy/lint.def").matchAll(/^OPENCAM_LINT\(\w+, "([^"]+)"/gm)].map((match) => `check.${match[1]!}`),
    ...[...source("src/services/report_rules.cc").matchAll(/ReportRule\{"([^"]+)"/g)].flatMap((match) => [`rule.${match[1]!}`, `remedy.${match[1]!}`, `finding.${match[1]!}`]),
    ...[...source("include/opencam/reason.def").matchAll(/^OPENCAM_REASON\(\w+, "(\w+)"/gm)].map((match) => `reason.${match[1]!}`),
  ];
  assert.ok(wanted.length > 100);
  assert.deepEqual(wanted.filter((key) => english[key] === undefined), []);
});
