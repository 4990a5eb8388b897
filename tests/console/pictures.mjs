// Makes the pictures of docs/console/pages.md: node tests/console/pictures.mjs. Not a test; run it when a screen changes.
// With pngquant (a Debian package) they get a palette and are a third as large.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { furnish } from "./furnish.mjs";
import { PASSWORD, play } from "./scene.mjs";

const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "docs", "console", "pictures");
const PHONE = { width: 360, height: 740 };

await play(
  "pictures",
  async ({ person }) => {
    const take = async (who, name, path, height = 720) => {
      await who.page.setViewportSize({ width: who.page.viewportSize().width, height });
      await who.go(path);
      await who.page.waitForTimeout(400);
      const file = join(folder, `${name}.png`);
      await who.page.screenshot({ path: file });
      spawnSync("pngquant", ["--force", "--strip", "--output", file, "256", "--", file]);
    };
    const admin = await person("en-US", { viewport: { width: 1440, height: 720 } });
    await admin.signIn("", PASSWORD);
    await admin.isIn();
    const made = await furnish(admin);
    const storageState = await admin.page.context().storageState();
    const as = (locale, viewport, colorScheme) => person(locale, { viewport, colorScheme, storageState });
    await take(admin, "overview", "/");
    await take(admin, "access", "/users/ann?tab=access");
    await take(admin, "editor", `/policies/${made.policy}/edit`);
    await take(admin, "why", "/why?tab=simulate&principal=ann&action=batch:DeleteJob&resource=qcs::batch:ap-guangzhou::job/job-1", 860);
    await admin.go(`/batch/jobs/${made.job}`);
    await admin.page.locator("main p[role=status]", { hasText: "failed" }).waitFor();
    await take(admin, "job", `/batch/jobs/${made.job}`, 760);
    const tablet = await as("zh-CN", { width: 768, height: 720 }, "dark");
    await take(tablet, "tablet", "/policies/new");
    await take(await as("zh-CN", PHONE, "dark"), "phone-dark", "/", PHONE.height);
    await take(await as("en-US", PHONE, "light"), "phone", `/batch/jobs/${made.job}`, PHONE.height);
  },
  { serve: ["--batch-runner", "local", "--batch-slots", "2"] },
);
