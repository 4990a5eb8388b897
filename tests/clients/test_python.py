"""The Python SDK, unmodified."""

import pathlib
import sys

import pytest
from clients import Sdk
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

HERE = pathlib.Path(__file__).resolve().parent


def test_the_whole_life(walk_with):
    walk_with(sys.executable, HERE / "python" / "client.py")


def test_jobs_under_access_management(walk_batch_with):
    walk_batch_with(sys.executable, HERE / "python" / "client.py")


@pytest.mark.parametrize("method", ["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"])
def test_every_signature_of_the_sdk(server, method):
    account = server.create_account("acme")
    assert Sdk(server, account, signMethod=method).sts("GetCallerIdentity")["AccountId"] == account["uin"]


def test_a_wrong_key_is_refused(server):
    account = server.create_account("acme")
    wrong = {
        "AuthFailure.SignatureFailure": {**account, "secret_key": "x" * 32},
        "AuthFailure.SecretIdNotFound": {**account, "secret_id": "AKID" + "0" * 32},
        "AuthFailure.TokenFailure": {**account, "token": "not a token"},
    }
    for code, key in wrong.items():
        with pytest.raises(TencentCloudSDKException) as refused:
            Sdk(server, key).sts("GetCallerIdentity")
        assert refused.value.get_code() == code


def test_what_was_made_is_there_after_a_restart(server):
    root = Sdk(server, server.create_account("acme"))
    for name in ("ann", "bob"):
        root.cam("AddUser", Name=name)
    assert server.stop() == 0
    server.start()
    assert [user["Name"] for user in root.cam("ListUsers")["Data"]] == ["ann", "bob"]
