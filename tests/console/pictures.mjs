// Makes the pictures of docs/console/pages.md: node tests/console/pictures.mjs. Not a test; run it when a screen changes.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { furnish } from "./furnish.mjs";
import { PASSWORD, play } from "./scene.mjs";

const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), "docs", "console", "pictures");

await play("pictures", async ({ person }) => {
  const take = async (who, name, path) => {
    await who.go(path);
    await who.page.waitForTimeout(400);
    await who.page.screenshot({ path: join(folder, `${name}.png`) });
  };
  const admin = await person("en-US", { viewport: { width: 1120, height: 720 } });
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  const made = await furnish(admin);
  await take(admin, "overview", "/");
  await take(admin, "access", "/users/ann?tab=access");
  await take(admin, "editor", `/policies/${made.policy}/edit`);
  await admin.page.setViewportSize({ width: 1280, height: 860 });
  await take(admin, "why", "/why?tab=simulate&principal=ann&action=batch:DeleteJob&resource=qcs::batch:ap-guangzhou::job/job-1");
  const small = await person("zh-CN", { viewport: { width: 390, height: 720 }, colorScheme: "dark", storageState: await admin.page.context().storageState() });
  await take(small, "small", "/");
});
