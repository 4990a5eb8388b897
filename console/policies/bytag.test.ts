import assert from "node:assert/strict";
import { test } from "node:test";
import { actionsOf, tagConditions } from "./bytag";

const services = [{ service: "batch", actions: [{ name: "SubmitJob", access: "write" as const }, { name: "DescribeJob", access: "read" as const }, { name: "DescribeJobs", access: "list" as const }] }, { service: "new" }];

test("actions: all of a service, or those that only read as the catalogue says", () => {
  assert.deepEqual(actionsOf(services, "all"), ["batch:*", "new:*"]);
  assert.deepEqual(actionsOf(services, "read"), ["batch:DescribeJob", "batch:DescribeJobs"]);
});

test("any of several tags is one condition with a list, all of them are a condition for each", () => {
  const tags = [{ key: "team ", value: "a" }, { key: "stage", value: "prod" }, { key: " ", value: "x" }];
  assert.deepEqual(tagConditions(tags, false), [{ operator: "for_any_value:string_equal", key: "qcs:resource_tag", values: ["team&a", "stage&prod"] }]);
  assert.deepEqual(tagConditions(tags, true), [
    { operator: "for_any_value:string_equal", key: "qcs:resource_tag/team", values: ["a"] },
    { operator: "for_any_value:string_equal", key: "qcs:resource_tag/stage", values: ["prod"] },
  ]);
});

test("a key without a value is that key with whatever value, and no tag is no condition", () => {
  assert.deepEqual(tagConditions([{ key: "team", value: "" }], false), [{ operator: "for_any_value:string_like", key: "qcs:resource_tag", values: ["team&*"] }]);
  assert.deepEqual(tagConditions([{ key: "team", value: "" }], true), [{ operator: "for_any_value:string_like", key: "qcs:resource_tag/team", values: ["*"] }]);
  assert.deepEqual(tagConditions([{ key: "", value: "" }], false), []);
});
