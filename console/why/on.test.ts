import assert from "node:assert/strict";
import { test } from "node:test";
import { catalogue } from "../policies/catalog.svelte";
import { actionsOn } from "./on";

test("the actions of a resource are those that the catalogue asks on its type", () => {
  const found = actionsOn(catalogue.services, "qcs::batch:ap-guangzhou:uin/1:job/job-1");
  assert.ok(found.includes("batch:DescribeJob") && found.includes("batch:TerminateJob"));
  assert.ok(!found.includes("batch:DescribeComputeEnv"));
});

test("what names no type has none", () => {
  for (const resource of ["", "*", "qcs::batch:::", "qcs::nothing:::a/b", "job/1"]) assert.deepEqual(actionsOn(catalogue.services, resource), [], resource);
});
