// Somebody who may sign in and nothing else opens every address there is, asks for everything by hand, and guesses passwords.
import assert from "node:assert/strict";
import { furnish } from "./furnish.mjs";
import { pagesOf } from "./pages.mjs";
import { PASSWORD, play } from "./scene.mjs";

const LESSER = "Lesser-password-1";
// What furnish.mjs has made, as far as it stands in no address.
const SECRETS = [
  "writes the reports", "keep things running", "reading jobs", "oncall@example.com", "13800000000", "two nodes that stay", "one picture",
  "echo frame", "render-farm", "nightly-render", "render-frame", "operators", "ReadJobs", "AKID",
]; // prettier-ignore
// Pages that show what is one's own, what everybody may know, or an empty form. All others have to say that they may not.
const OPEN = /^\/(users\/new|users\/new-recipient|roles\/new|policies\/new|services.*|why.*|explorer.*|settings|search.*|no-such-page|providers\?tab=oidc|batch\/.*new|batch\/jobs\/new)$/;

async function browse(who, made) {
  const silent = [];
  for (const path of pagesOf(made)) {
    await who.go(path);
    const told = await who.page.locator("main").innerText();
    for (const secret of SECRETS) assert.ok(!told.includes(secret), `${path} shows \`${secret}\``);
    if (OPEN.test(path)) continue;
    const refusals = await who.page.getByRole("alert").filter({ hasText: "UnauthorizedOperation" }).count();
    if (refusals === 0) silent.push(path);
  }
  assert.deepEqual(silent, [], "pages that do not say that they may not");
}

// Without the pages: the actions that they would call, with the session's own token.
async function askByHand(who, made) {
  const answers = await who.page.evaluate(async (things) => {
    const { csrf_token } = await (await fetch("/console/session")).json();
    const call = async (version, action, body) => {
      const headers = { "Content-Type": "application/json", "X-TC-Action": action, "X-TC-Version": version, "X-TC-Region": "ap-guangzhou", "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)), "X-Opencam-Csrf": csrf_token };
      const { Response } = await (await fetch("/", { method: "POST", headers, body: JSON.stringify(body) })).json();
      return [action, Response.Error?.Code ?? "allowed"];
    };
    const cam = (action, body = {}) => call("2019-01-16", action, body);
    const batch = (action, body = {}) => call("2017-03-12", action, body);
    const report = await fetch("/access/v1/security-report", { headers: { "X-Opencam-Csrf": csrf_token } });
    return [
      await cam("ListUsers"), await cam("GetUser", { Name: "ann" }), await cam("ListPolicies"), await cam("GetPolicy", { PolicyId: things.policy }),
      await cam("ListGroups"), await cam("DescribeRoleList", { Page: 1, Rp: 10 }), await cam("AddUser", { Name: "friend" }), await cam("DeleteUser", { Name: "ann" }),
      await cam("AttachUserPolicy", { PolicyId: 1, AttachUin: 100000000003 }), await cam("UpdateUser", { Name: "ann", Password: "Stolen-password-1" }),
      await cam("CreatePolicy", { PolicyName: "Mine", PolicyDocument: "{}" }), await cam("SetMfaFlag", { OpUin: 100000000002, LoginFlag: { Phone: 0 } }),
      await batch("DescribeJobs"), await batch("DescribeJob", { JobId: things.job }), await batch("TerminateJob", { JobId: things.job }),
      await batch("DeleteComputeEnv", { EnvId: things.env }), await batch("DescribeTaskTemplates"), ["report", report.status === 403 ? "UnauthorizedOperation" : String(report.status)],
    ]; // prettier-ignore
  }, made);
  for (const [action, code] of answers) assert.match(code, /UnauthorizedOperation/, action);
}

// Guesses until the delay is long enough for the next sign-in to fall into it, however slow the browser is.
async function guess(who) {
  await who.go("/");
  let wait = 0;
  for (let attempt = 0; attempt < 40 && wait < 8; attempt++) {
    await who.signIn("ann", `Guess-${attempt}`);
    await who.page.getByRole("alert").waitFor();
    const told = await who.page.getByRole("alert").innerText();
    const seconds = /Try again in (\d+) seconds?/.exec(told)?.[1];
    if (seconds === undefined) {
      assert.match(told, /Account, user or password is wrong/);
      continue;
    }
    assert.ok(Number(seconds) >= 1, told);
    wait = Number(seconds);
    if (wait < 8) await who.page.waitForTimeout(wait * 1000 + 100);
  }
  assert.ok(wait >= 8 && wait <= 64, `the delay is shown and grows: ${wait}`);
  // The right password does not help before the time is over, and helps after it.
  await who.signIn("ann", "Ann-password-1");
  await who.sees("Try again in");
  assert.equal(await who.page.locator("nav#side").count(), 0);
  await who.page.waitForTimeout(wait * 1000 + 500);
  await who.signIn("ann", "Ann-password-1");
  await who.page.getByText(/Change the password|Overview/).first().waitFor();
}

await play("somebody who may nothing, and somebody who guesses", async ({ person }) => {
  const admin = await person();
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  const made = await furnish(admin);
  await admin.go("/users/new");
  await admin.fill({ Name: "lesser", Password: LESSER });
  await admin.page.getByLabel("Has to change the password at the next sign-in").uncheck();
  await admin.press("Create");
  await admin.page.getByRole("heading", { name: "lesser", exact: true }).waitFor();
  const lesser = await person("en-US", { mayBeRefused: true });
  await lesser.signIn("lesser", LESSER);
  await lesser.isIn();
  await askByHand(lesser, made);
  await browse(lesser, made);
  // Nothing of it has happened.
  await admin.go("/users/ann");
  await admin.sees("writes the reports");
  const guesser = await person("en-US", { mayBeRefused: true });
  await guess(guesser);
});
