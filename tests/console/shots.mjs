// A picture of every page at three widths, in English and light, in Chinese and dark, to be looked at by somebody:
// node tests/console/shots.mjs DIR [part of a path]. Not a test.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { furnish } from "./furnish.mjs";
import { pagesOf } from "./pages.mjs";
import { PASSWORD, play } from "./scene.mjs";

const [folder, part = ""] = process.argv.slice(2);
const WIDTHS = [1440, 768, 360];
const LOOKS = [{ locale: "en-US", colorScheme: "light" }, { locale: "zh-CN", colorScheme: "dark" }];
const WINDOWS = 2;

async function take(who, path, locale) {
  await who.go(path);
  for (const width of WIDTHS) {
    await who.page.setViewportSize({ width, height: 900 });
    await who.page.waitForTimeout(60);
    await who.page.screenshot({ path: join(folder, `${path.replace(/[^a-z0-9]+/gi, "_").slice(0, 60)}_${locale}_${width}.png`), fullPage: true });
  }
}

await play(
  "a picture of every page",
  async ({ person }) => {
    mkdirSync(folder, { recursive: true });
    const admin = await person();
    await admin.signIn("", PASSWORD);
    await admin.isIn();
    const made = await furnish(admin);
    const storageState = await admin.page.context().storageState();
    for (const look of LOOKS) {
      const stranger = await person(look.locale, look);
      await take(stranger, "/sign-in", look.locale);
      const waiting = pagesOf(made).filter((path) => path.includes(part));
      const window = async () => {
        const who = await person(look.locale, { ...look, storageState });
        for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await take(who, path, look.locale);
      };
      await Promise.all(Array.from({ length: WINDOWS }, window));
    }
  },
  { serve: ["--batch-runner", "local", "--batch-slots", "2"] },
);
