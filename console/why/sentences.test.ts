import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sentenceOf } from "./sentences";

test("what the engine proposes is taken apart", () => {
  assert.deepEqual(sentenceOf("in statement 0 of the identity policy `D`, take out the action `batch:DeleteJob`"), { key: "say.takeAction", values: { number: "1", layer: "identity", policy: "D", what: "batch:DeleteJob" } });
  assert.deepEqual(sentenceOf("in statement 2 of the boundary policy `a, b`, drop the condition `ip_equal` on `qcs:ip`"), { key: "say.dropCondition", values: { number: "3", layer: "boundary", policy: "a, b", operator: "ip_equal", key: "qcs:ip" } });
  assert.deepEqual(sentenceOf("in statement 0 of the identity policy `D`, add the resource `x` `y`")?.values.what, "`x` `y`");
  assert.deepEqual(sentenceOf("send `qcs:ip` with the value `10.0.0.1`"), { key: "say.send", values: { key: "qcs:ip", value: "10.0.0.1" } });
  assert.deepEqual(sentenceOf("no account, and no user that may call, has the number `7`")?.values, { number: "7" });
  assert.equal(sentenceOf("something new"), null);
});

// The beginnings of all sentences of the engine, read out of its sources: one that is added there fails here.
test("every sentence of the engine is known", () => {
  const engine = join(process.env.CONSOLE_ROOT!, "..", "src", "engine");
  const sources = readdirSync(engine).filter((name) => name.endsWith(".cc") && !name.endsWith("_test.cc") && !name.startsWith("explain_print"));
  const found: string[] = [];
  for (const name of sources) {
    const code = readFileSync(join(engine, name), "utf8");
    // What is assigned to a summary, a remark or `what`, whole or up to the first quoted value.
    for (const match of code.matchAll(/(?:summary|note|what)\s*=\s*"([^"]+)/g)) found.push(match[1]!);
    for (const match of code.matchAll(/try_statement\([^;{"]*"([^"]+)"/g)) found.push(match[1]!);
    for (const match of code.matchAll(/notes\.push_back\(\s*"([^"]+)/g)) found.push(match[1]!);
    if (code.includes("words_for_unknown(const")) for (const match of code.slice(code.indexOf("words_for_unknown(const")).split("\n}\n")[0]!.matchAll(/return "([^"]+)"/g)) found.push(match[1]!);
  }
  assert.ok(found.length >= 14, `found: ${found.join(" | ")}`);
  const place = "statement 0 of the identity policy `P`";
  const endings = ["", "x`", "x` `y`", "x` on `y`", "x` has no role `y`", "x` with the value `y`", "x` out of the request", "x` add a resource policy with this statement", "x` can match nothing", "x` is `y` for this caller", "x` has no value for this caller", "identity policy `P`", "identity policy `P`, whose document cannot be read", `${place}, which says deny`, " `x`"];
  for (const beginning of found) {
    if (beginning === "in ") continue; // followed by one of the others
    const whole = endings.flatMap((ending) => [beginning + ending, `in ${place}, ${beginning}${ending}`]);
    assert.ok(whole.some((one) => sentenceOf(one) !== null), `no text for: ${beginning}`);
  }
});
