// A hand on the keyboard and no mouse, for flows: Tab to a control by its name, type, press.
import assert from "node:assert/strict";
import { ACCOUNT } from "./scene.mjs";

const TABS_MAX = 160;

// Tab, until the control of this name has the focus. What cannot be reached so cannot be used.
export async function tabTo(who, name) {
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

export async function enter(who, name, text) {
  await tabTo(who, name);
  await who.page.keyboard.insertText(text);
}

export async function press(who, name) {
  const { outline } = await tabTo(who, name);
  assert.notEqual(outline, "none", `where the focus is has to be seen: ${name}`);
  await who.page.keyboard.press("Enter");
}

export async function space(who, name) {
  await tabTo(who, name);
  await who.page.keyboard.press("Space");
}

// The field whose label begins so, with what was in it replaced.
export async function replace(who, name, text) {
  await tabTo(who, name);
  await who.page.keyboard.press("Control+A");
  await who.page.keyboard.insertText(text);
}

// `user` empty: the root account.
export async function signIn(who, user, password) {
  await who.go("/");
  await tabTo(who, "User");
  if (user === "") await who.page.keyboard.press("ArrowDown");
  await enter(who, "Account", ACCOUNT);
  if (user !== "") await enter(who, "User name", user);
  await enter(who, "Password", password);
  await who.page.keyboard.press("Enter");
  await who.isIn();
}

export async function isAt(who, heading) {
  await who.page.getByRole("heading", { name: heading, exact: true }).waitFor();
}

// The dialog has the focus and keeps it, however often Tab is pressed.
export async function isTrapped(who) {
  await who.page.getByRole("dialog").waitFor();
  for (let count = 0; count < 15; count++) {
    const where = await who.page.evaluate(() => (document.activeElement === document.body ? "the browser" : document.querySelector("dialog").contains(document.activeElement) ? "dialog" : document.activeElement.outerHTML));
    assert.ok(["dialog", "the browser"].includes(where), `the focus has left the dialog for ${where}`);
    await who.page.keyboard.press(count % 5 === 4 ? "Shift+Tab" : "Tab");
  }
}
