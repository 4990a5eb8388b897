// Simplified Chinese; the compiler refuses an area that lacks a text.
import { batch } from "./zh/batch";
import { catalogue } from "./zh/catalogue";
import { checks } from "./zh/checks";
import { frame } from "./zh/frame";
import { keys } from "./zh/keys";
import { oversight } from "./zh/oversight";
import { parts } from "./zh/parts";
import { policies } from "./zh/policies";
import { roles } from "./zh/roles";
import { security } from "./zh/security";
import { signIn } from "./zh/sign-in";
import { users } from "./zh/users";
import { why } from "./zh/why";
import type { Words } from "./text.svelte";

export const zh: Words = {
  ...batch,
  ...catalogue,
  ...checks,
  ...frame,
  ...keys,
  ...oversight,
  ...parts,
  ...policies,
  ...roles,
  ...security,
  ...signIn,
  ...users,
  ...why,
};
