"""The whole life of users, groups, policies, versions, keys, boundaries, roles, sessions and tags, once, for every client.

Each step is one call: who makes it, the action, its parameters, and what must come of it. `<ann.Uin>` is the field Uin of
the reply that an earlier step kept as ann. Read it from top to bottom; a client walks it in this order.
"""

import json

from walk import Step


def does(caller, action, parameters=None, gives=None, **kept):
    return Step(caller, action, parameters or {}, gives or {}, **kept)


def refused(code, caller, action, parameters=None):
    return Step(caller, action, parameters or {}, refused=code)


def document(*statements):
    return json.dumps({"version": "2.0", "statement": list(statements)})


def allow(*actions, resource="*", **more):
    return {"effect": "allow", "action": list(actions), "resource": resource, **more}


def deny(*actions, resource="*"):
    return {"effect": "deny", "action": list(actions), "resource": resource}


def holds(**fields):
    """A list in which one entry has these fields."""
    return lambda found: any(all(entry.get(name) == value for name, value in fields.items()) for entry in found or [])


def lacks(**fields):
    return lambda found: not holds(**fields)(found)


DENIED = "AuthFailure.UnauthorizedOperation"
READ_USERS = document(allow("cam:ListUsers", "cam:GetUser"))
# Spaces and a line break: a document comes back byte for byte.
READ_GROUPS = '{ "version": "2.0",\n  "statement": [ {"effect":"allow", "action":"cam:ListGroups", "resource":"*"} ] }'
LISTS_USERS, LISTS_GROUPS, LISTS_ROLES = (
    ("cam.ListUsers", {}),
    ("cam.ListGroups", {}),
    ("cam.DescribeRoleList", {"Page": 1, "Rp": 20}),
)

USERS = [
    does("root", "sts.GetCallerIdentity", {}, {"AccountId": lambda found: len(found) == 12}),
    does("root", "cam.ListUsers", {}, {"Data": []}),
    does("root", "cam.AddUser", {"Name": "ann", "Remark": "测试 a", "UseApi": 1}, {"Name": "ann"}, keeps="ann", key="ann"),
    does("root", "cam.AddUser", {"Name": "bob", "PhoneNum": "13800000000", "CountryCode": "86"}, {"SecretId": ""}, keeps="bob"),
    refused("InvalidParameter.SubUserNameInUse", "root", "cam.AddUser", {"Name": "ann"}),
    refused("InvalidParameter.UserNameIllegal", "root", "cam.AddUser", {"Name": "a/b"}),
    does("root", "cam.GetUser", {"Name": "ann"}, {"Uin": "<ann.Uin>", "Uid": "<ann.Uid>", "Remark": "测试 a", "ConsoleLogin": 0}),
    refused("ResourceNotFound.UserNotExist", "root", "cam.GetUser", {"Name": "nobody"}),
    does("root", "cam.UpdateUser", {"Name": "bob", "Remark": "of ops", "Email": "bob@example.com"}),
    does("root", "cam.GetUser", {"Name": "bob"}, {"Remark": "of ops", "Email": "bob@example.com", "PhoneNum": "13800000000"}),
    does("root", "cam.ListUsers", {}, {"Data": [{"Name": "ann"}, {"Name": "bob"}]}),
    does("ann", "sts.GetCallerIdentity", {}, {"AccountId": "<acme.Uin:str>", "UserId": "<ann.Uin:str>", "Type": "CAMUser"}),
    refused(DENIED, "ann", *LISTS_USERS),
]

GROUPS_AND_POLICIES = [
    does("root", "cam.CreateGroup", {"GroupName": "ops", "Remark": "night shift"}, keeps="ops"),
    refused("InvalidParameter.GroupNameInUse", "root", "cam.CreateGroup", {"GroupName": "ops"}),
    does("root", "cam.AddUserToGroup", {"Info": [{"GroupId": "<ops.GroupId>", "Uid": "<ann.Uid>"}]}),
    does("root", "cam.GetGroup", {"GroupId": "<ops.GroupId>"}, {"GroupName": "ops", "GroupNum": 1, "UserInfo": [{"Name": "ann"}]}),
    does("root", "cam.ListUsersForGroup", {"GroupId": "<ops.GroupId>", "Page": 1, "Rp": 200}, {"TotalNum": 1}),
    does("root", "cam.ListGroupsForUser", {"SubUin": "<ann.Uin>"}, {"GroupInfo": [{"GroupName": "ops"}]}),
    does("root", "cam.UpdateGroup", {"GroupId": "<ops.GroupId>", "GroupName": "operations"}),
    does("root", "cam.ListGroups", {"Keyword": "oper"}, {"TotalNum": 1, "GroupInfo": [{"GroupName": "operations"}]}),
    does("root", "cam.CreatePolicy", {"PolicyName": "ReadUsers", "PolicyDocument": READ_USERS}, keeps="readers"),
    refused("FailedOperation.PolicyNameInUse", "root", "cam.CreatePolicy", {"PolicyName": "ReadUsers", "PolicyDocument": READ_USERS}),
    refused("InvalidParameter.PolicyDocumentError", "root", "cam.CreatePolicy", {"PolicyName": "Bad", "PolicyDocument": "{"}),
    refused(
        "InvalidParameter.EffectError", "root", "cam.CreatePolicy",
        {"PolicyName": "Bad", "PolicyDocument": document({"effect": "maybe", "action": "cam:GetUser", "resource": "*"})},
    ),
    does("root", "cam.AttachGroupPolicy", {"PolicyId": "<readers.PolicyId>", "AttachGroupId": "<ops.GroupId>"}),
    # Through the group, at once, and nothing more.
    does("ann", *LISTS_USERS, {"Data": holds(Name="bob")}),
    refused(DENIED, "ann", *LISTS_GROUPS),
    refused(DENIED, "ann", "cam.DeleteUser", {"Name": "bob"}),
    does("root", "cam.ListAttachedGroupPolicies", {"TargetGroupId": "<ops.GroupId>"}, {"TotalNum": 1, "List": [{"PolicyName": "ReadUsers"}]}),
    does("root", "cam.ListEntitiesForPolicy", {"PolicyId": "<readers.PolicyId>"}, {"TotalNum": 1}),
    # A deny beats it, wherever it is attached.
    does("root", "cam.CreatePolicy", {"PolicyName": "NoUsers", "PolicyDocument": document(deny("cam:ListUsers"))}, keeps="hiders"),
    does("root", "cam.AttachUserPolicy", {"PolicyId": "<hiders.PolicyId>", "AttachUin": "<ann.Uin>"}),
    refused(DENIED, "ann", *LISTS_USERS),
    does("root", "cam.ListAttachedUserPolicies", {"TargetUin": "<ann.Uin>"}, {"TotalNum": 1, "List": [{"PolicyName": "NoUsers"}]}),
    does("root", "cam.DetachUserPolicy", {"PolicyId": "<hiders.PolicyId>", "DetachUin": "<ann.Uin>"}),
    does("ann", *LISTS_USERS),
    does("root", "cam.ListPolicies", {"Scope": "Local", "Keyword": "Users"}, {"TotalNum": 2}),
    does("root", "cam.ListPolicies", {"Scope": "QCS", "Keyword": "AdministratorAccess"}, {"List": holds(PolicyName="AdministratorAccess")}),
    does("root", "cam.DeletePolicy", {"PolicyId": ["<hiders.PolicyId>"]}),
    refused("ResourceNotFound.PolicyIdNotFound", "root", "cam.GetPolicy", {"PolicyId": "<hiders.PolicyId>"}),
]

VERSIONS = [
    does("root", "cam.UpdatePolicy", {"PolicyId": "<readers.PolicyId>", "PolicyDocument": READ_GROUPS, "Description": "who is where"}),
    does("root", "cam.GetPolicy", {"PolicyId": "<readers.PolicyId>"}, {"PolicyDocument": READ_GROUPS, "Description": "who is where", "Type": 1}),
    does("ann", *LISTS_GROUPS),
    refused(DENIED, "ann", *LISTS_USERS),
    *[
        does("root", "cam.CreatePolicyVersion", {"PolicyId": "<readers.PolicyId>", "PolicyDocument": READ_USERS, "SetAsDefault": False}, {"VersionId": n})
        for n in (2, 3, 4, 5)
    ],
    refused(
        "FailedOperation.PolicyVersionFull", "root", "cam.CreatePolicyVersion",
        {"PolicyId": "<readers.PolicyId>", "PolicyDocument": READ_USERS, "SetAsDefault": True},
    ),
    refused(DENIED, "ann", *LISTS_USERS),
    does("root", "cam.SetDefaultPolicyVersion", {"PolicyId": "<readers.PolicyId>", "VersionId": 2}),
    does("ann", *LISTS_USERS),
    refused(DENIED, "ann", *LISTS_GROUPS),
    refused("FailedOperation.PolicyVersionAlreadyDefault", "root", "cam.DeletePolicyVersion", {"PolicyId": "<readers.PolicyId>", "VersionId": [2]}),
    does("root", "cam.DeletePolicyVersion", {"PolicyId": "<readers.PolicyId>", "VersionId": [3, 4]}),
    does("root", "cam.ListPolicyVersions", {"PolicyId": "<readers.PolicyId>"}, {"Versions": holds(VersionId=2, IsDefaultVersion=1)}),
    does("root", "cam.GetPolicyVersion", {"PolicyId": "<readers.PolicyId>", "VersionId": 1}, {"PolicyVersion": {"Document": READ_GROUPS}}),
    refused("InvalidParameter.PolicyVersionNotExists", "root", "cam.SetDefaultPolicyVersion", {"PolicyId": "<readers.PolicyId>", "VersionId": 3}),
]

KEYS = [
    does("root", "cam.CreateAccessKey", {"TargetUin": "<ann.Uin>"}, keeps="second", key="ann2"),
    does("ann2", *LISTS_USERS),
    refused("OperationDenied.AccessKeyOverLimit", "root", "cam.CreateAccessKey", {"TargetUin": "<ann.Uin>"}),
    does("root", "cam.UpdateAccessKey", {"TargetUin": "<ann.Uin>", "AccessKeyId": "<second.AccessKey.AccessKeyId>", "Status": "Inactive"}),
    refused("AuthFailure.SecretIdNotFound", "ann2", *LISTS_USERS),
    does("root", "cam.ListAccessKeys", {"TargetUin": "<ann.Uin>"}, {"AccessKeys": holds(Status="Inactive")}),
    does("root", "cam.DeleteAccessKey", {"TargetUin": "<ann.Uin>", "AccessKeyId": "<second.AccessKey.AccessKeyId>"}),
    does("root", "cam.ListAccessKeys", {"TargetUin": "<ann.Uin>"}, {"AccessKeys": [{"AccessKeyId": "<ann.SecretId>", "Status": "Active"}]}),
]

BOUNDARIES = [
    does("root", "cam.CreatePolicy", {"PolicyName": "OnlyGroups", "PolicyDocument": READ_GROUPS}, keeps="only_groups"),
    does("root", "cam.PutUserPermissionsBoundary", {"TargetUin": "<ann.Uin>", "PolicyId": "<only_groups.PolicyId>"}),
    refused(DENIED, "ann", *LISTS_USERS),  # allowed by her policy, not by the boundary
    refused(DENIED, "ann", *LISTS_GROUPS),  # allowed by the boundary, which grants nothing
    does("root", "cam.GetUserPermissionBoundary", {"TargetUin": "<ann.Uin>"}, {"PolicyId": "<only_groups.PolicyId>", "PolicyName": "OnlyGroups"}),
    does("root", "cam.DeleteUserPermissionsBoundary", {"TargetUin": "<ann.Uin>"}),
    does("root", "cam.GetUserPermissionBoundary", {"TargetUin": "<ann.Uin>"}, {"PolicyId": None}),
    does("ann", *LISTS_USERS),
]

TRUSTS_THE_ACCOUNT = document({"effect": "allow", "action": "name/sts:AssumeRole", "principal": {"qcs": ["qcs::cam::uin/<acme.Uin>:root"]}})
TRUSTS_CVM = document({"effect": "allow", "action": "name/sts:AssumeRole", "principal": {"service": ["cvm.qcloud.com"]}})
MAY_ASSUME = document(allow("sts:AssumeRole", resource="qcs::cam::uin/<acme.Uin>:roleName/auditor"))
SESSION = {"RoleArn": "qcs::cam::uin/<acme.Uin>:roleName/auditor", "RoleSessionName": "morning"}

ROLES_AND_SESSIONS = [
    does("root", "cam.CreateRole", {"RoleName": "auditor", "PolicyDocument": TRUSTS_THE_ACCOUNT, "Description": "reads"}, keeps="auditor"),
    refused("InvalidParameter.RoleNameInUse", "root", "cam.CreateRole", {"RoleName": "auditor", "PolicyDocument": TRUSTS_THE_ACCOUNT}),
    does("root", "cam.GetRole", {"RoleName": "auditor"}, {"RoleInfo": {"RoleId": "<auditor.RoleId>", "PolicyDocument": TRUSTS_THE_ACCOUNT}}),
    refused("InvalidParameter.RoleNotExist", "root", "cam.GetRole", {"RoleName": "nothing"}),
    does("root", "cam.DescribeRoleList", {"Page": 1, "Rp": 200}, {"List": holds(RoleName="auditor", Description="reads")}),
    does("root", "cam.UpdateRoleDescription", {"RoleName": "auditor", "Description": "reads users"}),
    does("root", "cam.AttachRolePolicy", {"AttachRoleName": "auditor", "PolicyId": "<readers.PolicyId>"}),
    does("root", "cam.ListAttachedRolePolicies", {"RoleName": "auditor", "Page": 1, "Rp": 20}, {"TotalNum": 1}),
    # Trusted, yet she needs the permission as well.
    refused("UnauthorizedOperation", "ann", "sts.AssumeRole", SESSION),
    does("root", "cam.CreatePolicy", {"PolicyName": "MayAssume", "PolicyDocument": MAY_ASSUME}, keeps="may_assume"),
    does("root", "cam.AttachUserPolicy", {"PolicyId": "<may_assume.PolicyId>", "AttachUin": "<ann.Uin>"}),
    does("ann", "sts.AssumeRole", SESSION, key="session"),
    does("session", "sts.GetCallerIdentity", {}, {"Type": "CAMRole", "AccountId": "<acme.Uin:str>"}),
    does("session", *LISTS_USERS),
    refused(DENIED, "session", *LISTS_GROUPS),
    # A session policy narrows; it never widens.
    does("ann", "sts.AssumeRole", {**SESSION, "Policy": document(allow("cam:GetUser", "cam:ListGroups"))}, key="narrow"),
    does("narrow", "cam.GetUser", {"Name": "bob"}),
    refused(DENIED, "narrow", *LISTS_USERS),
    refused(DENIED, "narrow", *LISTS_GROUPS),
    refused("InvalidParameter.OverTimeError", "ann", "sts.AssumeRole", {**SESSION, "DurationSeconds": 50000}),
    refused("ResourceNotFound.RoleNotFound", "root", "sts.AssumeRole", {**SESSION, "RoleArn": "qcs::cam::uin/<acme.Uin>:roleName/nothing"}),
    does("root", "cam.PutRolePermissionsBoundary", {"RoleName": "auditor", "PolicyId": "<only_groups.PolicyId>"}),
    refused(DENIED, "session", *LISTS_USERS),
    does("root", "cam.GetRolePermissionBoundary", {"RoleId": "<auditor.RoleId>"}, {"PolicyName": "OnlyGroups"}),
    does("root", "cam.DeleteRolePermissionsBoundary", {"RoleName": "auditor"}),
    does("session", *LISTS_USERS),
    # No longer trusted: no new session.
    does("root", "cam.UpdateAssumeRolePolicy", {"RoleName": "auditor", "PolicyDocument": TRUSTS_CVM}),
    refused("UnauthorizedOperation", "ann", "sts.AssumeRole", SESSION),
    does("ann", "sts.GetFederationToken", {"Name": "guest", "Policy": document(allow("cam:*"))}, key="guest"),
    does("guest", *LISTS_USERS),
    refused(DENIED, "guest", *LISTS_GROUPS),
    does("root", "cam.DetachRolePolicy", {"DetachRoleName": "auditor", "PolicyName": "ReadUsers"}),
    refused(DENIED, "session", *LISTS_USERS),
]

# Written without the owner, which is filled in from the caller.
THE_ROLE, ANN = "qcs::cam::uin/:role/<auditor.RoleId>", "qcs::cam::uin/:uin/<ann.Uin>"
BY_TEAM = document(allow("sts:AssumeRole", condition={"for_any_value:string_equal": {"qcs:resource_tag": ["team&a"]}}))
TEAM_A, TEAM_B = {"TagKey": "team", "TagValue": "a"}, {"TagKey": "team", "TagValue": "b"}
TAGS_OF_ANN = {"ServiceType": "cam", "ResourcePrefix": "uin", "ResourceRegion": "", "ResourceIds": ["<ann.Uin:str>"]}

TAGS = [
    does("root", "cam.UpdateAssumeRolePolicy", {"RoleName": "auditor", "PolicyDocument": TRUSTS_THE_ACCOUNT}),
    does("root", "cam.DetachUserPolicy", {"PolicyId": "<may_assume.PolicyId>", "DetachUin": "<ann.Uin>"}),
    does("root", "cam.CreatePolicy", {"PolicyName": "ByTeam", "PolicyDocument": BY_TEAM}, keeps="by_team"),
    does("root", "cam.AttachUserPolicy", {"PolicyId": "<by_team.PolicyId>", "AttachUin": "<ann.Uin>"}),
    refused("UnauthorizedOperation", "ann", "sts.AssumeRole", SESSION),  # the role has no tag yet
    does("root", "tag.ModifyResourceTags", {"Resource": THE_ROLE, "ReplaceTags": [TEAM_A]}),
    does("ann", "sts.AssumeRole", SESSION, key="tagged"),
    does("root", "cam.GetRole", {"RoleName": "auditor"}, {"RoleInfo": {"Tags": [{"Key": "team", "Value": "a"}]}}),
    does("root", "cam.TagRole", {"RoleName": "auditor", "Tags": [{"Key": "team", "Value": "b"}]}),
    refused("UnauthorizedOperation", "ann", "sts.AssumeRole", SESSION),
    does("root", "tag.CreateTag", {"TagKey": "stage", "TagValue": "test"}),
    refused("ResourceInUse.TagDuplicate", "root", "tag.CreateTag", {"TagKey": "stage", "TagValue": "test"}),
    does("root", "tag.AddResourceTag", {**TEAM_A, "Resource": ANN}),
    refused("ResourceInUse.TagKeyAttached", "root", "tag.AddResourceTag", {**TEAM_B, "Resource": ANN}),
    does("root", "tag.DescribeResourceTagsByResourceIds", TAGS_OF_ANN, {"TotalCount": 1, "Tags": [{"TagKey": "team", "TagValue": "a"}]}),
    does("root", "tag.GetResources", {"TagFilters": [{"TagKey": "team", "TagValue": ["a", "b"]}]}, {"ResourceTagMappingList": [{}, {}]}),
    refused(DENIED, "ann", "tag.ModifyResourceTags", {"Resource": THE_ROLE, "ReplaceTags": [TEAM_A]}),
    refused("FailedOperation.TagAttachedResource", "root", "tag.DeleteTag", TEAM_B),
    does("root", "cam.UntagRole", {"RoleName": "auditor", "TagKeys": ["team"]}),
    does("root", "tag.DeleteTag", TEAM_B),
    refused("ResourceNotFound.AttachedTagKeyNotFound", "root", "tag.DeleteResourceTag", {"TagKey": "team", "Resource": THE_ROLE}),
    does("root", "tag.DeleteResourceTag", {"TagKey": "team", "Resource": ANN}),
    does("root", "tag.DescribeResourceTagsByResourceIds", TAGS_OF_ANN, {"TotalCount": 0, "Tags": []}),
]

THE_END = [
    does("root", "cam.DeleteRole", {"RoleName": "auditor"}),
    does("root", "cam.DescribeRoleList", {"Page": 1, "Rp": 200}, {"TotalNum": 0}),
    does("root", "cam.RemoveUserFromGroup", {"Info": [{"GroupId": "<ops.GroupId>", "Uid": "<ann.Uid>"}]}),
    refused(DENIED, "ann", *LISTS_USERS),
    does("root", "cam.DetachGroupPolicy", {"PolicyId": "<readers.PolicyId>", "DetachGroupId": "<ops.GroupId>"}),
    does("root", "cam.DeleteGroup", {"GroupId": "<ops.GroupId>"}),
    refused("ResourceNotFound.GroupNotExist", "root", "cam.UpdateGroup", {"GroupId": "<ops.GroupId>", "GroupName": "gone"}),
    does("root", "cam.DeletePolicy", {"PolicyId": ["<readers.PolicyId>", "<only_groups.PolicyId>", "<may_assume.PolicyId>", "<by_team.PolicyId>"]}),
    does("root", "cam.ListPolicies", {"Scope": "Local"}, {"TotalNum": 0}),
    refused("OperationDenied.HaveKeys", "root", "cam.DeleteUser", {"Name": "ann"}),
    does("root", "cam.DeleteUser", {"Name": "ann", "Force": 1}),
    refused("AuthFailure.SecretIdNotFound", "ann", *LISTS_USERS),
    does("root", "cam.DeleteUser", {"Name": "bob"}),
    does("root", "cam.ListUsers", {}, {"Data": []}),
]

SCENARIO = USERS + GROUPS_AND_POLICIES + VERSIONS + KEYS + BOUNDARIES + ROLES_AND_SESSIONS + TAGS + THE_END
