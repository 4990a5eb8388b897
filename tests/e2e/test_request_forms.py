"""Every form in which the unmodified Python SDK can send a call: methods, signatures, unsigned bodies, multipart."""

import itertools
import json

import pytest
from clients import REGION, VERSIONS, Sdk, profile, sdk_credential
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

# Characters that the clients escape differently, in a JSON body and in a query.
ODD = "a b*~测&=%+/?<>\"'"

FORMS = [
    (method, signature, unsigned)
    for method, signature, unsigned in itertools.product(
        ("POST", "GET"), ("TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256"), (False, True)
    )
    if signature.startswith("TC3") or not unsigned
]


def sdk_of(server, keys, form):
    method, signature, unsigned = form
    sdk_profile = profile(server, signMethod=signature, unsignedPayload=unsigned)
    sdk_profile.httpProfile.reqMethod = method
    return CommonClient("cam", VERSIONS["cam"], sdk_credential(keys), REGION, sdk_profile)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: "-".join(map(str, form)))
def test_every_form_is_understood(server, account, form):
    name = "user" + str(FORMS.index(form))
    client = sdk_of(server, account, form)
    user = client.call_json("AddUser", {"Name": name, "Remark": ODD, "ConsoleLogin": 0})["Response"]
    found = client.call_json("GetUser", {"Name": name})["Response"]
    assert (found["Uin"], found["Remark"]) == (user["Uin"], ODD)
    # A list of objects of numbers.
    group = client.call_json("CreateGroup", {"GroupName": name})["Response"]
    client.call_json("AddUserToGroup", {"Info": [{"GroupId": group["GroupId"], "Uid": user["Uid"]}]})
    members = client.call_json("ListUsersForGroup", {"GroupId": group["GroupId"]})["Response"]
    assert members["TotalNum"] == 1


@pytest.mark.parametrize("form", FORMS, ids=lambda form: "-".join(map(str, form)))
def test_every_form_needs_the_right_key(server, account, form):
    with pytest.raises(TencentCloudSDKException) as refused:
        sdk_of(server, {**account, "secret_key": "x" * 32}, form).call_json("GetUser", {"Name": "nobody"})
    assert refused.value.code == "AuthFailure.SignatureFailure"
    with pytest.raises(TencentCloudSDKException) as unknown:
        sdk_of(server, {**account, "secret_id": "AKID" + "z" * 32}, form).call_json("GetUser", {"Name": "nobody"})
    assert unknown.value.code == "AuthFailure.SecretIdNotFound"


def test_multipart_is_understood(server, account):
    Sdk(server, account).cam("AddUser", Name="parts", Remark=ODD)
    client = sdk_of(server, account, FORMS[0])
    reply = json.loads(client.call("GetUser", {"Name": "parts"}, options={"IsMultipart": True}))
    assert reply["Response"]["Remark"] == ODD


@pytest.mark.parametrize("language, text", [("zh-CN", "签名"), ("en-US", "signature")])
def test_fixed_texts_follow_the_language(server, account, language, text):
    keys = {**account, "secret_key": "x" * 32}
    with pytest.raises(TencentCloudSDKException) as refused:
        Sdk(server, keys, language=language).cam("GetUser", Name="nobody")
    assert refused.value.code == "AuthFailure.SignatureFailure"
    assert text in refused.value.message
