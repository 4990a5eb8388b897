"""tccli and the Python SDK, unmodified, against the running server."""

import json

import pytest
from clients import Sdk, profile, sdk_credential, tccli
from tencentcloud.cam.v20190116 import cam_client, models
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

READ_USERS = json.dumps(
    {"version": "2.0", "statement": [{"effect": "allow", "action": ["cam:ListUsers", "cam:GetUser"], "resource": "*"}]}
)


@pytest.fixture(scope="module")
def root(server, account):
    return Sdk(server, account)


@pytest.fixture(scope="module")
def ann(root):
    """A sub-user with a key of her own."""
    reply = root.cam("AddUser", Name="ann", UseApi=1)
    return {"uin": reply["Uin"], "secret_id": reply["SecretId"], "secret_key": reply["SecretKey"]}


def test_tccli_says_who_calls(server, account, tmp_path):
    code, reply, stderr = tccli(server, account, "sts", "GetCallerIdentity", home=tmp_path)
    assert code == 0, stderr
    assert reply["AccountId"] == account["uin"]
    assert reply["Type"] == "RootAccount" or reply["Type"]


def test_tccli_makes_and_reads_a_user(server, account, tmp_path):
    code, reply, stderr = tccli(server, account, "cam", "AddUser", "--Name", "bob", "--Remark", "测试", home=tmp_path)
    assert code == 0, stderr
    code, found, stderr = tccli(server, account, "cam", "GetUser", "--Name", "bob", home=tmp_path)
    assert code == 0, stderr
    assert found["Uin"] == reply["Uin"]
    assert found["Remark"] == "测试"


def test_tccli_shows_the_code_of_an_error(server, account, tmp_path):
    code, _, stderr = tccli(server, account, "cam", "GetUser", "--Name", "nobody", home=tmp_path)
    assert code == 255
    assert "code:ResourceNotFound.UserNotExist" in stderr


def test_typed_client_of_the_sdk(server, account):
    client = cam_client.CamClient(sdk_credential(account), "ap-guangzhou", profile(server))
    request = models.CreatePolicyRequest()
    request.PolicyName, request.PolicyDocument = "TypedPolicy", READ_USERS
    policy_id = client.CreatePolicy(request).PolicyId
    get = models.GetPolicyRequest()
    get.PolicyId = policy_id
    assert client.GetPolicy(get).PolicyDocument == READ_USERS


def test_a_user_may_do_what_a_policy_lets_her_and_nothing_else(server, root, ann):
    hers = Sdk(server, ann)
    with pytest.raises(TencentCloudSDKException) as denied:
        hers.cam("ListUsers")
    assert denied.value.get_code() == "AuthFailure.UnauthorizedOperation"
    policy = root.cam("CreatePolicy", PolicyName="ReadUsers", PolicyDocument=READ_USERS)["PolicyId"]
    root.cam("AttachUserPolicy", PolicyId=policy, AttachUin=ann["uin"])
    assert "ann" in [user["Name"] for user in hers.cam("ListUsers")["Data"]]  # at once, without waiting
    with pytest.raises(TencentCloudSDKException) as denied:
        hers.cam("DeleteUser", Name="ann")
    assert denied.value.get_code() == "AuthFailure.UnauthorizedOperation"
    root.cam("DetachUserPolicy", PolicyId=policy, DetachUin=ann["uin"])
    with pytest.raises(TencentCloudSDKException):
        hers.cam("ListUsers")


@pytest.mark.parametrize("method", ["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"])
def test_every_signature_of_the_sdk(server, account, method):
    assert Sdk(server, account, signMethod=method).sts("GetCallerIdentity")["AccountId"] == account["uin"]


def test_a_wrong_key_is_refused(server, account):
    wrong = {**account, "secret_key": "x" * 32}
    with pytest.raises(TencentCloudSDKException) as refused:
        Sdk(server, wrong).sts("GetCallerIdentity")
    assert refused.value.get_code() == "AuthFailure.SignatureFailure"
    unknown = {**account, "secret_id": "AKID" + "0" * 32}
    with pytest.raises(TencentCloudSDKException) as refused:
        Sdk(server, unknown).sts("GetCallerIdentity")
    assert refused.value.get_code() == "AuthFailure.SecretIdNotFound"


def test_a_role_is_assumed_and_its_session_policy_narrows_it(server, root, account, ann):
    trust = {
        "version": "2.0",
        "statement": [
            {"effect": "allow", "action": "name/sts:AssumeRole", "principal": {"qcs": [f"qcs::cam::uin/{account['uin']}:root"]}}
        ],
    }
    root.cam("CreateRole", RoleName="reader", PolicyDocument=json.dumps(trust))
    policy = root.cam("CreatePolicy", PolicyName="RoleReadUsers", PolicyDocument=READ_USERS)["PolicyId"]
    root.cam("AttachRolePolicy", PolicyId=policy, AttachRoleName="reader")
    assume = json.dumps({"version": "2.0", "statement": [{"effect": "allow", "action": "sts:AssumeRole", "resource": "*"}]})
    may_assume = root.cam("CreatePolicy", PolicyName="MayAssume", PolicyDocument=assume)["PolicyId"]
    root.cam("AttachUserPolicy", PolicyId=may_assume, AttachUin=ann["uin"])
    role = f"qcs::cam::uin/{account['uin']}:roleName/reader"
    hers = Sdk(server, ann)

    def session(**more):
        got = hers.sts("AssumeRole", RoleArn=role, RoleSessionName="morning", **more)["Credentials"]
        return Sdk(server, {"secret_id": got["TmpSecretId"], "secret_key": got["TmpSecretKey"], "token": got["Token"]})

    assert session().cam("ListUsers")["Data"]
    assert session().sts("GetCallerIdentity")["Type"] in ("CAMRole", "AssumedRole")
    nothing = json.dumps({"version": "2.0", "statement": [{"effect": "deny", "action": "*", "resource": "*"}]})
    with pytest.raises(TencentCloudSDKException) as denied:
        session(Policy=nothing).cam("ListUsers")
    assert denied.value.get_code() == "AuthFailure.UnauthorizedOperation"


def test_what_was_made_is_there_after_a_restart(server, root):
    before = {user["Name"] for user in root.cam("ListUsers")["Data"]}
    assert server.stop() == 0
    server.start()
    assert {user["Name"] for user in root.cam("ListUsers")["Data"]} == before
