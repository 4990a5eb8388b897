import assert from "node:assert/strict";
import { test } from "node:test";
import { hrefOf, tailOf } from "./touched";

test("what a change touched leads to its page", () => {
  assert.equal(tailOf("qcs::cam::uin/100000000001:policyid/7"), "policyid/7");
  assert.equal(tailOf(""), "");
  assert.deepEqual(hrefOf("policyid/7"), { path: "/policies/7", query: {} });
  assert.deepEqual(hrefOf("groupid/5"), { path: "/groups/5", query: {} });
  assert.deepEqual(hrefOf("roleName/a.b"), { path: "/roles/a%2Eb", query: {} });
  assert.deepEqual(hrefOf("uin/100000000101"), { path: "/search", query: { q: "100000000101" } });
  assert.equal(hrefOf("job/1"), null);
  assert.equal(hrefOf("uin/"), null);
  assert.equal(hrefOf("*"), null);
});
