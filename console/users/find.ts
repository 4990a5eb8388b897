// Finding somebody by what one knows of them. The API finds a user by the exact name or by number; it searches no
// part of a name.
import { transport } from "../app/session.svelte";
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

// For choosing: the first users, or the one of that name or number.
export async function usersLike(word: string): Promise<Item[]> {
  if (word !== "") {
    const name = await userNamed(word);
    if (name === null) return [];
    const user = await cam.getUser(transport, { Name: name });
    return [{ id: String(user.Uin), name: user.Name, detail: String(user.Uin) }];
  }
  const { Users } = await cam.listAccounts(transport, { MaxItems: 20, UserType: "SubUser" });
  return Users.map((user) => ({ id: String(user.Uin), name: user.Name, detail: String(user.Uin) }));
}

export async function groupsLike(word: string): Promise<Item[]> {
  const { GroupInfo } = await cam.listGroups(transport, { Rp: 20, ...(word ? { Keyword: word } : {}) });
  return GroupInfo.map((group) => ({ id: String(group.GroupId), name: group.GroupName, detail: group.Remark }));
}

export async function policiesLike(word: string): Promise<Item[]> {
  const { List } = await cam.listPolicies(transport, { Rp: 20, ...(word ? { Keyword: word } : {}) });
  return List.map((policy) => ({ id: String(policy.PolicyId), name: policy.PolicyName, detail: policy.Description ?? "" }));
}
