// A hand on the keyboard and no mouse: signing in, finding one's way, making a user, writing a policy, dialogs.
import assert from "node:assert/strict";
import { ACCOUNT, PASSWORD, play } from "./scene.mjs";

const TABS_MAX = 120;

// Tab, until the control of this name has the focus. What cannot be reached so cannot be used.
async function tabTo(who, name) {
  const seen = [];
  for (let count = 0; count < TABS_MAX; count++) {
    await who.page.keyboard.press("Tab");
    const here = await who.page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const label = element?.getAttribute?.("aria-label") ?? element?.labels?.[0]?.innerText ?? element?.innerText ?? "";
      const box = element?.getBoundingClientRect?.() ?? { width: 0 };
      return { label: label.trim(), isSeen: box.width > 0, outline: element ? getComputedStyle(element).outlineStyle : "none" };
    });
    seen.push(here.label);
    if (here.label === name || here.label.startsWith(`${name} (`)) {
      assert.ok(here.isSeen, `${name} has the focus and is not to be seen`);
      return here;
    }
  }
  throw new Error(`${name} is not reached by Tab: ${seen.join(" | ")}`);
}

async function enter(who, name, text) {
  await tabTo(who, name);
  await who.page.keyboard.insertText(text);
}

async function press(who, name) {
  const { outline } = await tabTo(who, name);
  assert.notEqual(outline, "none", `where the focus is has to be seen: ${name}`);
  await who.page.keyboard.press("Enter");
}

await play("everything by keyboard", async ({ person }) => {
  const admin = await person();
  await admin.go("/");
  await tabTo(admin, "User");
  await admin.page.keyboard.press("ArrowDown");
  await enter(admin, "Account", ACCOUNT);
  await enter(admin, "Password", PASSWORD);
  await admin.page.keyboard.press("Enter");
  await admin.isIn();

  // The first thing on a page leads past the places to the page itself.
  await admin.go("/");
  await press(admin, "To the content");
  assert.equal(await admin.page.evaluate(() => document.activeElement.id), "content");
  await admin.go("/");
  await press(admin, "Users");
  await admin.page.getByRole("heading", { name: "Users", exact: true }).waitFor();
  await press(admin, "New user");
  await admin.page.getByRole("heading", { name: "New user", exact: true }).waitFor();
  await enter(admin, "Name", "kim");
  await tabTo(admin, "May sign in to the console");
  await admin.page.keyboard.press("Space");
  await press(admin, "Create");
  await admin.page.getByRole("heading", { name: "kim", exact: true }).waitFor();

  // A dialog takes the focus, keeps it, and gives it back.
  await admin.go("/groups");
  await press(admin, "New group");
  await admin.page.getByRole("dialog").waitFor();
  assert.ok(await admin.page.evaluate(() => document.querySelector("dialog").contains(document.activeElement)));
  await admin.page.keyboard.press("Escape");
  await admin.page.getByRole("dialog").waitFor({ state: "detached" });
  assert.equal(await admin.page.evaluate(() => document.activeElement.innerText), "New group");
  await admin.page.keyboard.press("Enter");
  await enter(admin, "Name", "readers");
  await admin.page.keyboard.press("Enter");
  await admin.page.getByRole("heading", { name: "readers", exact: true }).waitFor();

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
  await admin.page.getByRole("heading", { name: "ByHand", exact: true }).waitFor();
  await admin.sees("batch:SubmitJob");
});
