"""account create, export and import: on a folder alone, and beside a running server."""

import json
import re
import stat
import time

import pytest
from clients import Sdk
from offline import World, statement
from opencam_server import ROOT, Server, opencam
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

WORLD = ROOT / "tests" / "golden" / "inputs" / "world.json"


def world_of(data):
    result = opencam("export", "--data", data)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_an_account_is_made_once_and_its_keys_are_shown_once(tmp_path):
    made = opencam("account", "create", "acme", "--data", tmp_path / "d", "--format", "json")
    assert made.returncode == 0, made.stderr
    account = json.loads(made.stdout)
    assert set(account) == {"uin", "app_id", "secret_id", "secret_key"}
    assert re.fullmatch(r"AKID[A-Za-z0-9]{32}", account["secret_id"])
    assert re.fullmatch(r"[A-Za-z0-9]{32}", account["secret_key"])
    again = opencam("account", "create", "acme", "--data", tmp_path / "d")
    assert (again.returncode, again.stdout) == (1, "")
    assert "`acme`" in again.stderr
    human = opencam("account", "create", "beta", "--data", tmp_path / "d").stdout
    for word in ("beta", "uin", "app_id", "secret_id", "secret_key"):
        assert word in human


def test_secrets_stay_where_they_are(tmp_path):
    account = json.loads(opencam("account", "create", "acme", "--data", tmp_path / "d", "--format", "json").stdout)
    assert account["secret_key"] not in opencam("export", "--data", tmp_path / "d").stdout
    for path in (tmp_path / "d").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, f"{path.name} can be read by others"
        assert account["secret_key"].encode() not in path.read_bytes(), f"{path.name} holds the key in the open"


def test_what_was_exported_imports_to_the_same(tmp_path):
    first = opencam("import", WORLD, "--data", tmp_path / "a")
    assert first.returncode == 0, first.stderr
    exported = opencam("export", "--data", tmp_path / "a").stdout
    (tmp_path / "world.json").write_text(exported, encoding="utf-8")
    assert opencam("import", tmp_path / "world.json", "--data", tmp_path / "b").returncode == 0
    assert opencam("export", "--data", tmp_path / "b").stdout == exported
    names = {user["name"]: user["policies"] for user in json.loads(exported)["users"]}
    assert names == {"ann": ["ComputeEnvsOutsideGuangzhou"], "bob": []}


def test_decisions_survive_export_and_import(tmp_path):
    requests = (ROOT / "tests" / "golden" / "inputs" / "mixed.jsonl").read_text(encoding="utf-8")
    before = opencam("eval", "--world", WORLD, stdin=requests).stdout
    assert opencam("import", WORLD, "--data", tmp_path / "d").returncode == 0
    (tmp_path / "world.json").write_text(opencam("export", "--data", tmp_path / "d").stdout, encoding="utf-8")
    assert opencam("eval", "--world", tmp_path / "world.json", stdin=requests).stdout == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda world: world["users"].append({**world["users"][0], "uin": "100000000999"}),  # a name that is taken
        lambda world: world["users"][1]["policies"].append("Nowhere"),
        lambda world: world["policies"][1]["document"]["statement"][0].update(effect="maybe"),
        lambda world: world.update(surprise=1),
    ],
)
def test_an_import_is_all_or_nothing(tmp_path, spoil):
    world = json.loads(WORLD.read_text(encoding="utf-8"))
    spoil(world)
    (tmp_path / "world.json").write_text(json.dumps(world), encoding="utf-8")
    result = opencam("import", tmp_path / "world.json", "--data", tmp_path / "d")
    assert result.returncode == 1
    assert result.stderr
    assert not (tmp_path / "d").exists() or world_of(tmp_path / "d")["accounts"] == []


def test_one_account_of_several_is_exported(tmp_path):
    for name in ("acme", "beta"):
        opencam("account", "create", name, "--data", tmp_path / "d")
    one = json.loads(opencam("export", "--data", tmp_path / "d", "--account", "beta").stdout)
    assert [account["name"] for account in one["accounts"]] == ["beta"]
    nobody = opencam("export", "--data", tmp_path / "d", "--account", "nobody")
    assert (nobody.returncode, nobody.stdout) == (1, "")


def test_an_export_of_a_folder_that_is_not_there_makes_none(tmp_path):
    result = opencam("export", "--data", tmp_path / "typo")
    assert (result.returncode, result.stdout) == (1, "")
    assert "there is no data folder" in result.stderr and "typo" in result.stderr
    assert not (tmp_path / "typo").exists()


def seen_soon(sdk, name, seconds_max=5.0):
    """The user's number, once the server has followed the other process; it looks for news all the time."""
    ends = time.monotonic() + seconds_max
    while True:
        try:
            return sdk.cam("GetUser", Name=name)["Uin"]
        except TencentCloudSDKException as error:
            if error.get_code() != "ResourceNotFound.UserNotExist" or time.monotonic() > ends:
                raise
        time.sleep(0.02)


def test_a_running_server_sees_what_the_command_line_does(tmp_path):
    with Server(tmp_path) as server:
        first = server.create_account("acme")
        assert Sdk(server, first).sts("GetCallerIdentity")["AccountId"] == first["uin"]
        world = World(root=first["uin"], app_id=first["app_id"]).user("ann", statement("allow", "batch:*", "*"))
        path = tmp_path / "more.json"
        path.write_text(json.dumps(world.as_json()), encoding="utf-8")
        imported = opencam("import", path, "--data", server.data)
        assert imported.returncode == 0, imported.stderr
        assert seen_soon(Sdk(server, first), "ann") == int(world.users["ann"]["uin"])
        Sdk(server, first).cam("AddUser", Name="bob")
        assert {user["name"] for user in world_of(server.data)["users"]} == {"ann", "bob"}


def test_the_server_listens_on_loopback_only_unless_told_otherwise(tmp_path):
    refused = opencam("serve", "--listen", "0.0.0.0:0", "--data", tmp_path / "d")
    assert refused.returncode == 1
    assert "other machines" in refused.stderr


def test_a_change_is_judged_by_the_store_also_beside_another_server(tmp_path):
    """CAM-175: a right taken away through one server moves nothing through the other, not for a moment."""
    with Server(tmp_path) as one, Server(tmp_path) as other:
        root = Sdk(one, one.create_account("acme"))
        admin = root.cam("ListPolicies", Scope="QCS", Keyword="AdministratorAccess")["List"][0]["PolicyId"]
        ann = root.cam("AddUser", Name="ann", UseApi=1)
        keys = {"secret_id": ann["SecretId"], "secret_key": ann["SecretKey"]}
        for turn in range(5):
            root.cam("AttachUserPolicy", PolicyId=admin, AttachUin=ann["Uin"])
            Sdk(other, keys).cam("AddUser", Name=f"before-{turn}")
            root.cam("DetachUserPolicy", PolicyId=admin, DetachUin=ann["Uin"])
            with pytest.raises(TencentCloudSDKException, match="UnauthorizedOperation"):
                Sdk(other, keys).cam("AddUser", Name=f"after-{turn}")
        root.cam("DeleteUser", Name="ann", Force=1)
        with pytest.raises(TencentCloudSDKException, match="SecretIdNotFound"):
            Sdk(other, keys).cam("AddUser", Name="never")
