// Runs the tests beside the code (x.test.ts): builds them as the console is built, then gives them to node's own runner.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const skipped = new Set(["node_modules", "dist", "checks"]);

function tests(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith(".") ? [] : tests(path);
    return entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

// Inside the console, so that packages are found.
const outDir = mkdtempSync(join(root, "node_modules", ".tests-"));
try {
  const input = Object.fromEntries(tests(root).map((path) => [relative(root, path).replace(/[/\\]/g, "-").replace(/\.ts$/, ""), path]));
  await build({ root, configFile: join(root, "vite.config.ts"), logLevel: "warn", build: { ssr: true, outDir, emptyOutDir: true, minify: false, rollupOptions: { input } } });
  const files = readdirSync(outDir).filter((name) => name.endsWith(".test.js"));
  const result = spawnSync(process.execPath, ["--test", ...files], { cwd: outDir, stdio: "inherit", env: { ...process.env, CONSOLE_ROOT: root } });
  process.exitCode = files.length === 0 ? 1 : (result.status ?? 1);
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
