// What every flow needs: a server with SQLite and an account, a browser, and words to tell a flow in.
//
//     await play("what the flow shows", async ({ server, person }) => {
//       const admin = await person("en-US");
//       await admin.signIn("", PASSWORD);
//     });
//
// A line in a browser's console, an exception in a page or a failed expectation ends the flow with code 1.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const fromConsole = createRequire(join(root, "console", "package.json"));
const { chromium } = fromConsole("playwright-core");
const axe = readFileSync(fromConsole.resolve("axe-core/axe.min.js"), "utf8");

export const ACCOUNT = "acme";
export const PASSWORD = "Correct-horse-9";
const program = process.env.OPENCAM_PROGRAM ?? join(root, "build", "dev", "opencam");
const WAIT_MS = Number(process.env.OPENCAM_WAIT_MS ?? 60_000);

function command(args, input = "") {
  const done = spawnSync(program, args, { input, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`opencam ${args.join(" ")}: ${done.stderr}${done.error ?? ""}`);
  return done.stdout;
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function startServer(folder, serve) {
  const data = join(folder, "data");
  const keys = JSON.parse(command(["account", "create", ACCOUNT, "--data", data, "--format", "json"]));
  command(["account", "password", ACCOUNT, "--data", data], `${PASSWORD}\n`);
  const port = await freePort();
  const log = openSync(join(folder, "server.log"), "a");
  const child = spawn(program, ["serve", "--listen", `127.0.0.1:${port}`, "--data", data, ...serve], { stdio: ["ignore", log, log] });
  const base = `http://127.0.0.1:${port}`;
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const ready = await fetch(`${base}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (child.exitCode !== null || Date.now() > until) throw new Error(`the server does not start:\n${readFileSync(join(folder, "server.log"), "utf8")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // For what a flow is not about: the API with the root account's key.
  const ask = async (path, body) => {
    const answer = await fetch(base + path, { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${keys.secret_id}:${keys.secret_key}` }, body: JSON.stringify(body) });
    return answer.json();
  };
  const stop = () => new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill("SIGTERM");
  }); // prettier-ignore
  return { base, data, keys, ask, stop, uin: keys.uin };
}

// Somebody at a browser of their own.
export class Person {
  constructor(page, base) {
    this.page = page;
    this.base = base;
  }

  async go(path) {
    await this.page.goto(`${this.base}/console${path}`);
    await this.settle();
  }

  // Until the page has its heading and nothing on it waits for the server.
  async settle() {
    await this.page.locator("h1").first().waitFor();
    await this.page.waitForFunction(() => !/^(Loading…|加载中…)$/m.test(document.body.innerText) && document.querySelector("[aria-busy=true]") === null);
  }

  async signIn(user, password, account = ACCOUNT) {
    await this.go("/");
    await this.page.locator(`input[type=radio][value=${user === "" ? "root" : "user"}]`).check();
    await this.page.locator("input[name=account]").fill(account);
    if (user !== "") await this.page.locator("input[name=user]").fill(user);
    await this.page.locator("input[name=password]").fill(password);
    await this.page.locator("form button[type=submit]").click();
  }

  async isIn() {
    await this.page.locator("nav#side").waitFor({ state: "attached" });
  }

  // A control by the beginning of its label: what follows, such as "(required)", does not matter.
  field(label) {
    return this.page.getByLabel(new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`)).last();
  }

  async fill(values) {
    for (const [label, value] of Object.entries(values)) await this.field(label).fill(value);
  }

  async press(name, within = this.page) {
    await within.getByRole("button", { name, exact: true }).last().click();
  }

  async follow(name) {
    await this.page.getByRole("link", { name, exact: true }).first().click();
    await this.settle();
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  // The whole text of the editor, replaced as by somebody who pastes.
  async write(text) {
    await this.page.locator(".cm-content").click();
    await this.page.keyboard.press("Control+A");
    await this.page.keyboard.press("Delete");
    await this.page.keyboard.insertText(text);
  }

  // What axe minds on this page.
  async minds() {
    const { violations } = await this.page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    return violations.map((one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)} (${one.nodes.length})`);
  }
}

// `serve`: options of the server beyond where it listens and keeps its data.
export async function play(name, flow, { serve = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "opencam-console-"));
  const browser = await chromium.launch({ executablePath: process.env.OPENCAM_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
  const complaints = [];
  let server;
  const pages = [];
  try {
    server = await startServer(folder, serve);
    // `mayBeRefused`: somebody to whom the server says no; the browser itself notes such an answer as an error.
    const person = async (locale = "en-US", { mayBeRefused = false, ...options } = {}) => {
      const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 }, ...options });
      await context.addInitScript({ content: axe });
      const page = await context.newPage();
      page.setDefaultTimeout(WAIT_MS);
      pages.push(page);
      const complain = (text) => {
        if (mayBeRefused && /^Failed to load resource: the server responded with a status of (400|401|403|429)/.test(text)) return;
        complaints.push(`${page.url()}: ${text}`);
      };
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && complain(message.text()));
      page.on("pageerror", (error) => complain(error.stack ?? String(error)));
      return new Person(page, server.base);
    };
    await flow({ server, person });
    if (complaints.length > 0) throw new Error(`the browser complains:\n${complaints.join("\n")}`);
    console.log(`ok: ${name}`);
  } catch (error) {
    console.error(`failed: ${name}\n${error.stack ?? error}`);
    for (const page of pages) console.error(`${page.url()}\n${await page.locator("body").innerText({ timeout: 1000 }).catch(() => "")}\n`);
    if (complaints.length > 0) console.error(complaints.join("\n"));
    process.exitCode = 1;
  } finally {
    await browser.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
