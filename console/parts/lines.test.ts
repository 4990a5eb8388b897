import assert from "node:assert/strict";
import { test } from "node:test";
import { differingLines } from "./lines";

const side = (before: string, after: string, kinds: string[]): string =>
  differingLines(before, after).filter((line) => kinds.includes(line.kind)).map((line) => line.text).join("\n");

test("a changed line goes and comes, the others stay", () => {
  assert.deepEqual(differingLines("a\nb\nc", "a\nx\nc").map(({ kind, text }) => `${kind} ${text}`), ["same a", "gone b", "new x", "same c"]);
});

test("line numbers are those of each side", () => {
  assert.deepEqual(differingLines("a\nc", "a\nb\nc").map(({ before, after }) => [before, after]), [[1, 1], [null, 2], [2, 3]]);
});

test("both texts can be read out of the difference", () => {
  let seed = 7;
  const draw = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 300; round++) {
    const text = (): string => Array.from({ length: draw(9) }, () => "abc"[draw(3)]).join("\n");
    const [before, after] = [text(), text()];
    assert.equal(side(before, after, ["same", "gone"]), before);
    assert.equal(side(before, after, ["same", "new"]), after);
  }
});
