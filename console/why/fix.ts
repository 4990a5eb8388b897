// Finding what a proposed change speaks of.
import { transport } from "../app/session.svelte";
import { cam } from "../wire/generated/index";
import { userNamed } from "../users/find";

export interface Found {
  id: number;
  document: string;
  isPreset: boolean;
}

// The policy of exactly this name.
export async function policyNamed(name: string): Promise<Found | null> {
  const { List } = await cam.listPolicies(transport, { Keyword: name, Rp: 200 });
  const row = List.find((policy) => policy.PolicyName === name);
  if (row === undefined) return null;
  const policy = await cam.getPolicy(transport, { PolicyId: row.PolicyId });
  return { id: row.PolicyId, document: policy.PolicyDocument, isPreset: policy.Type !== 1 };
}

export async function uinOf(principal: string): Promise<number> {
  const name = await userNamed(principal.includes("/") ? principal.slice(principal.lastIndexOf("/") + 1) : principal);
  return (await cam.getUser(transport, { Name: name ?? principal })).Uin;
}
