import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../wire/transport";
import { type Asked, isDenial, Pages } from "./pages.svelte";

test("pages with markers go forth and back with the markers that were given", async () => {
  const asked: string[] = [];
  const pages = new Pages<number>(async ({ index, marker }) => {
    asked.push(marker);
    return { rows: [index], marker: index < 2 ? `after-${index}` : "" };
  });
  await pages.restart();
  await pages.show(1);
  await pages.show(2);
  assert.equal(pages.hasNext, false);
  await pages.show(1);
  assert.deepEqual(asked, ["", "after-0", "after-1", "after-0"]);
  assert.deepEqual([pages.rows, pages.index, pages.hasNext], [[1], 1, true]);
});

test("pages with a total know the last one", async () => {
  const pages = new Pages<number>(async ({ index }: Asked) => ({ rows: [index], total: 45 }), 20);
  await pages.restart();
  assert.equal(pages.hasNext, true);
  await pages.show(2);
  assert.deepEqual([pages.hasNext, pages.total], [false, 45]);
});

test("an answer that comes after a later question is dropped", async () => {
  const waiting: ((rows: string[]) => void)[] = [];
  const pages = new Pages<string>(() => new Promise((resolve) => waiting.push((rows) => resolve({ rows }))));
  const [first, second] = [pages.restart(), pages.restart()];
  waiting[1]!(["later"]);
  waiting[0]!(["earlier"]);
  await Promise.all([first, second]);
  assert.deepEqual([pages.rows, pages.loading], [["later"], false]);
});

test("a last page that has become empty leads to the one before it", async () => {
  const pages = new Pages<string>(async ({ index }) => ({ rows: index === 0 ? ["a"] : [], total: 1 }), 1);
  await pages.show(1);
  assert.deepEqual([pages.rows, pages.index], [["a"], 0]);
});

test("a refusal is told from other failures", async () => {
  const pages = new Pages<string>(async () => {
    throw new ApiError("AuthFailure.UnauthorizedOperation", "no", "r");
  });
  await pages.restart();
  assert.ok(isDenial(pages.error) && pages.rows.length === 0 && !pages.loading);
  assert.ok(isDenial(new ApiError("UnauthorizedOperation.DeleteApiKey", "no", "r")));
  assert.ok(isDenial(new ApiError("403", "no", "r")) && !isDenial(new ApiError("404", "no", "r")));
  assert.ok(!isDenial(new ApiError("InternalError", "", "r")) && !isDenial(new Error("UnauthorizedOperation")));
});
