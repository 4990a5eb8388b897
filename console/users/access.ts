// What a user holds, and through what: read with the list actions of the API, for the picture and the tree.
import { transport } from "../app/session.svelte";
import { readStatements, type Statement } from "../policies/text/statements";
import { cam } from "../wire/generated/index";

// More would be no picture any more; the page says that it is cut.
export const POLICIES_MAX = 40;

export interface HeldPolicy {
  id: string;
  name: string;
  isDirect: boolean;
  groups: { id: number; name: string }[];
  statements: Statement[];
}

export interface Access {
  user: string;
  policies: HeldPolicy[];
  groups: { id: number; name: string }[];
  isCut: boolean;
}

export async function accessOf(uin: number, user: string): Promise<Access> {
  const [held, direct, groups] = await Promise.all([
    cam.listAttachedUserAllPolicies(transport, { TargetUin: uin, Page: 1, Rp: POLICIES_MAX, AttachType: 0 }),
    cam.listAttachedUserPolicies(transport, { TargetUin: uin, Rp: 200 }),
    cam.listGroupsForUser(transport, { SubUin: uin, Rp: 200 }),
  ]);
  const directIds = new Set(direct.List.map((policy) => String(policy.PolicyId)));
  const policies = await Promise.all(
    held.PolicyList.map(async (policy) => {
      const { PolicyDocument } = await cam.getPolicy(transport, { PolicyId: policy.PolicyId });
      return {
        id: policy.PolicyId,
        name: policy.PolicyName,
        isDirect: directIds.has(policy.PolicyId),
        groups: policy.Groups.map((group) => ({ id: group.GroupId, name: group.GroupName })),
        statements: readStatements(PolicyDocument) ?? [],
      };
    }),
  );
  return { user, policies, groups: groups.GroupInfo.map((group) => ({ id: group.GroupId, name: group.GroupName })), isCut: held.TotalNum > POLICIES_MAX };
}

export function statementLine(statement: Statement): string {
  const short = (values: string[]): string => values.slice(0, 2).join(", ") + (values.length > 2 ? ` +${values.length - 2}` : "");
  return `${statement.effect} ${short(statement.actions)} → ${short(statement.resources)}`;
}
