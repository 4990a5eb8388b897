import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../wire/transport";
import { fieldOf } from "./form.svelte";

const FIELDS = ["Name", "Rules", "Email"];
const error = (code: string, message: string): ApiError => new ApiError(code, message, "r");

test("a code that belongs to a field leads there, whatever the message names", () => {
  assert.equal(fieldOf(error("InvalidParameter.SubUserNameInUse", "`ann` is in use"), FIELDS, { "InvalidParameter.SubUserNameInUse": "Name" }), "Name");
});

test("otherwise the first field that the message names in backticks", () => {
  assert.equal(fieldOf(error("InvalidParameter", "parameter `Email` is no address"), FIELDS), "Email");
  assert.equal(fieldOf(error("InvalidParameter", "`Rules.MinimumLength` is out of range"), FIELDS), "Rules");
  assert.equal(fieldOf(error("InvalidParameter", "`x` is no `Name`"), FIELDS), "Name");
});

test("what names no field, or is no answer of the API, belongs to the form", () => {
  assert.equal(fieldOf(error("InternalError", "it failed"), FIELDS), null);
  assert.equal(fieldOf(error("InvalidParameter", "`Colour` is unknown"), FIELDS), null);
  assert.equal(fieldOf(new Error("`Name`"), FIELDS), null);
});
