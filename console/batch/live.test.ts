import assert from "node:assert/strict";
import { test } from "node:test";
import { Live, nextWait, WAIT_FIRST_MS, WAIT_MOST_MS, type Watching } from "./live.svelte";

// A window whose time stands still: what is planned is kept, and done when the test says so.
function still(): Watching & { planned: { work: () => void; ms: number }[]; wake: () => void; hidden: boolean } {
  const watched = new Set<() => void>();
  return {
    planned: [],
    hidden: false,
    isAway() {
      return this.hidden;
    },
    onChange(work) {
      watched.add(work);
      return () => watched.delete(work);
    },
    later(work, ms) {
      const one = { work, ms };
      this.planned.push(one);
      return () => void (this.planned = this.planned.filter((other) => other !== one));
    },
    wake() {
      for (const work of watched) work();
    },
  };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function pass(watching: ReturnType<typeof still>): Promise<number> {
  const one = watching.planned.shift()!;
  one.work();
  await settled();
  return one.ms;
}

test("waits grow while nothing changes, and begin anew with a change", () => {
  assert.equal(nextWait(9000, "changed"), WAIT_FIRST_MS);
  assert.ok(nextWait(1000, "same") > 1000 && nextWait(1000, "failed") > nextWait(1000, "same"));
  assert.equal(nextWait(WAIT_MOST_MS, "same"), WAIT_MOST_MS);
});

test("the same answer makes it slower, an answer's own number is no change", async () => {
  const watching = still();
  let state = "RUNNING";
  let asked = 0;
  const live = new Live(async () => ({ state, RequestId: String(asked++) }), undefined, watching);
  const stop = live.start();
  await settled();
  assert.equal(live.data?.state, "RUNNING");
  const [first, second] = [await pass(watching), await pass(watching)];
  assert.ok(second > first);
  state = "SUCCEED";
  await pass(watching);
  assert.equal(live.data?.state, "SUCCEED");
  assert.equal(watching.planned[0]!.ms, WAIT_FIRST_MS);
  stop();
  assert.equal(watching.planned.length, 0);
});

test("nothing is asked while nobody looks, and at once when somebody does", async () => {
  const watching = still();
  let asked = 0;
  const stop = new Live(async () => asked++, undefined, watching).start();
  await settled();
  watching.hidden = true;
  watching.wake();
  assert.equal(watching.planned.length, 0);
  watching.hidden = false;
  watching.wake();
  await settled();
  assert.equal(asked, 2);
  // Gone without a word: what was planned is not done.
  watching.hidden = true;
  await pass(watching);
  assert.equal(asked, 2);
  watching.hidden = false;
  watching.wake();
  await settled();
  assert.equal(asked, 3);
  stop();
  watching.wake();
  await settled();
  assert.equal(asked, 3);
});

test("what is over is not asked again, what failed is, and keeps what was known", async () => {
  const watching = still();
  let fails = false;
  const live = new Live(async () => {
    if (fails) throw new Error("offline");
    return "FAILED";
  }, (state) => state === "FAILED", watching);
  live.start();
  await settled();
  assert.equal(watching.planned.length, 0);
  fails = true;
  await live.again();
  assert.equal(live.data, "FAILED");
  assert.ok(live.error instanceof Error && Number(watching.planned.length) === 1);
});
