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
const FAMILIES = /^(access|activity|auditKey|batchState|change|dependOn|element|envTab|failedAction|holder|layer|nodeOrigin|policyTab|reason|roleTab|rule|rules|rulesHint|scope|severity|signIn\.error|span|theme|trusted|userKind|userTab)\./;

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
