import assert from "node:assert/strict";
import { test } from "node:test";
import { circumstancesOf, contextFrom, contextOf, tagsOf } from "./circumstances";

test("an action's circumstances are the general keys, its service's and its own, each of its kind", () => {
  const found = circumstancesOf("cvm:RunInstances");
  const kind = (key: string) => found.find((one) => one.key === key)?.kind;
  assert.equal(kind("qcs:ip"), "address");
  assert.equal(kind("qcs:current_time"), "time");
  assert.equal(kind("mfa"), "flag");
  assert.equal(kind("qcs:resource_tag"), "tags");
  assert.equal(kind("cvm:zone"), "texts");
  assert.equal(kind("qcs:uin"), undefined, "comes from the principal");
  assert.ok(found.every(({ key }) => !key.endsWith("/*")));
  assert.ok(!circumstancesOf("").some(({ key }) => key === "cvm:zone"));
  assert.deepEqual(circumstancesOf("name/cvm:RunInstances"), found);
});

test("circumstances are lines of key=value, and a key given twice has both", () => {
  assert.deepEqual(contextOf("qcs:create_uin=7\nmfa = 1\nmfa=0\n=x\nnothing"), { "qcs:create_uin": "7", mfa: "1\n0" });
  assert.deepEqual(tagsOf("team=a\nstage&prod\nbroken"), { team: "a", stage: "prod" });
});

test("what is sent has tags apart, times in UTC, lists where there are several", () => {
  const sent = contextFrom({ "qcs:resource_tag": "team=a", "qcs:request_tag": "stage&b=c", "qcs:current_time": "2026-11-22T04:00:00Z", "cvm:zone": "a\n b \n", mfa: "1", "qcs:ip": " " });
  assert.deepEqual(sent, { context: { "qcs:current_time": "2026-11-22T04:00:00Z", "cvm:zone": ["a", "b"], mfa: "1" }, resourceTags: { team: "a" }, requestTags: { stage: "b=c" } });
  assert.equal(contextFrom({ "qcs:current_time": "soon" }).context["qcs:current_time"], "soon");
});
