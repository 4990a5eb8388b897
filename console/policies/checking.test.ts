import assert from "node:assert/strict";
import { test } from "node:test";
import { Checking } from "./checking.svelte";
import type { CheckAnswer } from "./marks";

const answer = (can_be_created: boolean): CheckAnswer => ({ can_be_created, diagnostics: [], omitted: 0 });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("only the text at which the writer pauses is asked about", async () => {
  const asked: string[] = [];
  const checking = new Checking(async (document) => {
    asked.push(document);
    return answer(true);
  }, 1);
  checking.look("a");
  checking.look("ab");
  checking.look("abc");
  await pause(30);
  assert.deepEqual(asked, ["abc"]);
  assert.deepEqual(checking.answer, { ...answer(true), document: "abc" });
});

test("an answer about an older text is dropped", async () => {
  const waiting: ((answer: CheckAnswer) => void)[] = [];
  const checking = new Checking(() => new Promise((resolve) => waiting.push(resolve)), 1);
  checking.look("old");
  await pause(30);
  checking.look("new");
  await pause(30);
  waiting[1]!(answer(true));
  waiting[0]!(answer(false));
  await pause(1);
  assert.deepEqual(checking.answer, { ...answer(true), document: "new" });
});

test("nothing is said where the server cannot be asked, nor of an empty text, nor after the end", async () => {
  const checking = new Checking(async (document) => {
    if (document === "bad") throw new Error("no");
    return answer(true);
  }, 1);
  checking.look("bad");
  await pause(30);
  assert.deepEqual([checking.answer, checking.isUnavailable], [null, true]);
  checking.look("good");
  await pause(30);
  assert.deepEqual([checking.answer, checking.isUnavailable], [{ ...answer(true), document: "good" }, false]);
  checking.look(" ");
  assert.equal(checking.answer, null);
  checking.look("good");
  checking.stop();
  await pause(30);
  assert.equal(checking.answer, null);
});
