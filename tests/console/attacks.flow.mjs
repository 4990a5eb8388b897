// What somebody could plant: script in every text that is shown again, and addresses made to be clicked.
import assert from "node:assert/strict";
import { PASSWORD, play } from "./scene.mjs";

const SCRIPT = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{1}}\${1}`;

async function plant(admin) {
  return admin.page.evaluate(async (script) => {
    const { csrf_token } = await (await fetch("/console/session")).json();
    const call = async (action, body, version = "2019-01-16") => {
      const headers = { "Content-Type": "application/json", "X-TC-Action": action, "X-TC-Version": version, "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)), "X-Opencam-Csrf": csrf_token, "User-Agent": script, ...(version === "2017-03-12" ? { "X-TC-Region": "ap-guangzhou" } : {}) };
      const { Response } = await (await fetch("/", { method: "POST", headers, body: JSON.stringify(body) })).json();
      return Response;
    };
    const planted = [];
    const keep = (what, answer) => {
      if (!answer.Error) planted.push(what);
      return answer;
    };
    const document = JSON.stringify({ version: "2.0", statement: [{ effect: "allow", action: "cam:ListUsers", resource: "*", condition: { string_equal: { "qcs:x": script.replace("${1}", "") } } }] });
    const ann = keep("user", await call("AddUser", { Name: "mallory", UseApi: 0, Remark: script }));
    const group = keep("group", await call("CreateGroup", { GroupName: "traps", Remark: script }));
    const policy = keep("policy", await call("CreatePolicy", { PolicyName: "Trap", Description: script, PolicyDocument: document }));
    keep("attached", await call("AttachUserPolicy", { PolicyId: policy.PolicyId, AttachUin: ann.Uin }));
    const trust = JSON.stringify({ version: "2.0", statement: [{ effect: "allow", action: "name/sts:AssumeRole", principal: { service: ["batch.cloud.tencent.com"] } }] });
    keep("role", await call("CreateRole", { RoleName: "trap", Description: script, PolicyDocument: trust }));
    keep("key", await call("CreateAccessKey", { TargetUin: ann.Uin, Description: script }));
    const batch = (action, body) => call(action, body, "2017-03-12");
    const Placement = { Zone: "ap-guangzhou-1" };
    const task = { TaskName: "trap", Application: { DeliveryForm: "LOCAL", Command: script }, EnvVars: [{ Name: "TRAP", Value: script }], ComputeEnv: { EnvType: "MANAGED" } };
    const job = keep("job", await batch("SubmitJob", { Placement, Job: { JobName: "<script>hacked=1</script><img src=x onerror=hacked=1>", JobDescription: script, Tasks: [task] } }));
    const env = keep("env", await batch("CreateComputeEnv", { Placement, ComputeEnv: { EnvName: "<script>hacked=1</script><img src=x onerror=hacked=1>", EnvDescription: script, DesiredComputeNodeCount: 0 } }));
    const template = keep("template", await batch("CreateTaskTemplate", { TaskTemplateName: "trap", TaskTemplateDescription: script, TaskTemplateInfo: task }));
    // Refused, but recorded with its parameters.
    await call("CreateGroup", { GroupName: script, Remark: script });
    return { planted, group: group.GroupId, policy: policy.PolicyId, job: job.JobId, env: env.EnvId, template: template.TaskTemplateId };
  }, SCRIPT);
}

async function isHarmless(admin, path) {
  await admin.go(path);
  await admin.page.waitForTimeout(50);
  const hacked = await admin.page.evaluate(() => window.hacked ?? document.querySelector("img[src=x]"));
  assert.equal(hacked, null, path);
}

await play("script stays text", async ({ server, person }) => {
  const admin = await person("en-US", { mayBeRefused: true });
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  const { planted, group, policy, job, env, template } = await plant(admin);
  assert.ok(["user", "group", "policy", "attached", "role", "job", "env", "template"].every((one) => planted.includes(one)), `planted: ${planted}`);
  const stored = [
    "/", "/users", "/users/mallory", "/users/mallory?tab=policies", "/users/mallory?tab=keys", "/users/mallory?tab=access", "/groups", `/groups/${group}`,
    "/policies", `/policies/${policy}`, `/policies/${policy}?tab=versions`, `/policies/${policy}/edit`, "/roles", "/roles/trap", "/audit", "/report", "/keys",
    "/batch/jobs", `/batch/jobs/${job}`, `/batch/jobs/${job}?tab=submitted`, `/batch/jobs/${job}/tasks/trap`, `/batch/jobs/new?copy=${job}`,
    "/batch/environments", `/batch/environments/${env}`, `/batch/environments/${env}?tab=asked`, "/batch/templates",
    `/batch/templates/${template}`, `/batch/templates/${template}?edit=1`, "/batch/jobs/new",
  ]; // prettier-ignore
  for (const path of stored) await isHarmless(admin, path);
  // It is there, as text.
  await admin.go("/users/mallory");
  await admin.sees('"><img src=x');
  await admin.go("/audit?key=EventName&value=CreateGroup&days=1");
  await admin.page.locator("tbody button").first().click();
  await admin.sees("<script>window.hacked=1</script>");
  await isHarmless(admin, "/audit");
  const text = encodeURIComponent(SCRIPT);
  for (const path of [`/search?q=${text}`, `/why?error=${text}`, `/why?principal=${text}&action=${text}&resource=${text}`, `/users/${text.replaceAll(".", "%2E")}`, `/policies?q=${text}&scope=${text}`, `/explorer?action=${text}`, `/services?service=${text}`, `/audit?key=${text}&value=${text}`, `/batch/jobs?q=${text}&tag=${text}&state=${text}&region=${text}`, `/batch/jobs/${text.replaceAll(".", "%2E")}`, `//example.com/`, "/users/%E0%A4%A"]) {
    await isHarmless(admin, path);
    assert.equal(new URL(admin.page.url()).origin, server.base);
  }
});
