// The browser's side of console_paint.py: node console_paint.mjs URL ACCOUNT ROUNDS, the password on standard input.
// Prints a JSON list: for each page when it was painted, its slowest question, and what was transferred.
import { readFileSync } from "node:fs";
import { fromConsole, Person } from "../tests/console/scene.mjs";

const { chromium } = fromConsole("playwright-core");
const [url, account, rounds] = process.argv.slice(2);
const password = readFileSync(0, "utf8").trim();

const PAGES = [
  ["/users", "users"],
  ["/users?sort=-name", "users by name, from the end"],
  ["/users?sort=-created&kind=sub_user", "sub-users, the newest first"],
  ["/users?q=user-0999", "users by part of a name"],
  ["/users?console_login=true", "users with a console sign-in"],
  ["/groups", "groups"],
  ["/roles", "roles"],
  ["/policies", "policies"],
  ["/policies?sort=-holders&kind=custom", "policies, the most held first"],
  ["/policies?q=99", "policies by part of a name"],
  ["/search?q=user-0123", "search by part of a name"],
  ["/search?q=100000050000", "search by number"],
  ["/keys", "access keys"],
  ["/audit", "audit log"],
  ["/users/user-000007?tab=policies", "policies of a user"],
  ["/users/user-000007?tab=access", "access graph of a user"],
  ["/policies/new", "policy editor"],
];
// The report is made of the whole account; it is no list, and has no budget of a list.
const WHOLE = [["/report", "security report"], ["/", "overview"]];

const browser = await chromium.launch({ executablePath: process.env.OPENCAM_CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"] });
const page = await (await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 } })).newPage();
page.setDefaultTimeout(120_000);
const who = new Person(page, url);
await who.signIn("", password, account);
await who.isIn();

// In the page: the moment two frames after it has settled, counted from the navigation, and its questions.
async function measured(path) {
  await page.goto(`${url}/console${path}`, { waitUntil: "commit" });
  await page.waitForFunction(
    () => document.querySelector("h1") !== null && document.querySelector("[aria-busy=true]") === null && !/^(Loading…|加载中…)$/m.test(document.body.innerText) && document.querySelector("main .stack") !== null,
    undefined,
    { polling: "raf" },
  );
  return page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const painted = performance.now();
    const all = performance.getEntriesByType("resource");
    const questions = all.filter((one) => new URL(one.name).pathname === "/" || new URL(one.name).pathname.startsWith("/access/"));
    return { painted, server: Math.max(0, ...questions.map((one) => one.responseStart - one.requestStart)), bytes: all.reduce((sum, one) => sum + one.transferSize, 0) };
  });
}

const middle = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const rows = [];
for (const [path, name] of [...PAGES, ...WHOLE]) {
  const taken = [];
  await measured(path); // the files come from the cache from here on, as in every visit but the first
  for (let round = 0; round < Number(rounds); round++) taken.push(await measured(path));
  rows.push({
    page: name,
    isList: !WHOLE.some(([one]) => one === path),
    paint: middle(taken.map((one) => one.painted)),
    paint_worst: Math.max(...taken.map((one) => one.painted)),
    server: middle(taken.map((one) => one.server)),
    server_worst: Math.max(...taken.map((one) => one.server)),
    kilobytes: middle(taken.map((one) => one.bytes)) / 1000,
  });
  console.error(name, rows.at(-1).paint.toFixed(0), rows.at(-1).server.toFixed(0));
}
await browser.close();
console.log(JSON.stringify(rows));
