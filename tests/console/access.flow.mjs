// The way the console is for: somebody is let in, refused, the refusal understood and mended.
import assert from "node:assert/strict";
import { PASSWORD, play } from "./scene.mjs";

const ANN = "Ann-password-1";
// Spacing of its own, which has to survive what the other views do.
const TEXT = '{ "version":"2.0",\n  "statement": [ {"effect":"allow",\n   "action": ["batch:DescribeJob"] ,  "resource":"qcs::batch:::job/*"} ] }';

async function makeUser(admin) {
  await admin.follow("Users");
  await admin.follow("New user");
  await admin.fill({ Name: "ann", Password: ANN });
  await admin.page.getByLabel("Has to change the password at the next sign-in").uncheck();
  await admin.press("Create");
  await admin.page.getByRole("heading", { name: "ann", exact: true }).waitFor();
}

async function create(admin, name) {
  await admin.fill({ Name: name });
  await admin.press("Create policy");
  await admin.page.getByRole("heading", { name, exact: true }).waitFor();
}

async function newPolicy(admin, view) {
  await admin.go("/policies/new");
  await admin.press(view);
  await admin.page.locator(".cm-content").waitFor({ state: "attached" });
}

async function policiesByThreeWays(admin) {
  await newPolicy(admin, "Text");
  await admin.write(TEXT);
  // The same text, changed in the table: only what was changed differs.
  await admin.press("Table");
  await admin.press("Edit 1");
  await admin.fill({ Actions: "batch:DescribeJob\nbatch:DescribeJobs" });
  await admin.press("Take over");
  await create(admin, "ByText");
  const document = await stored(admin);
  assert.equal(document, TEXT.replace('["batch:DescribeJob"]', '["batch:DescribeJob", "batch:DescribeJobs"]'));

  await newPolicy(admin, "Table");
  await admin.press("New statement");
  await admin.fill({ Actions: "cvm:DescribeInstances", Resources: "*" });
  await admin.press("Take over");
  await create(admin, "ByTable");
  assert.deepEqual(JSON.parse(await stored(admin)).statement, [{ effect: "allow", action: "cvm:DescribeInstances", resource: "*" }]);

  await newPolicy(admin, "Step by step");
  await admin.page.getByText(/^Listing/).click();
  await admin.page.getByLabel("DescribeJobs", { exact: true }).check();
  await admin.page.getByLabel("These resources").check();
  await admin.page.getByRole("button", { name: /job\/\*/ }).click();
  await admin.fill({ "Tag key": "team", "Tag value": "a" });
  await admin.press("Add this statement");
  await create(admin, "BySteps");
  assert.deepEqual(JSON.parse(await stored(admin)).statement, [
    { effect: "allow", action: "batch:DescribeJobs", resource: "qcs::batch:::job/*", condition: { "for_any_value:string_equal": { "qcs:resource_tag": "team&a" } } },
  ]);
}

// The document as the API gives it out.
async function stored(admin) {
  const id = /policies\/(\d+)/.exec(admin.page.url())[1];
  return admin.page.evaluate(
    async ([PolicyId]) => {
      const { csrf_token } = await (await fetch("/console/session")).json();
      const headers = { "Content-Type": "application/json", "X-TC-Action": "GetPolicy", "X-TC-Version": "2019-01-16", "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)), "X-Opencam-Csrf": csrf_token };
      const { Response } = await (await fetch("/", { method: "POST", headers, body: JSON.stringify({ PolicyId }) })).json();
      return Response.PolicyDocument;
    },
    [id],
  );
}

async function refusal(ann) {
  await ann.go("/users");
  const alert = ann.page.getByRole("alert").first();
  await alert.waitFor();
  return alert.innerText();
}

async function explainAndMend(admin, text) {
  await admin.go("/why?tab=explain");
  await admin.fill({ "Error text": text });
  await admin.press("Explain");
  await admin.sees("What was recorded");
  await admin.sees("As it was decided");
  await admin.sees("no policy allows it");
  await admin.sees("The smallest change that would allow it");
  await admin.press("Open as a policy change");
  await admin.sees("When it is created, the policy is attached to");
  await create(admin, "AnnLists");
}

// Mended long since, and still told as it was decided.
async function toldAsDecided(admin, text) {
  const [id] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text);
  await admin.go(`/why?id=${id}`);
  const [then, now] = [admin.page.locator("section", { hasText: "What was recorded" }).last(), admin.page.getByRole("heading", { name: /^Allowed/ })];
  await then.getByText("no policy allows it").first().waitFor();
  await then.getByText("As it was decided").waitFor();
  await now.waitFor();
}

async function versionsAndBack(admin, ann) {
  await admin.follow("Edit");
  await admin.page.locator(".cm-content").waitFor();
  await admin.write('{"version": "2.0", "statement": [{"effect": "allow", "action": "cam:GetUser", "resource": "*"}]}');
  await admin.sees("Difference");
  await admin.press("Save");
  await admin.page.getByRole("heading", { name: "AnnLists", exact: true }).waitFor();
  await refusal(ann);
  await admin.follow("Versions");
  await admin.sees("Version 2");
  assert.ok((await admin.page.locator("tr.gone, tr.new").count()) > 0, "the difference is shown");
  await admin.press("Put in force 1");
  await admin.press("Put in force", admin.page.getByRole("dialog"));
  await admin.sees("Saved.");
  await ann.go("/users");
  await ann.page.getByRole("link", { name: "ann", exact: true }).waitFor();
}

await play("a user is made, refused, explained and let in", async ({ person }) => {
  const admin = await person();
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  await makeUser(admin);
  await policiesByThreeWays(admin);
  const ann = await person("en-US", { mayBeRefused: true });
  await ann.signIn("ann", ANN);
  await ann.isIn();
  const refused = await refusal(ann);
  await explainAndMend(admin, refused);
  await ann.go("/users");
  await ann.page.getByRole("link", { name: "ann", exact: true }).waitFor();
  await versionsAndBack(admin, ann);
  await toldAsDecided(admin, refused);
});
