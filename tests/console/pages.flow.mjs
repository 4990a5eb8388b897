// Every page in both languages, light and dark, at three widths: nothing in the browser's console, nothing that axe
// minds, nothing wider than the window, and no text that has stayed in the other language.
import assert from "node:assert/strict";
import { furnish } from "./furnish.mjs";
import { pagesOf } from "./pages.mjs";
import { PASSWORD, play } from "./scene.mjs";

const LOOKS = [{ locale: "en-US", colorScheme: "light" }, { locale: "zh-CN", colorScheme: "dark" }];
// English is the longer of the two.
const widthsOf = (locale) => (locale === "en-US" ? [1280, 768, 360] : [1280]);

async function look(who, path, locale) {
  await who.go(path);
  const wrong = await who.minds();
  assert.equal(await who.page.evaluate(() => document.documentElement.lang), locale);
  for (const width of widthsOf(locale)) {
    await who.page.setViewportSize({ width, height: 900 });
    const over = await who.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) wrong.push(`${over} pixels wider than a window of ${width}`);
  }
  await who.page.setViewportSize({ width: 1280, height: 900 });
  return wrong.map((one) => `${locale} ${path}: ${one}`);
}

// Keys that have no text show as themselves.
async function untranslated(who) {
  return who.page.evaluate(() => document.body.innerText.match(/\b(nav|users|field|form|why|policies|list|timeline|access|report|search|batchState|jobs|envs|templates)\.[a-zA-Z_]+\b/g) ?? []);
}

async function tour({ person, made, options }) {
  const who = await person(options.locale, { colorScheme: options.colorScheme });
  await who.go("/");
  const wrong = (await who.minds()).map((one) => `${options.locale} sign-in: ${one}`);
  await who.signIn("", PASSWORD);
  await who.isIn();
  const state = await who.page.context().storageState();
  await who.page.close();
  // Several windows of one session side by side.
  const waiting = pagesOf(made);
  const window = async () => {
    const own = await person(options.locale, { colorScheme: options.colorScheme, storageState: state });
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      wrong.push(...(await look(own, path, options.locale)), ...(await untranslated(own)).map((key) => `${path}: ${key}`));
    }
  };
  await Promise.all([window(), window(), window()]);
  return wrong;
}

await play("every page, both languages, light and dark, three widths", async ({ person }) => {
  const admin = await person();
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  const made = await furnish(admin);
  const wrong = [];
  for (const options of LOOKS) wrong.push(...(await tour({ person, made, options })));
  assert.deepEqual(wrong, []);
});
