// English, and with it the list of all texts: key, then words, in one file for each area.
import { batch } from "./en/batch";
import { catalogue } from "./en/catalogue";
import { checks } from "./en/checks";
import { frame } from "./en/frame";
import { keys } from "./en/keys";
import { oversight } from "./en/oversight";
import { parts } from "./en/parts";
import { policies } from "./en/policies";
import { roles } from "./en/roles";
import { security } from "./en/security";
import { signIn } from "./en/sign-in";
import { users } from "./en/users";
import { why } from "./en/why";

export const en = {
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
