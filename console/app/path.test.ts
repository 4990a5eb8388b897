import assert from "node:assert/strict";
import { test } from "node:test";
import { parametersOf, segment } from "./path";

test("a pattern takes whole segments and decodes them", () => {
  assert.deepEqual(parametersOf("/users/:name", "/users/ann"), { name: "ann" });
  assert.deepEqual(parametersOf("/users/:name", "/users/a%2Fb%20c"), { name: "a/b c" });
  assert.deepEqual(parametersOf("/policies/:id/edit", "/policies/7/edit"), { id: "7" });
  assert.deepEqual(parametersOf("/", "/"), {});
});

test("what is of another form, or is no address, matches nothing", () => {
  for (const path of ["/users", "/users/ann/x", "/groups/ann", "/users/%E0%A4%A"]) assert.equal(parametersOf("/users/:name", path), null, path);
});

test("a name comes through an address as it was", () => {
  for (const name of ["ann.lee", "a/b", "a%2Fb", "汉字", "a b&c?d#e"]) {
    assert.ok(!segment(name).includes("."));
    assert.deepEqual(parametersOf("/users/:name", `/users/${segment(name)}`), { name });
  }
});
