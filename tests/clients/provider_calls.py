"""The calls of the Terraform provider's newer resources and data sources, in their order, with what they cannot do without.

The provider that terraform/run builds is the newest that could be had, and knows fewer resources than the current one. What
those in between call, in which order, with which parameters, and which fields of the replies they use without a look
whether they are there, is written here as steps of the scenario's kind. A field that is `given` would end the
provider's process if it were null.
"""

from scenario import READ_GROUPS, READ_USERS, TRUSTS_THE_ACCOUNT, does, holds


def given(found):
    return found is not None


def every(**fields):
    """A list of at least one entry, each of which has these."""
    return lambda found: bool(found) and all(check(entry.get(name)) for entry in found for name, check in fields.items())


def one_with(found_fields, **fields):
    """A list in which the entry with these fields has the others as well."""
    return lambda found: any(
        all(entry.get(name) == value for name, value in fields.items()) and all(entry.get(n) is not None for n in found_fields)
        for entry in found or []
    )


BEGIN = [
    does("root", "cam.AddUser", {"Name": "ann", "UseApi": 1}, dict.fromkeys(("Uin", "Uid", "Password", "SecretId", "SecretKey"), given), keeps="ann"),
    does("root", "cam.CreateGroup", {"GroupName": "ops"}, keeps="ops"),
    does("root", "cam.AddUserToGroup", {"Info": [{"GroupId": "<ops.GroupId>", "Uid": "<ann.Uid>"}]}),
    does("root", "cam.CreatePolicy", {"PolicyName": "P", "PolicyDocument": READ_USERS}, keeps="p"),
    does("root", "cam.AttachUserPolicy", {"AttachUin": "<ann.Uin>", "PolicyId": "<p.PolicyId>"}),
    does("root", "cam.AttachGroupPolicy", {"AttachGroupId": "<ops.GroupId>", "PolicyId": "<p.PolicyId>"}),
    does("root", "cam.CreateRole", {"RoleName": "r", "PolicyDocument": TRUSTS_THE_ACCOUNT}, keeps="r"),
]

VERSION = {"PolicyId": "<p.PolicyId>", "VersionId": "<version.VersionId>"}
KEY = {"TargetUin": "<ann.Uin>", "AccessKeyId": "<key.AccessKey.AccessKeyId>"}
KEYS, RECEIVERS = ("cam.ListAccessKeys", {"TargetUin": "<ann.Uin>"}), ("cam.ListReceiver", {"Offset": 0, "Limit": 200})
FLAGS = {"Phone": 0, "Stoken": 1, "Wechat": 0}
RECEIVER = {"Name": "carl", "CountryCode": "86", "PhoneNumber": "13800000000", "Email": "carl@example.com", "Remark": "nights"}

# In the provider's own order: create, read, update, read, delete.
RESOURCES = {
    "tencentcloud_cam_policy_version": [
        does("root", "cam.CreatePolicyVersion", {"PolicyId": "<p.PolicyId>", "PolicyDocument": READ_GROUPS, "SetAsDefault": False}, keeps="version"),
        does("root", "cam.GetPolicyVersion", VERSION, {"PolicyVersion": {"Document": READ_GROUPS, "VersionId": "<version.VersionId>"}}),
    ],
    "tencentcloud_cam_set_policy_version_config": [
        does("root", "cam.SetDefaultPolicyVersion", VERSION),
        does("root", "cam.ListPolicyVersions", {"PolicyId": "<p.PolicyId>"}, {"Versions": every(VersionId=given, IsDefaultVersion=given)}),
        does("root", "cam.SetDefaultPolicyVersion", {"PolicyId": "<p.PolicyId>", "VersionId": 1}),
        does("root", "cam.DeletePolicyVersion", {"PolicyId": "<p.PolicyId>", "VersionId": ["<version.VersionId>"]}),
    ],
    "tencentcloud_cam_access_key": [
        does("root", "cam.CreateAccessKey", {"TargetUin": "<ann.Uin>"}, {"AccessKey": {"SecretAccessKey": given}}, keeps="key"),
        does("root", *KEYS, {"AccessKeys": every(AccessKeyId=given, Status=given)}),
        does("root", "cam.UpdateAccessKey", {**KEY, "Status": "Inactive"}),
        does("root", *KEYS, {"AccessKeys": holds(Status="Inactive")}),
        does("root", "cam.UpdateAccessKey", {**KEY, "Status": "Active"}),
        does("root", "cam.DeleteAccessKey", KEY),
    ],
    "tencentcloud_cam_user_permission_boundary_attachment": [
        does("root", "cam.PutUserPermissionsBoundary", {"TargetUin": "<ann.Uin>", "PolicyId": "<p.PolicyId>"}),
        does("root", "cam.GetUserPermissionBoundary", {"TargetUin": "<ann.Uin>"}, {"PolicyId": "<p.PolicyId>"}),
        does("root", "cam.DeleteUserPermissionsBoundary", {"TargetUin": "<ann.Uin>"}),
    ],
    "tencentcloud_cam_role_permission_boundary_attachment": [
        does("root", "cam.PutRolePermissionsBoundary", {"PolicyId": "<p.PolicyId>", "RoleId": "<r.RoleId>", "RoleName": "r"}),
        does("root", "cam.GetRolePermissionBoundary", {"RoleId": "<r.RoleId>"}, {"PolicyId": "<p.PolicyId>"}),
        does("root", "cam.DeleteRolePermissionsBoundary", {"RoleId": "<r.RoleId>", "RoleName": "r"}),
    ],
    "tencentcloud_cam_mfa_flag": [
        does("root", "cam.SetMfaFlag", {"OpUin": "<ann.Uin>", "LoginFlag": FLAGS, "ActionFlag": FLAGS}),
        does("root", "cam.DescribeSafeAuthFlagColl", {"SubUin": "<ann.Uin>"}, {"LoginFlag": FLAGS, "ActionFlag": FLAGS}),
        does("root", "cam.SetMfaFlag", {"OpUin": "<ann.Uin>", "LoginFlag": {**FLAGS, "Stoken": 0}}),
        does("root", "cam.DescribeSafeAuthFlagColl", {"SubUin": "<ann.Uin>"}, {"LoginFlag": {"Stoken": 0}, "ActionFlag": FLAGS}),
    ],
    "tencentcloud_cam_tag_role_attachment": [
        does("root", "cam.TagRole", {"Tags": [{"Key": "team", "Value": "a"}], "RoleName": "r", "RoleId": "<r.RoleId>"}),
        does("root", "cam.GetRole", {"RoleId": "<r.RoleId>"}, {"RoleInfo": {"Tags": [{"Key": "team", "Value": "a"}]}}),
        does("root", "cam.UntagRole", {"TagKeys": ["team"], "RoleName": "r", "RoleId": "<r.RoleId>"}),
    ],
    "tencentcloud_cam_message_receiver": [
        does("root", "cam.CreateMessageReceiver", RECEIVER),
        does("root", *RECEIVERS, {"Receivers": one_with(("Uid", "Remark", "CountryCode", "PhoneFlag", "EmailFlag"), Name="carl")}),
        does("root", "cam.DeleteMessageReceiver", {"Name": "carl"}),
        does("root", *RECEIVERS, {"Receivers": lambda found: not holds(Name="carl")(found)}),
    ],
    # Of tencentcloud_cam_role and tencentcloud_cam_user, what the older provider does not set.
    "tencentcloud_cam_role": [
        does("root", "cam.UpdateRoleSessionDuration", {"RoleId": "<r.RoleId:int>", "SessionDuration": 3600}),
        does("root", "cam.UpdateRoleConsoleLogin", {"RoleId": "<r.RoleId:int>", "ConsoleLogin": 1}),
        does("root", "cam.GetRole", {"RoleId": "<r.RoleId>"}, {"RoleInfo": {"SessionDuration": 3600, "ConsoleLogin": 1}}),
    ],
}

DATA_SOURCES = {
    "tencentcloud_user_info": [
        does("root", "cam.GetUserAppId", {}, {"Uin": given, "OwnerUin": given, "AppId": given}, keeps="me"),
        does("root", "cam.DescribeSubAccounts", {"FilterSubAccountUin": ["<ann.Uin>"]}, {"SubAccounts": [{"Name": "ann", "Uin": "<ann.Uin>"}]}),
    ],
    "tencentcloud_cam_sub_accounts": [
        does("root", "cam.DescribeSubAccounts", {"FilterSubAccountUin": ["<ann.Uin>"]}, {"SubAccounts": every(Uid=given, UserType=given)}),
    ],
    "tencentcloud_cam_account_summary": [
        does("root", "cam.GetAccountSummary", {}, dict.fromkeys(("Policies", "Roles", "Idps", "User", "Group", "Member"), given)),
    ],
    "tencentcloud_cam_accounts": [
        does("root", "cam.ListAccounts", {"MaxItems": 100}, {"Users": given, "IsTruncated": False}),
    ],
    "tencentcloud_cam_role_detail": [does("root", "cam.GetRole", {"RoleName": "r"}, {"RoleInfo": {"RoleId": "<r.RoleId>", "AddTime": given}})],
    "tencentcloud_cam_policy_detail": [does("root", "cam.GetPolicy", {"PolicyId": "<p.PolicyId>"}, {"PolicyName": "P", "AddTime": given, "Type": 1})],
    "tencentcloud_cam_list_attached_user_policy": [
        does(
            "root", "cam.ListAttachedUserAllPolicies", {"TargetUin": "<ann.Uin>", "Rp": 200, "Page": 1, "AttachType": 0},
            {"PolicyList": every(PolicyId=given, PolicyName=given, StrategyType=given, Groups=given)},
        ),
    ],
    "tencentcloud_cam_list_entities_for_policy": [
        does("root", "cam.ListEntitiesForPolicy", {"PolicyId": "<p.PolicyId>", "Rp": 200, "Page": 1}, {"TotalNum": 2, "List": every(Id=given, Name=given)}),
    ],
    "tencentcloud_cam_group_user_account": [
        does("root", "cam.ListGroupsForUser", {"SubUin": "<ann.Uin>", "Rp": 200, "Page": 1}, {"GroupInfo": every(GroupId=given, GroupName=given)}),
    ],
    "tencentcloud_cam_policy_granting_service_access": [
        does("root", "cam.ListPoliciesGrantingServiceAccess", {"TargetUin": "<ann.Uin>"}, {"List": every(Service=given, Policy=given)}),
    ],
    "tencentcloud_cam_secret_last_used_time": [
        does("root", "cam.GetSecurityLastUsed", {"SecretIdList": ["<ann.SecretId>"]}, {"SecretIdLastUsedRows": [{"SecretId": "<ann.SecretId>"}]}),
    ],
    "tencentcloud_cam_oidc_config": [
        does(
            "root", "cam.CreateOIDCConfig",
            {"Name": "idp", "IdentityUrl": "https://idp.example.com", "IdentityKey": "<keys.Base64>", "ClientId": ["console"], "AutoRotateKey": 0},
        ),
        does(
            "root", "cam.DescribeOIDCConfig", {"Name": "idp"},
            {"IdentityKey": "<keys.Base64>", "IdentityUrl": given, "Name": "idp", "Description": given, "ClientId": ["console"], "ProviderType": 11},
        ),
        does("root", "cam.DeleteOIDCConfig", {"Name": "idp"}),
    ],
}
