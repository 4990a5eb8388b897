// What travels before something is seen: at most 80 kB compressed at first, 250 kB with the editor, 600 kB in all.
import assert from "node:assert/strict";
import { PASSWORD, play } from "./scene.mjs";

const KB = 1000;

// The bytes that came over the wire while something was done.
async function travelled(who, work) {
  const session = await who.page.context().newCDPSession(who.page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const files = new Map();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => files.set(requestId, new URL(response.url).pathname));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (files.get(requestId)?.startsWith("/console/") && !files.get(requestId).startsWith("/console/session")) bytes += encodedDataLength;
  });
  await work();
  await session.detach();
  return bytes;
}

await play("the budgets of what is loaded", async ({ person, server }) => {
  const who = await person();
  const signIn = await travelled(who, () => who.go("/"));
  await who.signIn("", PASSWORD);
  await who.isIn();
  const first = await travelled(who, () => who.go("/"));
  const editor = await travelled(who, async () => {
    await who.go("/policies/new");
    await who.page.locator(".cm-content").waitFor();
  });
  // Every file there is: what the start page and the scripts name, followed to the end.
  const known = new Set(["/console/"]);
  let all = 0;
  for (const path of known) {
    const answer = await fetch(server.base + path, { headers: { "Accept-Encoding": "gzip" } });
    const text = await answer.text();
    all += Number(answer.headers.get("content-length") ?? text.length);
    for (const [name] of text.matchAll(/assets\/[\w.-]+\.(?:js|css)|(?<=["'`]\.\/)[\w.-]+\.js/g)) known.add(`/console/${name.startsWith("assets/") ? name : `assets/${name}`}`);
  }
  console.log(`sign-in ${signIn}, first page ${first}, editor ${editor}, all ${all} bytes in ${known.size} files`);
  assert.ok(signIn > 10 * KB && first > 10 * KB && known.size > 30, "something was measured");
  assert.ok(signIn <= 80 * KB && first <= 80 * KB, "the first page is too heavy");
  assert.ok(editor <= 250 * KB, "the editor is too heavy");
  assert.ok(all <= 600 * KB, "all together is too heavy");
});
