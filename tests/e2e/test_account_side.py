"""The account side with the official clients: last uses that outlive the server, password rules, second factors, message
recipients, and the security report on the command line and over HTTP."""

import csv
import io
import json
import sqlite3
import time
import urllib.error
import urllib.request

import pytest
from clients import Sdk, tccli
from opencam_server import Server, opencam
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException


@pytest.fixture()
def server(tmp_path):
    with Server(tmp_path) as running:
        yield running


@pytest.fixture()
def root(server):
    return server.create_account("acme")


def last_used(sdk, *keys):
    rows = sdk.cam("GetSecurityLastUsed", SecretIdList=list(keys))["SecretIdLastUsedRows"]
    assert [row["SecretId"] for row in rows] == list(keys)
    return [row["LastUsedDate"] for row in rows]


def wait_until_written(server, secret_id):
    with sqlite3.connect(f"file:{server.data}/opencam.db?mode=ro", uri=True, timeout=10) as store:
        for _ in range(600):
            if store.execute("SELECT 1 FROM last_use WHERE subject = ?", [secret_id]).fetchone():
                return
            time.sleep(0.05)
    raise AssertionError("the use was never written")


def report(server, keys, query=""):
    request = urllib.request.Request(server.endpoint + "/access/v1/security-report" + query)
    request.add_header("Authorization", f"Bearer {keys['secret_id']}:{keys['secret_key']}")
    with urllib.request.urlopen(request, timeout=20) as reply:
        return reply.read().decode()


def add_ann(sdk):
    added = sdk.cam("AddUser", Name="ann", UseApi=1)
    return {"uin": added["Uin"], "secret_id": added["SecretId"], "secret_key": added["SecretKey"]}


def test_last_uses_outlive_a_stop_and_all_but_the_last_seconds_a_kill(server, root):
    sdk = Sdk(server, root)
    ann = add_ann(sdk)
    assert last_used(sdk, ann["secret_id"]) == [None]
    with pytest.raises(TencentCloudSDKException):
        Sdk(server, ann).cam("ListUsers")
    (day,) = last_used(sdk, ann["secret_id"])
    assert day is not None
    assert server.stop() == 0
    server.start()
    assert last_used(sdk, ann["secret_id"]) == [day]
    # A key used, and then a crash once the batch of a few seconds was written.
    other = sdk.cam("CreateAccessKey", TargetUin=ann["uin"])["AccessKey"]
    keys = {"secret_id": other["AccessKeyId"], "secret_key": other["SecretAccessKey"]}
    Sdk(server, keys).sts("GetCallerIdentity")
    wait_until_written(server, keys["secret_id"])
    server.kill()
    server.start()
    assert last_used(sdk, ann["secret_id"], keys["secret_id"]) == [day, day]


def test_tccli_sets_and_shows_what_protects_sign_ins(server, root, tmp_path):
    def cli(action, *arguments):
        code, reply, said = tccli(server, root, "cam", action, *arguments, home=tmp_path)
        assert code == 0, said
        return reply

    ann = add_ann(Sdk(server, root))
    cli("UpdatePasswordRules", "--Rules", json.dumps({"MinimumLength": 12, "MustContain": "Aa1"}))
    assert cli("GetPasswordRules")["Rules"]["MinimumLength"] == 12
    cli("SetMfaFlag", "--OpUin", ann["uin"], "--LoginFlag", json.dumps({"Phone": 0, "Stoken": 1, "Wechat": 0}))
    flags = cli("DescribeSafeAuthFlagColl", "--SubUin", ann["uin"])
    assert (flags["LoginFlag"]["Stoken"], flags["ActionFlag"]["Stoken"]) == (1, 0)
    address = ["--CountryCode", "86", "--PhoneNumber", "13800000000", "--Email", "duty@example.com"]
    cli("CreateMessageReceiver", "--Name", "duty", *address)
    assert [one["Name"] for one in cli("ListReceiver", "--Offset", 0, "--Limit", 20)["Receivers"]] == ["duty"]
    assert [one["UserType"] for one in cli("ListAccounts")["Users"]] == ["Owner", "SubUser", "MessageReceiver"]
    assert cli("GetUserAppId")["Uin"] == root["uin"]
    assert cli("GetAccountSummary")["User"] == 2
    code, _, said = tccli(server, root, "cam", "AddUser", "--Name", "bob", "--Password", "Short-1", home=tmp_path)
    assert code == 255
    assert "InvalidParameter.PasswordViolatedRules" in said


def test_the_report_is_the_same_on_the_command_line_and_over_http(server, root):
    sdk = Sdk(server, root)
    ann = add_ann(sdk)
    with pytest.raises(TencentCloudSDKException):
        Sdk(server, ann).cam("ListUsers")
    server.stop()
    made = opencam("report", "security", "--data", server.data, "--format", "json")
    assert made.returncode == 0, made.stderr
    offline = json.loads(made.stdout)
    server.start()
    online = json.loads(report(server, root))
    for one in (offline, online):
        one.pop("generated")
        for user in one["users"]:
            user.pop("last_used")  # the report over HTTP is itself a use
            for key in user["keys"]:
                key.pop("last_used")
            user.pop("services_used")
    assert offline == online
    rules = {finding["rule"] for finding in online["findings"]}
    assert {"cam-user-group-bound", "opencam-root-key", "cam-account-login-mfa-enabled"} <= rules
    table = list(csv.DictReader(io.StringIO(report(server, root, "?format=csv"), newline="")))
    assert {line["record"] for line in table} == {"user", "key", "finding"}
    assert [line["name"] for line in table if line["record"] == "user"] == ["acme", "ann"]
    human = opencam("report", "security", "--data", server.data, "--account", "acme").stdout
    assert "high cam-account-login-mfa-enabled" in human
    assert ann["secret_key"] not in made.stdout + human
    with pytest.raises(urllib.error.HTTPError) as refused:
        report(server, ann)
    assert refused.value.code == 403


def test_a_report_needs_to_know_of_which_account(server, root):
    server.create_account("beta")
    refused = opencam("report", "security", "--data", server.data)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--account" in refused.stderr
    assert opencam("report", "security", "--data", server.data, "--account", root["uin"]).returncode == 0
    assert opencam("report", "security", "--data", server.folder / "nowhere").returncode == 1
    assert opencam("report", "security", "--data", server.data, "--account", "acme", "--key-days", "0").returncode == 1
