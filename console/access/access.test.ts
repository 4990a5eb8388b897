import assert from "node:assert/strict";
import { test } from "node:test";
import { type Access, shortened, trustedIn } from "./access";
import { picture } from "./layout";

const statement = (effect: string, actions: string[], resources: string[]) => ({ effect, actions, resources, conditions: [], principal: "" });

test("whom a trust policy names, each once, and no denied one", () => {
  const document = JSON.stringify({
    version: "2.0",
    statement: [
      { effect: "allow", action: "name/sts:AssumeRole", principal: { qcs: ["qcs::cam::uin/1:root", "qcs::cam::uin/2:root"], service: "cvm.cloud.tencent.com" } },
      { effect: "allow", action: "name/sts:AssumeRole", principal: { qcs: "qcs::cam::uin/1:root" } },
      { effect: "deny", action: "name/sts:AssumeRole", principal: { qcs: "qcs::cam::uin/3:root" } },
    ],
  });
  assert.deepEqual(trustedIn(document), ["qcs::cam::uin/1:root", "qcs::cam::uin/2:root", "cvm.cloud.tencent.com"]);
  assert.deepEqual(trustedIn("{"), []);
  assert.deepEqual(trustedIn('{"statement":{"effect":"allow","principal":"*"}}'), ["*"]);
});

test("a list is shortened and says by how much", () => {
  assert.equal(shortened(["a", "b", "c"], 2), "a, b +1");
  assert.equal(shortened(["a"], 2), "a");
});

test("everything is in the picture, from left to right, and nothing lies on something else", () => {
  const access: Access = {
    kind: "user",
    name: "ann",
    trusted: ["qcs::cam::uin/1:root"],
    groups: [{ id: 7, name: "operators" }],
    policies: [
      { id: "1", name: "One", isDirect: true, groups: [], statements: [statement("allow", ["cvm:*"], ["*"]), statement("deny", ["cvm:Stop"], ["qcs::cvm:::instance/i-1"])] },
      { id: "2", name: "Two", isDirect: false, groups: [{ id: 7, name: "operators" }], statements: [statement("allow", ["batch:*"], ["*"])] },
    ],
    boundary: { id: "9", name: "Limit", isDirect: false, groups: [], statements: Array.from({ length: 8 }, () => statement("allow", ["*"], ["*"])) },
    isCut: false,
  };
  const { boxes, lines, width, height } = picture(access);
  const of = (text: string) => boxes.find((box) => box.text === text)!;
  const ways = lines.map((line) => line.id);
  const joined = (from: string, to: string): boolean => ways.includes(`${of(from).id}-${of(to).id}`);
  for (const [from, to] of [["qcs::cam::uin/1:root", "ann"], ["ann", "One"], ["ann", "operators"], ["operators", "Two"], ["ann", "Limit"], ["One", "cvm:*"], ["cvm:*", "*"], ["batch:*", "*"]]) {
    assert.ok(joined(from!, to!), `${from} → ${to}`);
    assert.ok(of(from!).x < of(to!).x, `${from} stands left of ${to}`);
  }
  assert.ok(!joined("ann", "Two"), "what comes through a group is not direct");
  assert.equal(of("cvm:Stop").kind, "deny");
  assert.equal(of("Limit").kind, "boundary");
  assert.ok(of("+2"), "statements that are left out are counted");
  for (const [at, one] of boxes.entries()) {
    assert.ok(one.x - one.width / 2 >= 0 && one.x + one.width / 2 <= width && one.y - one.height / 2 >= 0 && one.y + one.height / 2 <= height, one.text);
    for (const other of boxes.slice(at + 1)) {
      assert.ok(Math.abs(one.x - other.x) >= (one.width + other.width) / 2 || Math.abs(one.y - other.y) >= (one.height + other.height) / 2, `${one.text} and ${other.text}`);
    }
  }
});
