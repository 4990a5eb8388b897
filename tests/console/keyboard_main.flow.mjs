// The way the console is for, without a mouse: a user, policies in three ways, a refusal, its explanation and its repair,
// versions; and a job of BatchCompute.
import assert from "node:assert/strict";
import { enter, isAt, isTrapped, press, replace, signIn, space, tabTo } from "./hand.mjs";
import { PASSWORD, play } from "./scene.mjs";

const ANN = "Ann-password-1";

async function makeUser(admin) {
  await press(admin, "Users");
  await isAt(admin, "Users");
  await press(admin, "New user");
  await isAt(admin, "New user");
  await enter(admin, "Name", "ann");
  await enter(admin, "Password", ANN);
  await space(admin, "Has to change the password at the next sign-in");
  await press(admin, "Create");
  await isAt(admin, "ann");
}

async function newPolicy(admin, view) {
  await admin.go("/");
  await press(admin, "Policies");
  await isAt(admin, "Policies");
  await press(admin, "New policy");
  await isAt(admin, "New policy");
  await press(admin, view);
}

async function create(admin, name) {
  await replace(admin, "Name", name);
  await press(admin, "Create policy");
  await isAt(admin, name);
}

async function policiesByThreeWays(admin) {
  await newPolicy(admin, "Text");
  await admin.page.locator(".cm-content").waitFor();
  await replace(admin, "Text", '{"version": "2.0", "statement": [{"effect": "allow", "action": "batch:DescribeJob", "resource": "*"}]}');
  await create(admin, "ByText");

  await newPolicy(admin, "Table");
  await press(admin, "New statement");
  await isTrapped(admin);
  await replace(admin, "Actions", "cvm:DescribeInstances");
  await replace(admin, "Resources", "*");
  await press(admin, "Take over");
  await create(admin, "ByTable");

  await newPolicy(admin, "Step by step");
  await press(admin, "Listing (0/8)");
  await space(admin, "DescribeJobs");
  await press(admin, "Add this statement");
  await create(admin, "BySteps");
}

async function explainAndMend(admin, ann) {
  await press(ann, "Users");
  await isAt(ann, "Users");
  const alert = ann.page.getByRole("alert").first();
  await alert.waitFor();
  const refusal = await alert.innerText();
  await admin.go("/");
  await press(admin, "Why");
  await isAt(admin, "Why");
  await press(admin, "Explain a refusal");
  await enter(admin, "Error text, request id or decision id", refusal);
  await press(admin, "Explain");
  await admin.sees("The smallest change that would allow it");
  await press(admin, "Open as a policy change");
  await create(admin, "AnnLists");
  await press(ann, "Try again");
  await ann.page.getByRole("link", { name: "ann", exact: true }).waitFor();
}

async function versions(admin) {
  await press(admin, "Edit");
  await isAt(admin, "Edit AnnLists");
  await admin.page.locator(".cm-content").waitFor();
  await press(admin, "Text"); // the view; the editor of that name comes after it
  await replace(admin, "Text", '{"version": "2.0", "statement": [{"effect": "allow", "action": "cam:GetUser", "resource": "*"}]}');
  await press(admin, "Save");
  await isAt(admin, "AnnLists");
  await press(admin, "Versions");
  await press(admin, "Put in force 1");
  await isTrapped(admin);
  await press(admin, "Put in force");
  await admin.sees("Saved.");
}

async function job(admin) {
  await admin.go("/");
  await press(admin, "Jobs");
  await isAt(admin, "Jobs");
  await press(admin, "New job");
  await isAt(admin, "New job");
  await enter(admin, "Command", "true");
  await press(admin, "Add a task");
  await press(admin, "Submit"); // refused: the second task has no command
  await admin.page.getByRole("alert").first().waitFor();
  await press(admin, "Remove task-2");
  await press(admin, "Submit");
  await admin.sees("Order of the tasks");
  await press(admin, "task-1");
  await isAt(admin, "task-1");
  await press(admin, "Log of instance 0");
  await isTrapped(admin);
  await admin.page.keyboard.press("Escape");
  await admin.page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await admin.page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Log of instance 0");
  await tabTo(admin, "End instance 0");
}

await play("the main way by keyboard", async ({ person }) => {
  const admin = await person("en-US", { mayBeRefused: true });
  await signIn(admin, "", PASSWORD);
  await makeUser(admin);
  await policiesByThreeWays(admin);
  const ann = await person("en-US", { mayBeRefused: true });
  await signIn(ann, "ann", ANN);
  await explainAndMend(admin, ann);
  await versions(admin);
  await job(admin);
});
