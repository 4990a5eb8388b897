import assert from "node:assert/strict";
import { test } from "node:test";
import { type Finding, marksOf, ownMarks } from "./marks";

const place = (utf16: number) => ({ byte: utf16, utf16, line: 1, column: utf16 + 1 });
const finding = (from: number, to: number, more: Partial<Finding> = {}): Finding => ({ severity: "error", code: "ActionError", message: "wrong", help: "", begin: place(from), end: place(to), ...more });

test("a mark stands on the units that the server counted, also behind characters of two units", () => {
  const text = '{"名":"😀","action":"cvm"}';
  const from = text.indexOf('"cvm"');
  const [mark] = marksOf(text, [finding(from, from + 5)]);
  assert.equal(text.slice(mark!.from, mark!.to), '"cvm"');
});

test("a point is widened, within the text", () => {
  assert.deepEqual(marksOf("abc", [finding(1, 1)]).map(({ from, to }) => [from, to]), [[1, 2]]);
  assert.deepEqual(marksOf("abc", [finding(3, 3)]).map(({ from, to }) => [from, to]), [[2, 3]]);
  assert.deepEqual(marksOf("", [finding(0, 0)]).map(({ from, to }) => [from, to]), [[0, 0]]);
  assert.deepEqual(marksOf("abc", [finding(2, 90)]).map(({ from, to }) => [from, to]), [[2, 3]]);
  assert.deepEqual(marksOf("abc", [finding(90, 95)]).map(({ from, to }) => [from, to]), [[2, 3]]);
});

test("severity and remedy come along", () => {
  const [note, warning] = marksOf("abc", [finding(0, 1, { severity: "note" }), finding(0, 1, { severity: "warning", help: "do this" })]);
  assert.equal(note!.severity, "info");
  assert.deepEqual([warning!.severity, warning!.message], ["warning", "wrong\ndo this"]);
});

test("without the server: what is no JSON, else what saving was refused with", () => {
  assert.deepEqual(ownMarks('{"a":', "", "no JSON").map(({ message }) => message), ["no JSON"]);
  assert.deepEqual(ownMarks("", "", "no JSON"), []);
  const [mark] = ownMarks('{"a":"x\\"y"}', '`x"y` is wrong', "no JSON");
  assert.deepEqual([mark!.from, mark!.to], [6, 10]);
  assert.deepEqual(ownMarks("{}", "refused", "no JSON").map(({ from, to }) => [from, to]), [[0, 1]]);
});
