"""The audit trail from outside: looked up with the official clients, verified beside a running server, exported, pruned."""

import json
import signal
import sqlite3
import subprocess
import time

import pytest
from clients import Sdk, tccli
from opencam_server import Server, opencam, program
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

CLOUD_EVENT_REQUIRED = {"specversion": "1.0", "id": str, "source": str, "type": str}
CLOUD_EVENT_OPTIONAL = {"datacontenttype": str, "dataschema": str, "subject": str, "time": str, "data": dict}
# OCSF 1.3.0: what each class requires, with what its objects require.
OCSF_BASE = {
    "activity_id": int, "category_uid": int, "class_uid": int, "severity_id": int, "time": int, "type_uid": int,
    "metadata.version": str, "metadata.product.name": str, "metadata.product.vendor_name": str,
}
OCSF_CLASSES = {
    6003: {"actor.user": dict, "api.operation": str, "src_endpoint": dict},
    3001: {"user": dict},
}
OCSF_ONE_OF = {6003: ("src_endpoint", ("ip", "name", "uid")), 3001: ("user", ("name", "uid"))}


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """A server on which a user was made, refused something, and deleted."""
    with Server(tmp_path_factory.mktemp("audit")) as server:
        account = server.create_account("acme")
        root = Sdk(server, account)
        made = root.cam("AddUser", Name="ann", UseApi=1)
        ann = {"secret_id": made["SecretId"], "secret_key": made["SecretKey"]}
        with pytest.raises(TencentCloudSDKException):
            Sdk(server, ann).cam("ListUsers")
        with pytest.raises(TencentCloudSDKException):
            root.cam("AddUser", Name="ann")
        root.cam("DeleteUser", Name="ann", Force=1)
        yield server, account, ann


def span():
    return {"StartTime": int(time.time()) - 3600, "EndTime": int(time.time()) + 60}


def at(event, path):
    for name in path.split("."):
        event = event[name]
    return event


def verify(data, *arguments):
    result = opencam("audit", "verify", "--data", data, "--format", "json", *arguments)
    return result.returncode, json.loads(result.stdout) if result.stdout else result.stderr


def copied(data, folder):
    """The folder as it is now, as a backup takes it; the server goes on."""
    folder.mkdir()
    with sqlite3.connect(data / "opencam.db") as source, sqlite3.connect(folder / "opencam.db") as target:
        source.backup(target)
    (folder / "master.key").write_bytes((data / "master.key").read_bytes())
    (folder / "master.key").chmod(0o600)
    return folder


def change(data, sql):
    with sqlite3.connect(data / "opencam.db") as database:
        database.executescript(sql)


def test_the_python_sdk_looks_events_up(scene):
    server, account, ann = scene
    root = Sdk(server, account)
    found = root.call("cloudaudit", "DescribeEvents", MaxResults=3, **span())
    assert [event["EventName"] for event in found["Events"]] == ["DeleteUser", "AddUser", "ListUsers"]
    assert found["ListOver"] is False
    rest = root.call("cloudaudit", "DescribeEvents", NextToken=found["NextToken"], **span())
    assert [event["EventName"] for event in rest["Events"]][:1] == ["AddUser"]
    assert rest["ListOver"] is True and rest["NextToken"] == 0
    by_key = [{"AttributeKey": "AccessKeyId", "AttributeValue": ann["secret_id"]}]
    denied = root.call("cloudaudit", "LookUpEvents", LookupAttributes=by_key, **span())["Events"]
    assert [event["ErrorCode"] for event in denied] == [403]
    inside = json.loads(denied[0]["CloudAuditEvent"])
    assert inside["apiErrorCode"] == "AuthFailure.UnauthorizedOperation"
    assert inside["userAgent"].startswith("python-requests/") and inside["sourceIPAddress"] == "127.0.0.1"


def test_tccli_looks_events_up(scene, tmp_path):
    server, account, _ = scene
    times = [word for name, value in span().items() for word in (f"--{name}", value)]
    code, reply, problem = tccli(server, account, "cloudaudit", "LookUpEvents", *times, "--MaxResults", 1, home=tmp_path)
    assert code == 0, problem
    assert reply["Events"][0]["EventName"] == "DeleteUser"
    code, reply, problem = tccli(server, account, "cloudaudit", "DescribeEvents", *times, home=tmp_path)
    assert code == 0 and len(reply["Events"]) >= 4, problem
    code, reply, problem = tccli(server, account, "cloudaudit", "GetAttributeKey", home=tmp_path)
    assert code == 0 and "EventId" in [key["Value"] for key in reply["AttributeKeyDetails"]], problem


def test_a_running_servers_trail_is_whole_and_holds_the_kept_head(scene):
    server, account, _ = scene
    head = opencam("audit", "head", "--data", server.data).stdout.strip()
    Sdk(server, account).cam("CreateGroup", GroupName=f"g{time.monotonic_ns()}")
    code, report = verify(server.data, "--head", head)
    assert (code, report["whole"], report["head_found"]) == (0, True, True)
    assert report["records"] == report["last"] and report["hash"] != head
    code, report = verify(server.data, "--from", 3, "--to", 4)
    assert (code, report["records"]) == (0, 2)
    human = opencam("audit", "verify", "--data", server.data)
    assert human.returncode == 0 and "whole" in human.stdout


@pytest.mark.parametrize(
    ("sql", "sequence"),
    [
        ("UPDATE audit SET outcome = 'x' WHERE sequence = 3", 3),
        ("DELETE FROM audit WHERE sequence = 2", 2),
        ("DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)", None),
        ("UPDATE audit SET hash = zeroblob(32) WHERE sequence = 4", 4),
    ],
)
def test_tampering_is_found_with_exit_code_4(scene, tmp_path, sql, sequence):
    data = copied(scene[0].data, tmp_path / "copy")
    assert verify(data)[0] == 0
    change(data, sql)
    code, report = verify(data)
    assert (code, report["whole"]) == (4, False)
    assert sequence is None or report["fault"]["sequence"] == sequence
    human = opencam("audit", "verify", "--data", data)
    assert human.returncode == 4 and "broken  at" in human.stdout


def test_a_copy_that_is_older_than_the_kept_head_is_found(scene, tmp_path):
    server, account, _ = scene
    old = copied(server.data, tmp_path / "old")
    Sdk(server, account).cam("CreateGroup", GroupName=f"g{time.monotonic_ns()}")
    head = opencam("audit", "head", "--data", server.data).stdout.strip()
    assert verify(old)[0] == 0
    code, report = verify(old, "--head", head)
    assert (code, report["whole"], report["head_found"]) == (4, False, False)


def test_another_master_key_fits_nothing(scene, tmp_path):
    data = copied(scene[0].data, tmp_path / "copy")
    (data / "master.key").write_text("ab" * 32 + "\n")
    assert verify(data)[1]["fault"]["sequence"] == 1
    (data / "master.key").unlink()
    result = opencam("audit", "verify", "--data", data)
    assert result.returncode == 1 and "master.key" in result.stderr
    assert not (data / "master.key").exists()


def exported(data, *arguments):
    result = opencam("audit", "export", "--data", data, *arguments)
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_cloud_events_have_what_the_specification_requires(scene):
    server, account, _ = scene
    lines = exported(server.data, "--format", "cloudevents", "--account", account["uin"])
    assert len(lines) >= 5
    for event in lines:
        for name, kind in CLOUD_EVENT_REQUIRED.items():
            assert event[name] == kind if isinstance(kind, str) else isinstance(event[name], kind) and event[name]
        for name, value in event.items():
            known = {**CLOUD_EVENT_REQUIRED, **CLOUD_EVENT_OPTIONAL}.get(name)
            assert name.isalnum() and name == name.lower(), name
            assert value != "" and (known is None or isinstance(known, str) or isinstance(value, known)), name
        time.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")
    assert len({event["id"] for event in lines}) == len(lines)
    ids = [e["EventId"] for e in Sdk(server, account).call("cloudaudit", "LookUpEvents", MaxResults=50, **span())["Events"]]
    assert set(ids) <= {event["id"] for event in lines}


def test_ocsf_events_have_what_their_class_requires(scene):
    lines = exported(scene[0].data, "--format", "ocsf")
    assert {event["class_uid"] for event in lines} == set(OCSF_CLASSES)
    for event in lines:
        for path, kind in {**OCSF_BASE, **OCSF_CLASSES[event["class_uid"]]}.items():
            assert isinstance(at(event, path), kind) and at(event, path) != "", path
        name, one_of = OCSF_ONE_OF[event["class_uid"]]
        assert any(event[name].get(member) for member in one_of), event
        assert event["type_uid"] == event["class_uid"] * 100 + event["activity_id"]
        assert event["category_uid"] == event["class_uid"] // 1000
        assert event["metadata"]["version"] == "1.3.0"
    denied = [e for e in lines if e["api"]["operation"] == "ListUsers"][0]
    assert (denied["class_uid"], denied["activity_id"], denied["status_id"]) == (6003, 2, 2)
    made = [e for e in lines if e["api"]["operation"] == "AddUser"][0]
    assert (made["class_uid"], made["activity_id"], made["user"]["name"]) == (3001, 1, "ann")


def test_records_hold_no_secret_and_obey_account_and_time(scene):
    server, account, ann = scene
    text = opencam("audit", "export", "--data", server.data).stdout
    assert ann["secret_key"] not in text and account["secret_key"] not in text
    lines = exported(server.data)
    assert [line["sequence"] for line in lines] == list(range(1, len(lines) + 1))
    moment = lines[2]["time_ms"] // 1000
    assert all(line["time_ms"] >= moment * 1000 for line in exported(server.data, "--from", moment))
    assert exported(server.data, "--to", "2026-01-01") == []
    assert exported(server.data, "--account", "100000009999") == []


def test_follow_prints_what_comes_and_ends_when_it_is_told(scene):
    server, account, _ = scene
    command = [program(), "audit", "export", "--data", str(server.data), "--follow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as follower:
        try:
            seen = [json.loads(follower.stdout.readline())]
            name = f"g{time.monotonic_ns()}"
            Sdk(server, account).cam("CreateGroup", GroupName=name)
            while name not in json.dumps(seen[-1]):
                seen.append(json.loads(follower.stdout.readline()))
            follower.send_signal(signal.SIGTERM)
            assert follower.wait(timeout=20) == 0
        finally:
            follower.kill()


def test_what_was_pruned_is_gone_and_the_rest_verifies(scene, tmp_path):
    data = copied(scene[0].data, tmp_path / "copy")
    before = exported(data)
    moment = before[-1]["time_ms"] // 1000
    result = opencam("audit", "prune", "--before", moment, "--data", data, "--format", "json")
    assert result.returncode == 0, result.stderr
    removed = json.loads(result.stdout)["removed"]
    kept = exported(data)
    assert [line["hash"] for line in kept[:-1]] == [line["hash"] for line in before[removed:]]
    assert kept[-1]["action"] == "audit:Prune"
    assert verify(data)[0] == 0
    change(data, "UPDATE audit SET outcome = 'x' WHERE sequence = (SELECT max(sequence) FROM audit)")
    refused = opencam("audit", "prune", "--before", int(time.time()) - 1, "--data", data)
    assert refused.returncode == 1 and "not whole" in refused.stderr
    assert opencam("audit", "prune", "--before", int(time.time()) + 3600, "--data", data).returncode == 1
