// Single things by keyboard: signing in, the way past the places, dialogs, the editor's proposals.
import assert from "node:assert/strict";
import { enter, isAt, isTrapped, press, signIn, tabTo } from "./hand.mjs";
import { PASSWORD, play } from "./scene.mjs";

await play("single things by keyboard", async ({ person }) => {
  const admin = await person();
  await signIn(admin, "", PASSWORD);

  // The first thing on a page leads past the places to the page itself.
  await admin.go("/");
  await press(admin, "To the content");
  assert.equal(await admin.page.evaluate(() => document.activeElement.id), "content");
  await admin.go("/");
  await press(admin, "Users");
  await isAt(admin, "Users");
  await press(admin, "New user");
  await isAt(admin, "New user");
  await enter(admin, "Name", "kim");
  await tabTo(admin, "May sign in to the console");
  await admin.page.keyboard.press("Space");
  await press(admin, "Create");
  await isAt(admin, "kim");

  // A dialog takes the focus, keeps it, and gives it back.
  await admin.go("/groups");
  await press(admin, "New group");
  await isTrapped(admin);
  await admin.page.keyboard.press("Escape");
  await admin.page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await admin.page.evaluate(() => document.activeElement.innerText), "New group");
  await admin.page.keyboard.press("Enter");
  await enter(admin, "Name", "readers");
  await admin.page.keyboard.press("Enter");
  await isAt(admin, "readers");

  // The editor proposes, takes, and lets go.
  await admin.go("/policies/new");
  await press(admin, "Text");
  await admin.page.locator(".cm-content").waitFor();
  await tabTo(admin, "Text");
  await admin.page.keyboard.press("Control+A");
  await admin.page.keyboard.insertText('{"version": "2.0", "statement": [{"effect": "allow", "action": "", "resource": "*"}]}');
  for (let back = 0; back < '", "resource": "*"}]}'.length; back++) await admin.page.keyboard.press("ArrowLeft");
  await admin.page.keyboard.type("batch:SubmitJ");
  await admin.page.locator(".cm-tooltip-autocomplete li[aria-selected]", { hasText: "batch:SubmitJob" }).waitFor();
  await admin.page.waitForTimeout(150); // the editor takes no proposal that has just appeared
  await admin.page.keyboard.press("Tab");
  await admin.page.locator(".cm-content", { hasText: "batch:SubmitJob" }).waitFor();
  await enter(admin, "Name", "ByHand");
  await admin.page.keyboard.press("Enter");
  await isAt(admin, "ByHand");
  await admin.sees("batch:SubmitJob");
});
