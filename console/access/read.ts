// What a user, group or role holds, read with the list actions of the API.
import { transport } from "../app/session.svelte";
import { readStatements } from "../policies/text/statements";
import { cam } from "../wire/generated/index";
import { type Access, type HeldPolicy, trustedIn } from "./access";

// More would be no picture any more; the page says that it is cut.
const POLICIES_MAX = 40;

async function held(id: number | string, name: string, isDirect: boolean, groups: HeldPolicy["groups"] = []): Promise<HeldPolicy> {
  const { PolicyDocument } = await cam.getPolicy(transport, { PolicyId: id });
  return { id: String(id), name, isDirect, groups, statements: readStatements(PolicyDocument) ?? [] };
}

function boundaryOf(found: { PolicyId: number | null; PolicyName: string | null; PolicyDocument: string | null }): HeldPolicy | null {
  if (found.PolicyId === null) return null;
  return { id: String(found.PolicyId), name: found.PolicyName ?? "", isDirect: false, groups: [], statements: readStatements(found.PolicyDocument ?? "") ?? [] };
}

export async function accessOfUser(uin: number, name: string): Promise<Access> {
  const [all, direct, groups, boundary] = await Promise.all([
    cam.listAttachedUserAllPolicies(transport, { TargetUin: uin, Page: 1, Rp: POLICIES_MAX, AttachType: 0 }),
    cam.listAttachedUserPolicies(transport, { TargetUin: uin, Rp: 200 }),
    cam.listGroupsForUser(transport, { SubUin: uin, Rp: 200 }),
    cam.getUserPermissionBoundary(transport, { TargetUin: uin }),
  ]);
  const directIds = new Set(direct.List.map((policy) => String(policy.PolicyId)));
  const policies = all.PolicyList.map(({ PolicyId, PolicyName, Groups }) => held(PolicyId, PolicyName, directIds.has(PolicyId), Groups.map((group) => ({ id: group.GroupId, name: group.GroupName }))));
  return {
    kind: "user",
    name,
    trusted: [],
    groups: groups.GroupInfo.map((group) => ({ id: group.GroupId, name: group.GroupName })),
    policies: await Promise.all(policies),
    boundary: boundaryOf(boundary),
    isCut: all.TotalNum > POLICIES_MAX,
  };
}

export async function accessOfGroup(id: string, name: string): Promise<Access> {
  const list = await cam.listAttachedGroupPolicies(transport, { TargetGroupId: id, Page: 1, Rp: POLICIES_MAX });
  const policies = await Promise.all(list.List.map(({ PolicyId, PolicyName }) => held(PolicyId, PolicyName, true)));
  return { kind: "group", name, trusted: [], groups: [], policies, boundary: null, isCut: list.TotalNum > POLICIES_MAX };
}

export async function accessOfRole(role: cam.RoleInfo): Promise<Access> {
  const [list, boundary] = await Promise.all([
    cam.listAttachedRolePolicies(transport, { RoleId: role.RoleId, Page: 1, Rp: POLICIES_MAX }),
    cam.getRolePermissionBoundary(transport, { RoleId: role.RoleId }),
  ]);
  return {
    kind: "role",
    name: role.RoleName,
    trusted: trustedIn(role.PolicyDocument),
    groups: [],
    policies: await Promise.all(list.List.map(({ PolicyId, PolicyName }) => held(PolicyId, PolicyName, true))),
    boundary: boundaryOf(boundary),
    isCut: list.TotalNum > POLICIES_MAX,
  };
}
