// Finding somebody or something by part of a name, for choosing; and a user by the exact name or number.
import { access, transport } from "../app/session.svelte";
import type { GroupRow, ListPage, PolicyRow, RoleRow, UserRow } from "../wire/directory";
import { cam } from "../wire/generated/index";
import { ApiError } from "../wire/transport";

// The name of the user with this name or number; null when there is none.
export async function userNamed(word: string): Promise<string | null> {
  if (/^\d{1,19}$/.test(word)) {
    const found = await cam.describeSubAccounts(transport, { FilterSubAccountUin: [word] });
    if (found.SubAccounts[0]) return found.SubAccounts[0].Name;
  }
  try {
    return (await cam.getUser(transport, { Name: word })).Name;
  } catch (error) {
    if (error instanceof ApiError && error.code === "ResourceNotFound.UserNotExist") return null;
    throw error;
  }
}

export interface Item {
  id: string;
  name: string;
  detail?: string;
}

async function listed<Row>(list: string, word: string, filters: Record<string, string> = {}): Promise<Row[]> {
  const parameters = new URLSearchParams({ ...filters, limit: "20", sort: "name", ...(word ? { name: word } : {}) });
  return (await access<ListPage<Row>>(`/access/v1/directory/${list}?${parameters.toString()}`)).items;
}

export async function usersLike(word: string): Promise<Item[]> {
  const rows = await listed<UserRow>("users", word);
  return rows.filter((user) => user.kind !== "message_recipient").map((user) => ({ id: user.uin, name: user.name, detail: user.uin }));
}

export async function groupsLike(word: string): Promise<Item[]> {
  return (await listed<GroupRow>("groups", word)).map((group) => ({ id: group.id, name: group.name, detail: group.remark }));
}

export async function rolesLike(word: string): Promise<Item[]> {
  return (await listed<RoleRow>("roles", word)).map((role) => ({ id: role.id, name: role.name, detail: role.description }));
}

export async function policiesLike(word: string): Promise<Item[]> {
  return (await listed<PolicyRow>("policies", word)).map((policy) => ({ id: policy.id, name: policy.name, detail: policy.description }));
}

export async function customPoliciesLike(word: string): Promise<Item[]> {
  return (await listed<PolicyRow>("policies", word, { kind: "custom" })).map((policy) => ({ id: policy.id, name: policy.name, detail: policy.description }));
}

export async function presetsLike(word: string): Promise<Item[]> {
  return (await listed<PolicyRow>("policies", word, { kind: "preset" })).map((policy) => ({ id: policy.id, name: policy.name, detail: policy.description }));
}
