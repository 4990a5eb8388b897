// Who is asked for a word, and how. Names of groups and policies are searched in part, everything else is exact.
import { segment } from "../app/path";
import { router } from "../app/router.svelte";
import { transport } from "../app/session.svelte";
import { findEvents } from "../audit/events";
import type { Key } from "../text/text.svelte";
import { userNamed } from "../users/find";
import { cam } from "../wire/generated/index";
import { ApiError } from "../wire/transport";

export interface Hit {
  name: string;
  detail: string;
  href: string;
}

export interface Searcher {
  title: Key;
  fits: (word: string) => boolean;
  find: (word: string) => Promise<Hit[]>;
}

const isId = (word: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word);
const isNumber = (word: string): boolean => /^\d{1,19}$/.test(word);
const isKey = (word: string): boolean => word.startsWith("AKID");
const isName = (word: string): boolean => !isId(word) && !isKey(word);

// An answer that says "there is none" is no failure of a search.
async function orNothing<Answer>(work: Promise<Answer>): Promise<Answer | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiError && /NotExist|NotFound|ParamError|PolicyIdError/.test(error.code)) return null;
    throw error;
  }
}

async function users(word: string): Promise<Hit[]> {
  const name = await userNamed(word);
  return name === null ? [] : [{ name, detail: "", href: router.href(`/users/${segment(name)}`) }];
}

async function groups(word: string): Promise<Hit[]> {
  const hit = (group: { GroupId: number; GroupName: string; Remark: string }): Hit => ({ name: group.GroupName, detail: group.Remark, href: router.href(`/groups/${group.GroupId}`) });
  const byId = isNumber(word) ? await orNothing(cam.getGroup(transport, { GroupId: word })) : null;
  const byName = await cam.listGroups(transport, { Keyword: word, Rp: 20 });
  return [...(byId ? [hit(byId)] : []), ...byName.GroupInfo.filter((group) => group.GroupId !== byId?.GroupId).map(hit)];
}

async function policies(word: string): Promise<Hit[]> {
  const byId = isNumber(word) ? await orNothing(cam.getPolicy(transport, { PolicyId: word })) : null;
  const byName = await cam.listPolicies(transport, { Keyword: word, Rp: 20 });
  return [
    ...(byId ? [{ name: byId.PolicyName, detail: byId.Description, href: router.href(`/policies/${word}`) }] : []),
    ...byName.List.filter((policy) => String(policy.PolicyId) !== word).map((policy) => ({ name: policy.PolicyName, detail: policy.Description ?? "", href: router.href(`/policies/${policy.PolicyId}`) })),
  ];
}

async function roles(word: string): Promise<Hit[]> {
  const found = await orNothing(cam.getRole(transport, isNumber(word) ? { RoleId: word } : { RoleName: word }));
  return found === null ? [] : [{ name: found.RoleInfo.RoleName, detail: found.RoleInfo.Description, href: router.href(`/roles/${segment(found.RoleInfo.RoleName)}`) }];
}

async function events(key: string, word: string): Promise<Hit[]> {
  const found = await findEvents(key, word);
  return found.map((event) => ({ name: event.EventName, detail: event.Username, href: event.ErrorCode !== 0 ? router.href("/why", { id: event.RequestID }) : router.href("/audit", { key, value: word }) }));
}

export const searchers: Searcher[] = [
  { title: "nav.users", fits: isName, find: users },
  { title: "nav.groups", fits: isName, find: groups },
  { title: "nav.policies", fits: isName, find: policies },
  { title: "nav.roles", fits: isName, find: roles },
  { title: "search.keyUse", fits: isKey, find: (word) => events("AccessKeyId", word) },
  { title: "search.keyOwner", fits: isKey, find: async (word) => [{ name: word, detail: "", href: router.href("/keys", { q: word }) }] },
  { title: "search.requests", fits: isId, find: (word) => events("RequestId", word) },
];
