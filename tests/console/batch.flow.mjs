// BatchCompute in the browser, with a runner: an environment, a template, a job with dependences, its picture, its logs;
// ending, retrying, deleting; and somebody who may only look.
import assert from "node:assert/strict";
import { PASSWORD, play } from "./scene.mjs";

const READER = "Reader-password-1";

async function cells(who, row) {
  return who.page.locator("tbody tr", { hasText: row }).first().innerText();
}

async function makeEnvironment(admin) {
  await admin.follow("Compute environments");
  await admin.follow("New environment");
  await admin.fill({ Name: "nodes", Description: "for tests", "Wanted nodes": "many" });
  await admin.press("Create");
  await admin.page.getByRole("alert").first().waitFor(); // `many` is no number, says the server
  await admin.fill({ "Wanted nodes": "2", Tags: "team=a" });
  await admin.press("Create");
  await admin.page.getByRole("heading", { name: "nodes", exact: true }).waitFor();
  await admin.page.locator("tbody tr", { hasText: "running" }).nth(1).waitFor(); // by itself
  await admin.press("Attach machines");
  await admin.fill({ "Ids of the machines": "ins-abcd1234" });
  await admin.press("Attach machines", admin.page.getByRole("dialog"));
  await admin.page.locator("tbody tr", { hasText: "attached" }).filter({ hasText: "running" }).waitFor();
  await admin.page.locator("tbody tr", { hasText: "attached" }).getByRole("checkbox").check();
  await admin.press("Detach chosen");
  await admin.page.locator("tbody tr", { hasText: "attached" }).waitFor({ state: "detached" });
  await admin.page.getByRole("checkbox").first().check();
  await admin.press("End chosen");
  await admin.press("End", admin.page.getByRole("dialog"));
  await admin.page.locator("tbody tr").nth(1).waitFor({ state: "detached" });
  await admin.press("Edit");
  await admin.fill({ Name: "machines" });
  await admin.press("Save", admin.page.getByRole("dialog"));
  await admin.page.getByRole("heading", { name: "machines", exact: true }).waitFor();
  await admin.follow("Activities");
  await admin.sees("Ending a node");
  await admin.follow("As it was asked for");
  await admin.sees('"EnvName": "machines"');
}

async function makeTemplate(admin) {
  await admin.follow("Task templates");
  await admin.follow("New template");
  await admin.fill({ "Name of the template": "greet", Command: "echo hello from $BATCH_TASK_NAME; echo trouble >&2" });
  await admin.field("Name").fill("greeting");
  await admin.press("Create");
  await admin.page.getByRole("heading", { name: "greet", exact: true }).waitFor();
  await admin.follow("Edit");
  await admin.fill({ Description: "says hello" });
  await admin.press("Save");
  await admin.sees("Saved.");
  await admin.sees("says hello");
}

// First and last by the form, what is between them out of the template; the JSON is another view of the same.
async function submitJob(admin) {
  await admin.follow("Jobs");
  await admin.follow("New job");
  const part = (at) => admin.page.locator("form fieldset").nth(at);
  await part(0).getByLabel(/^Name/).fill("first");
  await part(0).getByLabel(/^Command/).fill("true");
  await part(0).getByLabel(/^Where it runs/).selectOption({ index: 1 });
  await admin.press("Add from a template");
  await admin.press("greet", admin.page.getByRole("dialog"));
  await part(1).getByLabel(/^Instances/).fill("2");
  await part(1).getByLabel(/^Runs after/).fill("first");
  await admin.press("Add a task");
  await part(2).getByLabel(/^Name/).fill("last");
  await part(2).getByLabel(/^Command/).fill("exit 3");
  await part(2).getByLabel(/^Runs after/).fill("greeting, first");
  assert.equal(await admin.page.locator("svg .box").count(), 3);
  await admin.press("JSON");
  const text = JSON.parse(await admin.field("Request as JSON").inputValue());
  assert.deepEqual(text.Job.Dependences, [{ StartTask: "first", EndTask: "greeting" }, { StartTask: "greeting", EndTask: "last" }, { StartTask: "first", EndTask: "last" }]);
  text.Job.JobName = "chain";
  await admin.fill({ "Request as JSON": "{" });
  await admin.press("Form");
  await admin.sees("this is no JSON yet");
  await admin.fill({ "Request as JSON": JSON.stringify(text) });
  await admin.press("Form");
  assert.equal(await admin.page.locator("input[name=JobName]").inputValue(), "chain");
  await admin.press("Submit");
  await admin.page.getByRole("heading", { name: "chain", exact: true }).waitFor();
}

async function watchJob(admin) {
  // Nobody reloads the page: it follows the job to its end.
  await admin.page.locator("main p[role=status]", { hasText: "failed" }).waitFor();
  assert.match(await cells(admin, "greeting"), /succeeded\s+first/);
  assert.match(await cells(admin, "last"), /failed\s+(greeting, first|first, greeting)/);
  assert.equal(await admin.page.locator("svg .good").count(), 2);
  assert.equal(await admin.page.locator("svg .bad").count(), 1);
  await admin.page.locator("svg .box", { hasText: "greeting" }).click();
  await admin.page.getByRole("heading", { name: "greeting", exact: true }).waitFor();
  await admin.press("Log of instance 1");
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByText("hello from greeting").waitFor();
  await dialog.getByText("trouble").waitFor();
  await admin.page.keyboard.press("Escape");
  await admin.page.locator("main p a").first().click();
  await admin.follow("last");
  assert.match(await cells(admin, "failed"), /failed\s+3/);
  await admin.page.locator("main p a").first().click();
  await admin.follow("As it was submitted");
  await admin.sees('"Command": "exit 3"');
  await admin.press("Retry");
  await admin.sees("What had failed waits again.");
  await admin.page.locator("main p[role=status]", { hasText: "failed" }).waitFor();
}

async function endJob(admin) {
  await admin.follow("Submit again");
  await admin.fill({ Command: "sleep 600" });
  await admin.page.locator("form fieldset").nth(0).getByLabel(/^Command/).fill("sleep 600");
  await admin.page.locator("input[name=JobName]").fill("long");
  await admin.press("Submit");
  await admin.page.getByRole("heading", { name: "long", exact: true }).waitFor();
  await admin.page.locator("svg .info", { hasText: "first" }).waitFor();
  await admin.follow("first");
  await admin.press("End instance 0");
  await admin.press("End", admin.page.getByRole("dialog"));
  await admin.page.locator("tbody tr", { hasText: "failed" }).waitFor();
  await admin.page.locator("main p a").first().click();
  await admin.page.locator("main p[role=status]", { hasText: "failed" }).waitFor();
  await admin.press("Delete");
  await admin.press("Delete", admin.page.getByRole("dialog"));
  await admin.page.getByRole("heading", { name: "Jobs", exact: true }).waitFor();
  await admin.page.getByRole("link", { name: "long", exact: true }).waitFor({ state: "detached" });
  await admin.page.locator("select[name=state]").selectOption("SUCCEED");
  await admin.press("Search");
  await admin.sees("Nothing is here.");
  await admin.page.locator("select[name=state]").selectOption("FAILED");
  await admin.press("Search");
  await admin.page.getByRole("link", { name: "chain", exact: true }).waitFor();
  await admin.page.locator("select[name=region]").selectOption("ap-shanghai");
  await admin.sees("Nothing is here.");
  await admin.page.locator("select[name=region]").selectOption("ap-guangzhou");
  await admin.page.getByRole("link", { name: "chain", exact: true }).waitFor();
}

// The widest page of the service, as axe and a narrow window see it.
async function isAccessible(admin) {
  await admin.go("/batch/jobs?region=ap-guangzhou");
  await admin.page.getByRole("link", { name: "chain", exact: true }).click();
  await admin.page.locator("svg").waitFor();
  assert.deepEqual(await admin.minds(), []);
  await admin.page.setViewportSize({ width: 360, height: 800 });
  assert.ok((await admin.page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
  await admin.page.setViewportSize({ width: 1280, height: 900 });
  return new URL(admin.page.url());
}

async function readerMayLook(admin, person, job) {
  await admin.go("/users/new");
  await admin.fill({ Name: "reader", Password: READER });
  await admin.page.getByLabel("Has to change the password at the next sign-in").uncheck();
  await admin.press("Create");
  await admin.page.getByRole("heading", { name: "reader", exact: true }).waitFor();
  const reader = await person("en-US", { mayBeRefused: true });
  await reader.signIn("reader", READER);
  await reader.isIn();
  const path = job.pathname.slice("/console".length) + job.search;
  await reader.go(path);
  await reader.sees("Why?");
  assert.equal(await reader.page.locator("svg").count(), 0);
  await admin.go("/users/reader?tab=policies");
  await admin.press("Attach policies");
  await admin.page.getByRole("dialog").locator("input[type=search]").fill("QcloudBatchReadOnlyAccess");
  await admin.page.getByRole("dialog").getByRole("checkbox", { name: /QcloudBatchReadOnlyAccess/ }).check();
  await admin.press("Add", admin.page.getByRole("dialog"));
  await admin.page.getByRole("link", { name: "QcloudBatchReadOnlyAccess" }).waitFor();
  await reader.press("Try again");
  await reader.page.getByRole("heading", { name: "chain", exact: true }).waitFor();
  // What is refused says so, and leads to the reason.
  await reader.press("Retry");
  await reader.page.locator(".news").getByRole("link", { name: "Why?" }).click();
  await reader.page.getByRole("heading", { name: "Why", exact: true }).waitFor();
}

await play(
  "BatchCompute, from an environment to a log",
  async ({ person }) => {
    const admin = await person("en-US", { mayBeRefused: true });
    await admin.signIn("", PASSWORD);
    await admin.isIn();
    await makeEnvironment(admin);
    await makeTemplate(admin);
    await submitJob(admin);
    await watchJob(admin);
    await endJob(admin);
    const job = await isAccessible(admin);
    await readerMayLook(admin, person, job);
    await admin.go("/batch/environments");
    await admin.follow("machines");
    await admin.press("Delete");
    await admin.page.getByRole("dialog").locator("input").fill("machines");
    await admin.press("Delete", admin.page.getByRole("dialog"));
    await admin.page.getByRole("link", { name: "machines", exact: true }).waitFor({ state: "detached" });
  },
  { serve: ["--batch-runner", "local", "--batch-slots", "2"] },
);
