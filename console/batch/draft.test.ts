import assert from "node:assert/strict";
import { test } from "node:test";
import { drawing, isDrawable, TASKS_MAX } from "./graph";
import { newEnv, newJob, newTask, pairs, readEnv, readJob, readTask, readTemplate, withoutEmpty, writeEnv, writeJob, writeTask, writeTemplate } from "./draft";
import { counts, logText } from "./states";
import { Token } from "./token";

const TASK = { TaskName: "sum", Application: { DeliveryForm: "LOCAL", Command: "cat *" }, TaskInstanceNum: 2, ComputeEnv: { EnvType: "MANAGED", EnvData: { InstanceTypes: ["S5.SMALL1"], ImageId: "img-00000000" } }, EnvVars: [{ Name: "MODE", Value: "a=b" }], MaxRetryCount: 1, RestartComputeNode: false };
const JOB = {
  Placement: { Zone: "ap-guangzhou-1", ProjectId: 0 },
  Job: { JobName: "nightly", Priority: 5, Tasks: [{ ...TASK, TaskName: "a" }, { ...TASK, TaskName: "b" }, { TaskName: "c", Application: { DeliveryForm: "LOCAL", Command: "true" }, EnvId: "env-00000000" }], Dependences: [{ StartTask: "b", EndTask: "c" }, { StartTask: "a", EndTask: "c" }], Tags: [{ Key: "team", Value: "a" }], NotificationTarget: "CMQ" },
};

test("a request that the form can show comes out as it went in", () => {
  assert.deepEqual(writeTask(readTask(TASK)!), TASK);
  const job = readJob(JOB)!;
  assert.equal(job.tasks[2]!.after, "b, a");
  assert.equal(job.tasks[0]!.types, "S5.SMALL1");
  assert.deepEqual(writeJob(job), JOB);
  const env = { Placement: { Zone: "ap-guangzhou-1" }, ComputeEnv: { EnvName: "nodes", DesiredComputeNodeCount: 2, EnvData: { InstanceTypes: ["S5.SMALL1"] }, ActionIfComputeNodeInactive: "RECREATE" } };
  assert.deepEqual(writeEnv(readEnv(env)!), env);
  const template = { TaskTemplateName: "kept", TaskTemplateInfo: TASK, Tags: [{ Key: "a", Value: "" }] };
  assert.deepEqual(writeTemplate(readTemplate(template)!), template);
});

test("what a form would lose is not shown in one", () => {
  for (const lost of [
    null, "text", [], {}, { Job: JOB.Job }, { ...JOB, ClientToken: "x" }, { ...JOB, Job: { ...JOB.Job, Tasks: "none" } },
    { ...JOB, Job: { ...JOB.Job, Dependences: [{ StartTask: "a", EndTask: "nobody" }] } },
    { ...JOB, Job: { ...JOB.Job, Tasks: [{ ...TASK, Application: { DeliveryForm: "LOCAL", Commands: [{ Command: "a" }] } }] } },
    { ...JOB, Job: { ...JOB.Job, Tasks: [{ ...TASK, EnvVars: [{ Name: "A", Value: "two\nlines" }] }] } },
    { ...JOB, Job: { ...JOB.Job, Tasks: [{ ...TASK, EnvId: "env-00000000" }] } },
  ]) assert.equal(readJob(lost), undefined, JSON.stringify(lost)); // prettier-ignore
});

test("an empty form makes a request with what it has", () => {
  assert.deepEqual(writeTask(newTask("t")), { TaskName: "t", Application: { DeliveryForm: "LOCAL", Command: "" }, TaskInstanceNum: 1, ComputeEnv: { EnvType: "MANAGED" } });
  assert.deepEqual(writeJob(newJob("z-1")).Placement, { Zone: "z-1" });
  assert.deepEqual(writeEnv({ ...newEnv("z-1"), name: "n", nodes: "many" }).ComputeEnv, { EnvName: "n", DesiredComputeNodeCount: "many" });
  assert.deepEqual(pairs("A=1=2\n\nB", "Name", "Value"), [{ Name: "A", Value: "1=2" }, { Name: "B", Value: "" }]);
});

test("what was told of a job can be submitted again", () => {
  assert.deepEqual(withoutEmpty({ JobName: "a", JobDescription: "", Tags: null, Tasks: [{ EnvData: { Zones: [] }, Timeout: 0 }] }), { JobName: "a", Tasks: [{ Timeout: 0 }] });
});

test("tasks stand in layers, what nobody could read is not drawn", () => {
  const drawn = drawing(["a", "b", "c"], [{ from: "a", to: "b" }, { from: "b", to: "c" }, { from: "c", to: "c" }, { from: "nobody", to: "c" }]);
  const [a, b, c] = ["a", "b", "c"].map((name) => drawn.boxes.find((box) => box.name === name)!.x);
  assert.ok(a! < b! && b! < c! && drawn.lines.length === 2);
  assert.ok(!isDrawable([], []) && isDrawable(["a"], []));
  assert.ok(!isDrawable(Array.from({ length: TASKS_MAX + 1 }, (_, at) => String(at)), []));
});

test("logs are bytes in base64, counts leave out what is not there", () => {
  assert.equal(logText(Buffer.from("grüße 你好\n").toString("base64")), "grüße 你好\n");
  assert.equal(logText(Buffer.from([0x97, 0x20, 0x61]).toString("base64")), "\ufffd a");
  assert.equal(logText(""), "");
  assert.deepEqual(counts({ SubmittedCount: 0, PendingCount: 0, RunnableCount: 0, StartingCount: 0, RunningCount: 2, SucceedCount: 1, FailedInterruptedCount: 0, FailedCount: 0 }), [{ state: "RUNNING", count: 2 }, { state: "SUCCEED", count: 1 }]);
});

test("the same request has the same token, another one another", () => {
  const token = new Token();
  const first = token.of({ a: 1 });
  assert.equal(token.of({ a: 1 }), first);
  assert.notEqual(token.of({ a: 2 }), first);
  assert.ok(first.length > 0 && first.length <= 64);
});
