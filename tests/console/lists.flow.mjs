// Lists and search: the server filters, sorts and pages; one box finds anything by what one knows of it. And the changes
// of one thing in time.
import assert from "node:assert/strict";
import { PASSWORD, play } from "./scene.mjs";

const USERS = 60;

async function furnish(admin) {
  return admin.page.evaluate(async (users) => {
    const { csrf_token } = await (await fetch("/console/session")).json();
    const call = async (action, body) => {
      const headers = { "Content-Type": "application/json", "X-TC-Action": action, "X-TC-Version": "2019-01-16", "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)), "X-Opencam-Csrf": csrf_token };
      const { Response } = await (await fetch("/", { method: "POST", headers, body: JSON.stringify(body) })).json();
      if (Response.Error) throw new Error(`${action}: ${Response.Error.Code} ${Response.Error.Message}`);
      return Response;
    };
    for (let number = 0; number < users; number++) await call("AddUser", { Name: `worker-${String(number).padStart(2, "0")}`, Remark: number === 7 ? "打印机" : "", ConsoleLogin: number === 9 ? 1 : 0, ...(number === 9 ? { Password: "Correct-horse-8" } : {}) });
    const ann = await call("AddUser", { Name: "annika", UseApi: 1 });
    const group = await call("CreateGroup", { GroupName: "printers" });
    await call("AddUserToGroup", { Info: [{ GroupId: group.GroupId, Uin: ann.Uin }] });
    const policy = await call("CreatePolicy", { PolicyName: "Prints", PolicyDocument: JSON.stringify({ version: "2.0", statement: [{ effect: "allow", action: "cam:GetUser", resource: "*" }] }) });
    await call("AttachUserPolicy", { PolicyId: policy.PolicyId, AttachUin: ann.Uin });
    return { uin: ann.Uin, key: ann.SecretId, policy: policy.PolicyId, group: group.GroupId };
  }, USERS);
}

const names = (admin) => admin.page.locator("tbody th a").allTextContents();

async function usersListed(admin) {
  await admin.go("/users");
  await admin.sees(`of ${USERS + 1}`);
  await admin.press("Name", admin.page.locator("thead"));
  await admin.settle();
  assert.equal((await names(admin))[0], "annika");
  await admin.press("Name", admin.page.locator("thead"));
  await admin.settle();
  assert.equal((await names(admin))[0], "worker-59");
  const first = await names(admin);
  await admin.press("Next");
  await admin.settle();
  const second = await names(admin);
  assert.equal(second[0], "worker-34");
  await admin.press("Previous");
  await admin.settle();
  assert.deepEqual(await names(admin), first);
  // The address holds filter and order.
  await admin.field("Find by part of the name").fill("ER-0");
  await admin.sees("of 10");
  assert.match(admin.page.url(), /q=ER-0/);
  assert.match(admin.page.url(), /sort=-name/);
  await admin.page.reload();
  await admin.settle();
  assert.equal((await names(admin))[0], "worker-09");
  await admin.field("Console").selectOption("true");
  await admin.sees("1 to 1 of 1");
  assert.deepEqual(await names(admin), ["worker-09"]);
  await admin.go("/users?kind=message_recipient");
  await admin.sees("Nothing is here.");
}

// What leads where, by what is typed into the box above.
async function find(admin, word, link) {
  await admin.page.getByRole("searchbox", { name: "Search" }).fill(word);
  await admin.page.keyboard.press("Enter");
  await admin.settle();
  await admin.page.getByRole("link", { name: link, exact: true }).first().waitFor();
}

async function anythingFound(admin, made, denied) {
  await find(admin, "nnik", "annika");
  await find(admin, String(made.uin), "annika");
  await find(admin, "打印", "worker-07");
  await find(admin, made.key, made.key);
  await find(admin, made.key.slice(4, 16), made.key);
  await find(admin, String(made.policy), "Prints");
  await find(admin, "rint", "printers");
  await find(admin, "rint", "Prints");
  await find(admin, "worker", "Show all in the list");
  await find(admin, denied, "DeleteUser");
  await admin.page.getByRole("searchbox", { name: "Search" }).fill("nobody at all");
  await admin.page.keyboard.press("Enter");
  await admin.sees("Nothing was found.");
}

async function changesInTime(admin, made) {
  await admin.go("/users/annika?tab=changes");
  for (const event of ["AttachUserPolicy", "AddUserToGroup", "AddUser"]) await admin.page.getByRole("button", { name: event, exact: true }).waitFor();
  assert.equal(await admin.page.getByRole("button", { name: "CreateGroup", exact: true }).count(), 0);
  // What a change touched beside leads there.
  await admin.follow(`policyid/${made.policy}`);
  await admin.page.getByRole("heading", { name: "Prints", exact: true }).waitFor();
  await admin.follow("Changes");
  for (const event of ["AttachUserPolicy", "CreatePolicy"]) await admin.page.getByRole("button", { name: event, exact: true }).waitFor();
  await admin.press("CreatePolicy");
  await admin.sees("What it changed");
}

// What had no list before: the addresses in force, and OpenID Connect providers.
async function settingsInForce(admin) {
  await admin.go("/security");
  await admin.sees("The limit is off");
  await admin.fill({ Allowed: "10.0.0.0/8", Refused: "192.0.2.0/24" });
  await admin.press("Replace and switch on");
  await admin.sees("The limit is on");
  await admin.page.reload();
  await admin.settle();
  await admin.sees("The limit is on");
  assert.equal(await admin.field("Allowed").inputValue(), "10.0.0.0/8");
  assert.equal(await admin.field("Refused").inputValue(), "192.0.2.0/24");
  await admin.go("/providers?tab=oidc");
  await admin.sees("Nothing is here.");
  await admin.press("New OpenID Connect provider");
  const keys = await admin.page.evaluate(async () => {
    const pair = await crypto.subtle.generateKey({ name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, true, ["sign", "verify"]);
    const { kty, n, e } = await crypto.subtle.exportKey("jwk", pair.publicKey);
    return JSON.stringify({ keys: [{ kty, n, e, kid: "1", alg: "RS256", use: "sig" }] });
  });
  await admin.fill({ Name: "forge", Issuer: "https://token.example.com", "Client ids": "sts.example.com", "Keys of the provider": keys });
  await admin.press("Save");
  await admin.page.getByRole("row", { name: /forge.*token\.example\.com.*sts\.example\.com/ }).waitFor();
  await admin.press("Delete forge");
  await admin.press("Delete", admin.page.getByRole("dialog"));
  await admin.sees("Nothing is here.");
}

await play("lists, search and changes", async ({ person, server }) => {
  const admin = await person();
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  const made = await furnish(admin);
  const { context } = await server.ask("/access/v1/evaluation", { subject: { type: "user", id: "annika" }, action: { name: "cam:DeleteUser" }, resource: { type: "cam", id: "*" } });
  await usersListed(admin);
  await anythingFound(admin, made, context.decision_id);
  await changesInTime(admin, made);
  await settingsInForce(admin);
});
