// What another site can do to somebody who is signed in: frame the console, send requests in their name, read answers,
// plant a session. Each attack has its like that works, so that it cannot fail for a reason of its own.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { PASSWORD, play } from "./scene.mjs";

const MALLORY = "Mallory-password-1";

// Two sites of an attacker: another port of the same address, whose requests carry SameSite cookies, and another name.
async function attackers() {
  const server = createServer((request, answer) => {
    answer.writeHead(200, { "Content-Type": "text/html" });
    answer.end(`<!doctype html><title>${request.url}</title><p>a page of somebody else</p>`);
  });
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  const other = createServer(server.listeners("request")[0]);
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  return {
    sameSite: `http://127.0.0.1:${other.address().port}`,
    crossSite: `http://localhost:${server.address().port}`,
    stop: () => [server, other].forEach((one) => (one.close(), one.closeAllConnections())),
  };
}

// What a frame of this address shows: the address, or the browser's own page that says that it may not.
async function framed(page, url) {
  await page.evaluate((src) => {
    document.body.innerHTML = "";
    const frame = document.createElement("iframe");
    frame.src = src;
    document.body.append(frame);
    return new Promise((resolve) => (frame.onload = resolve));
  }, url);
  return page.frames().at(-1).evaluate(() => location.href);
}

// Everything a page can send without being allowed to: a form, a simple request, one with headers. What came back, if it may be read.
async function ride(page, base) {
  return page.evaluate(async (target) => {
    const read = (promise) => promise.then((answer) => answer.text(), () => "refused");
    const call = JSON.stringify({ GroupName: "evil", Remark: "made by another site" });
    const form = document.createElement("form");
    Object.assign(form, { method: "POST", enctype: "text/plain", action: `${target}/?Action=CreateGroup&Version=2019-01-16&GroupName=evil`, target: "sink" });
    const sink = document.createElement("iframe");
    sink.name = "sink";
    document.body.append(sink, form);
    const sent = new Promise((resolve) => (sink.onload = resolve));
    form.submit();
    await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, 2000))]);
    const options = { method: "POST", credentials: "include" };
    return {
      simple: await read(fetch(`${target}/?Action=CreateGroup&Version=2019-01-16&GroupName=evil`, { ...options, body: call })),
      opaque: await fetch(`${target}/`, { ...options, mode: "no-cors", body: call }).then((answer) => answer.type, () => "refused"),
      withHeaders: await read(fetch(`${target}/`, { ...options, headers: { "Content-Type": "application/json", "X-TC-Action": "CreateGroup", "X-TC-Version": "2019-01-16", "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)) }, body: call })),
      signOut: await read(fetch(`${target}/console/session`, { method: "DELETE", credentials: "include" })),
      signIn: await fetch(`${target}/console/session`, { ...options, mode: "no-cors", body: JSON.stringify({ account: "acme", user: "mallory", password: "Mallory-password-1" }) }).then((answer) => answer.type, () => "refused"),
      token: await read(fetch(`${target}/console/session`, { credentials: "include" })),
      report: await read(fetch(`${target}/access/v1/security-report`, { credentials: "include" })),
    };
  }, base);
}

// The same call as the console makes it, or with something left out. The code of the answer, or nothing.
async function callWith(who, left) {
  return who.page.evaluate(async (without) => {
    const { csrf_token } = await (await fetch("/console/session")).json();
    const headers = { "Content-Type": "application/json", "X-TC-Action": "CreateGroup", "X-TC-Version": "2019-01-16", "X-TC-Timestamp": String(Math.floor(Date.now() / 1000)) };
    if (without !== "token") headers["X-Opencam-Csrf"] = without === "right token" ? "0".repeat(64) : csrf_token;
    const { Response } = await (await fetch("/", { method: "POST", headers, body: JSON.stringify({ GroupName: "good" }) })).json();
    return Response.Error?.Code ?? "";
  }, left);
}

async function otherSites({ server, admin, sites }) {
  const context = admin.page.context();
  for (const site of [sites.sameSite, sites.crossSite]) {
    const page = await context.newPage();
    await page.goto(site);
    assert.equal(await framed(page, `${site}/own`), `${site}/own`);
    assert.equal(await framed(page, `${server.base}/console/`), "chrome-error://chromewebdata/");
    // It is the headers that prevent it: without them the frame shows the console.
    await page.route(`${server.base}/console/`, async (route) => {
      const response = await route.fetch();
      const headers = Object.fromEntries(Object.entries(response.headers()).filter(([name]) => !["content-security-policy", "x-frame-options"].includes(name)));
      await route.fulfill({ response, headers });
    });
    assert.equal(await framed(page, `${server.base}/console/`), `${server.base}/console/`);
    await page.unrouteAll();
    const carried = [];
    page.on("request", async (request) => carried.push(((await request.allHeaders().catch(() => ({}))).cookie ?? "").includes("opencam=")));
    const got = await ride(page, server.base);
    for (const [attack, answer] of Object.entries(got)) assert.ok(["refused", "opaque"].includes(answer), `${attack} from ${site}: ${answer}`);
    // From the same site the cookie did come along: it is the origin and the token that the request fails by.
    assert.equal(carried.includes(true), site === sites.sameSite, site);
    await page.close();
  }
  await admin.go("/groups");
  assert.equal(await admin.page.getByText("evil").count(), 0);
  await admin.isIn();
  assert.notEqual(await callWith(admin, "token"), "");
  assert.notEqual(await callWith(admin, "right token"), "");
  assert.equal(await callWith(admin, "nothing"), "");
}

const session = async (who) => (await who.page.context().cookies()).find((one) => one.name === "opencam");

async function opens(who, base, value) {
  const other = await who.page.context().browser().newContext();
  await other.addCookies([{ name: "opencam", value, url: base }]);
  const answer = await (await other.request.get(`${base}/console/session`)).json();
  await other.close();
  return answer.state === "open";
}

// A session that the attacker knows is planted before somebody signs in: what they then hold is another one.
async function fixation({ server, admin, person }) {
  await admin.go("/users/new");
  await admin.fill({ Name: "mallory", Password: MALLORY });
  await admin.page.getByLabel("Has to change the password at the next sign-in").uncheck();
  await admin.press("Create");
  await admin.page.getByRole("heading", { name: "mallory", exact: true }).waitFor();
  const mallory = await person("en-US", { mayBeRefused: true });
  await mallory.signIn("mallory", MALLORY);
  await mallory.isIn();
  const known = (await session(mallory)).value;
  for (const planted of [known, "0".repeat(known.length)]) {
    const victim = await person("en-US", { mayBeRefused: true });
    await victim.page.context().addCookies([{ name: "opencam", value: planted, url: server.base }]);
    await victim.go("/");
    // With a session of somebody else's one sees whose it is, and signs out of it.
    if ((await victim.page.locator("nav#side").count()) > 0) await victim.press("Sign out");
    await victim.signIn("", PASSWORD);
    await victim.isIn();
    const held = await session(victim);
    assert.notEqual(held.value, planted);
    assert.ok(held.httpOnly && held.sameSite === "Strict");
    assert.equal(await victim.page.evaluate(() => document.cookie), "");
    assert.ok(!(await opens(victim, server.base, planted)), "what was planted opens nothing");
    assert.ok(await opens(victim, server.base, held.value), "what is held opens");
    await victim.press("Sign out");
    await victim.page.locator("input[name=password]").waitFor();
    assert.ok(!(await opens(victim, server.base, held.value)), "after signing out nothing is left");
  }
}

await play("what another site can do", async ({ server, person }) => {
  const admin = await person("en-US", { mayBeRefused: true });
  await admin.signIn("", PASSWORD);
  await admin.isIn();
  const sites = await attackers();
  try {
    await otherSites({ server, admin, sites });
  } finally {
    sites.stop();
  }
  await fixation({ server, admin, person });
});
