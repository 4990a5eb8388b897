// The policy editor as one writes: the server's findings where they stand, whatever the text is written in; services that
// an administrator added; by tag; from a preset; the four views of one text; trying it before it is saved.
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PASSWORD, play } from "./scene.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const PRINTSHOP = join(root, "examples", "printshop", "catalog");
const WRONG = '{"version": "2.0", "statement": [\n  {"effect": "allow", "action": ["batch:*", "打印😀"], "resource": "*",\n   "condition": {"string_equal": {"键😀": "值"}, "ip_like": {"qcs:ip": "10.0.0.0/8"}}}]}';

async function newPolicy(admin, view) {
  await admin.go("/policies/new");
  await admin.press(view);
  await admin.page.locator(".cm-content").waitFor({ state: "attached" });
}

const text = (admin) => admin.page.locator(".cm-content").evaluate((content) => [...content.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));

async function findingsWhileWriting(admin) {
  await newPolicy(admin, "Text");
  await admin.write(WRONG);
  await admin.sees("mistakes: 2");
  // Marked is exactly what is wrong, also behind characters of three bytes and of two code units.
  const marked = await admin.page.locator(".cm-lintRange-error").allTextContents();
  assert.deepEqual(marked.map((one) => one.replaceAll('"', "")), ["打印😀", "ip_like"]);
  await admin.sees("No action");
  await admin.sees("Unknown operator");
  assert.deepEqual(await admin.minds(), []);
  // The list leads to the place.
  await admin.page.getByRole("button", { name: /^line 3, column/ }).click();
  assert.equal(await admin.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains("cm-content") ?? false), true);
  await admin.write(WRONG.replace("打印😀", "batch:SubmitJob").replace("ip_like", "ip_equal"));
  await admin.sees("would be accepted");
  assert.equal(await admin.page.locator(".cm-lintRange-error").count(), 0);
}

async function catalogueOfTheServer(admin) {
  await newPolicy(admin, "Text");
  await admin.write('{"version": "2.0", "statement": [{"effect": "allow", "action": ""}]}');
  for (let back = 0; back < 4; back++) await admin.page.keyboard.press("ArrowLeft");
  await admin.page.keyboard.type("printsh");
  await admin.page.locator(".cm-tooltip-autocomplete", { hasText: "printshop:" }).waitFor();
  await admin.page.keyboard.press("Escape");
  await admin.go("/services?q=printshop");
  await admin.sees("added here");
}

async function byTag(admin) {
  await newPolicy(admin, "By tag");
  assert.deepEqual(await admin.minds(), []);
  await admin.fill({ Prefix: "batch" });
  await admin.press("Add");
  await admin.fill({ "Tag key": "team", "Tag value": "print" });
  await admin.press("Add this statement");
  await admin.press("Text");
  const statement = { effect: "allow", action: "batch:*", resource: "*", condition: { "for_any_value:string_equal": { "qcs:resource_tag": "team&print" } } };
  assert.deepEqual(JSON.parse(await text(admin)).statement, [statement]);
}

async function fromPreset(admin) {
  await newPolicy(admin, "Text");
  await admin.press("Begin with a template");
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByLabel(/^Policies/).first().fill("QcloudBatchReadOnly");
  await dialog.getByText("QcloudBatchReadOnlyAccess").click();
  await admin.press("Use", dialog);
  await dialog.waitFor({ state: "detached" });
  await admin.sees("batch:Describe");
  await admin.press("Table");
  assert.deepEqual(await admin.minds(), []);
  await admin.press("Text");
  // The table changes what it is told to, and the text shows it at once.
  const before = await text(admin);
  await admin.press("Table");
  await admin.press("Deny: Turn the effect of statement 1");
  await admin.press("Text");
  assert.equal(await text(admin), before.replace('"allow"', '"deny"'));
}

async function tried(admin) {
  await newPolicy(admin, "Text");
  await admin.write('{"version": "2.0", "statement": [{"effect": "allow", "action": "batch:DescribeJob", "resource": "*"}]}');
  await admin.sees("would be accepted");
  await admin.page.getByText("Try this text").click();
  const form = admin.page.getByRole("form", { name: "Try this text" });
  await form.getByLabel(/^Name or number/).fill("ann");
  await form.getByLabel(/^Action/).fill("batch:DescribeJob");
  await admin.press("Ask", form);
  await admin.sees("A supposition");
  assert.deepEqual(await admin.minds(), []);
  await admin.sees("fits");
  // What is missing is taken over into the text, which is then tried again.
  await form.getByLabel(/^Action/).fill("batch:DescribeJobs");
  await admin.press("Ask", form);
  await admin.sees("The smallest change that would allow it");
  await admin.press("Take this change over");
  await admin.sees("The text was changed.");
  await admin.press("Ask", form);
  await admin.page.locator(".badge.good", { hasText: "Allowed" }).first().waitFor();
  assert.match(await text(admin), /batch:DescribeJobs/);
}

// The same question where no text is being written: with a policy that is supposed, and for several at once.
async function supposed(admin) {
  await admin.go("/why?tab=simulate&principal=ann&action=batch:DescribeJob&resource=*");
  await admin.page.locator(".badge.bad", { hasText: "Denied" }).first().waitFor();
  await admin.page.getByText("Circumstances").click();
  await admin.field("Address of the caller").fill("10.1.2.3");
  await admin.page.getByText("With a policy that is not saved").click();
  await admin.page.locator("select[name=candidate]").selectOption("attach");
  await admin.page.locator(".cm-content").waitFor();
  await admin.write('{"version": "2.0", "statement": [{"effect": "allow", "action": "batch:*", "resource": "*", "condition": {"ip_equal": {"qcs:ip": "10.0.0.0/8"}}}]}');
  await admin.sees("would be accepted");
  await admin.press("Ask");
  await admin.sees("A supposition");
  await admin.page.locator(".badge.good", { hasText: "Allowed" }).first().waitFor();
  // From elsewhere it is denied, and both values are told.
  await admin.field("Address of the caller").fill("192.0.2.1");
  await admin.press("Ask");
  await admin.sees("ip_equal qcs:ip 10.0.0.0/8");
  await admin.sees("qcs:ip 192.0.2.1");
}

async function manyAtOnce(admin) {
  await admin.go("/why?tab=matrix&resource=qcs::batch:ap-guangzhou::job/job-1");
  await admin.page.getByRole("button", { name: /^Take the \d+ actions/ }).click();
  await admin.page.getByRole("checkbox", { name: /^ann/ }).check();
  await admin.press("Ask");
  const cells = admin.page.locator("tbody td a");
  await cells.first().waitFor();
  assert.equal(await cells.count(), (await admin.field("Actions").inputValue()).split("\n").length);
}

await play("a policy is written with the server's help", async ({ person }) => {
  const admin = await person();
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  await admin.page.evaluate(async () => {
    const { csrf_token } = await (await fetch("/console/session")).json();
    const headers = { "Content-Type": "application/json", "X-TC-Action": "AddUser", "X-TC-Version": "2019-01-16", "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)), "X-Opencam-Csrf": csrf_token };
    await fetch("/", { method: "POST", headers, body: JSON.stringify({ Name: "ann" }) });
  });
  // An unsaved text asks before it is left.
  admin.page.on("dialog", (dialog) => dialog.accept());
  await findingsWhileWriting(admin);
  await catalogueOfTheServer(admin);
  await byTag(admin);
  await fromPreset(admin);
  await tried(admin);
  await supposed(admin);
  await manyAtOnce(admin);
}, { serve: ["--catalog", PRINTSHOP] });
