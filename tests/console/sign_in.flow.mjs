// Who gets in and how: passwords, the second factor, recovery codes, sessions.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { PASSWORD, play } from "./scene.mjs";

// RFC 6238: SHA-1, six digits, 30 seconds. Each code counts once, so a flow takes one step after the other.
let lastStep = 0;
async function code(secret) {
  const bits = [...secret.replace(/\s/g, "")].map((char) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  // A step ahead is taken too (drift), so that a second code needs no half minute of waiting.
  const now = Math.floor(Date.now() / 30_000);
  const step = Math.max(now, lastStep + 1);
  if (step > now + 1) await new Promise((resolve) => setTimeout(resolve, (step - 1) * 30_000 - Date.now() + 200));
  lastStep = step;
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac("sha1", key).update(counter).digest();
  const at = digest[19] & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function keep(who) {
  const dialog = who.page.getByRole("dialog").last();
  const codes = await dialog.locator("dd code").allInnerTexts();
  await dialog.getByLabel("I have kept this").check();
  await who.press("Done", dialog);
  return codes;
}

async function wrongPassword(who) {
  await who.signIn("", "not-the-password");
  await who.sees("Account, user or password is wrong");
  assert.equal(await who.page.locator("nav#side").count(), 0);
}

async function secondFactor(admin) {
  await admin.go("/settings");
  await admin.press("Set up");
  const dialog = admin.page.getByRole("dialog");
  await dialog.getByLabel("Password").fill(PASSWORD);
  await admin.press("Set up", dialog);
  await dialog.getByRole("img", { name: /^Square code/ }).waitFor();
  const secret = await dialog.locator("code").first().innerText();
  await dialog.getByLabel("Code", { exact: true }).fill(await code(secret));
  await admin.press("Confirm", dialog);
  await admin.sees("This is shown only now");
  const codes = await keep(admin);
  assert.equal(codes.length, 10);
  await admin.sees("10 recovery codes are left");
  return { secret, codes };
}

async function withCode(admin, { secret, codes }) {
  await admin.press("Sign out");
  await admin.signIn("", PASSWORD);
  await admin.sees("The six digits");
  assert.equal(await admin.page.locator("nav#side").count(), 0);
  await admin.fill({ Code: await code(secret) });
  await admin.press("Continue");
  await admin.isIn();
  await admin.press("Sign out");
  await admin.signIn("", PASSWORD);
  await admin.press("Use a recovery code");
  await admin.fill({ "Recovery code": codes[0] });
  await admin.press("Continue");
  await admin.isIn();
  await admin.go("/settings");
  await admin.sees("9 recovery codes are left");
}

async function mustChange(admin, bob) {
  await admin.go("/users/new");
  await admin.fill({ Name: "bob", Password: "First-password-1" });
  await admin.press("Create");
  await admin.page.getByRole("heading", { name: "bob", exact: true }).waitFor();
  await bob.signIn("bob", "First-password-1");
  await bob.sees("Change the password");
  await bob.fill({ "Present password": "First-password-1", "New password": "Other-password-2", "New password again": "Other-password-2" });
  await bob.page.locator("input[name=new_password]").fill("Other-password-2");
  await bob.press("Change password");
  await bob.isIn();
}

async function sessions(admin, person) {
  const other = await person("en-US", { mayBeRefused: true });
  await other.signIn("bob", "Other-password-2");
  await other.isIn();
  await other.go("/settings");
  await other.sees("My sessions");
  await other.press("Sign out everywhere else");
  await other.sees("Signed out there.");
  // Who loses the console is out at once.
  await admin.go("/users/bob");
  await admin.press("Edit");
  await admin.page.getByLabel("May sign in to the console").uncheck();
  await admin.press("Save");
  await admin.sees("Saved.");
  await other.go("/");
  await other.page.locator("input[name=password]").waitFor();
}

await play("who gets in and how", async ({ person }) => {
  const admin = await person("en-US", { mayBeRefused: true });
  await wrongPassword(admin);
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  const device = await secondFactor(admin);
  await withCode(admin, device);
  const bob = await person("en-US", { mayBeRefused: true });
  await mustChange(admin, bob);
  await sessions(admin, person);
  await bob.go("/");
  await bob.page.locator("input[name=password]").waitFor();
});
