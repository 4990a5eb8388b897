// Script typed into every field of every form and sent: what the server says about it, and what comes of it, stays text.
import assert from "node:assert/strict";
import { furnish } from "./furnish.mjs";
import { pagesOf } from "./pages.mjs";
import { PASSWORD, play } from "./scene.mjs";

const SCRIPT = `"><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
const FIELDS_LEAST = 80;

// What stands behind a button: the page, the button.
const DIALOGS = [
  ["/groups", "New group"], ["/groups/{group}", "Edit"], ["/users/ann", "Edit"], ["/users/ann?tab=policies", "Attach policies"],
  ["/roles/deployer", "Edit"], ["/policies/{policy}/edit", "Table"], ["/policies/new", "Table"], ["/batch/environments/{env}", "Edit"],
  ["/batch/environments/{env}", "Attach machines"], ["/batch/jobs/new", "JSON"], ["/batch/environments/new", "JSON"], ["/settings", "Change password"],
]; // prettier-ignore

// Fills all fields there are, as if typed, and sends each form. How many fields that were.
async function fillAndSend(who) {
  const filled = await who.page.evaluate((script) => {
    for (const details of document.querySelectorAll("details")) details.open = true;
    const fields = [...document.querySelectorAll("input:not([type=checkbox], [type=radio], [type=number], [type=date], [type=datetime-local]), textarea")].filter((one) => !one.readOnly && !one.disabled);
    for (const one of fields) {
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(one), "value").set.call(one, script);
      one.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return fields.length;
  }, SCRIPT);
  const forms = await who.page.locator("form").count();
  for (let at = 0; at < forms; at++) {
    // One may have gone with the dialog that it was in, and a search leads to its own page.
    const form = who.page.locator("form:not([role=search])").nth(at);
    if ((await form.count()) > 0) await form.evaluate((element) => element.requestSubmit());
  }
  await who.page.waitForTimeout(120);
  return filled;
}

async function isHarmless(who, origin, path) {
  const found = await who.page.evaluate(() => [window.hacked, document.querySelectorAll("img[src=x], script:not([src])").length]);
  assert.deepEqual(found, [undefined, 0], path);
  assert.equal(new URL(who.page.url()).origin, origin, path);
}

await play("script in every field of every form", async ({ server, person }) => {
  const admin = await person("en-US", { mayBeRefused: true });
  // The fields that one meets first.
  await admin.signIn(SCRIPT, SCRIPT, SCRIPT);
  await admin.sees("Account, user or password is wrong");
  await isHarmless(admin, server.base, "sign-in");
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  const made = await furnish(admin);
  const storageState = await admin.page.context().storageState();
  const waiting = [
    ...pagesOf(made).map((path) => [path, ""]),
    ...DIALOGS.map(([path, button]) => [path.replace(/\{(\w+)\}/, (_, name) => made[name]), button]),
  ];
  let filled = 0;
  const window = async () => {
    const who = await person("en-US", { mayBeRefused: true, storageState });
    who.page.on("dialog", (one) => one.accept()); // unsaved work is left
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [path, button] = next;
      await who.go(path);
      if (button !== "") await who.page.getByRole("button", { name: button, exact: true }).first().click();
      filled += await fillAndSend(who);
      await isHarmless(who, server.base, `${path} ${button}`);
    }
  };
  await Promise.all([window(), window(), window()]);
  assert.ok(filled >= FIELDS_LEAST, `${filled} fields were filled`);
  // It did reach the server, and came back as text.
  await admin.go("/users/ann");
  await isHarmless(admin, server.base, "/users/ann");
  await admin.go("/audit");
  await isHarmless(admin, server.base, "/audit");
});
