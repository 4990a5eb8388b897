"""`opencam eval` among other programs: asked and answered in turn, many requests, a terminal on stderr."""

import json
import os
import pty
import subprocess

import pytest
from offline import World, statement
from opencam_server import opencam, program


def world_file(tmp_path):
    world = World().user("ann", statement("allow", "batch:*", "qcs::batch:ap-shanghai::job/*"))
    path = tmp_path / "world.json"
    path.write_text(json.dumps(world.as_json()), encoding="utf-8")
    return path, world.users["ann"]["uin"]


def line(uin, region, number=1):
    resource = f"qcs::batch:{region}:uin/100000000001:job/job-{number}"
    return json.dumps({"principal": {"uin": uin}, "action": "batch:DeleteJob", "resource": resource}) + "\n"


def test_an_answer_comes_before_the_next_question(tmp_path):
    path, ann = world_file(tmp_path)
    asking = subprocess.Popen(
        [program(), "eval", "--world", str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    for region, wanted in [("ap-shanghai", "allow"), ("ap-guangzhou", "deny"), ("ap-shanghai", "allow")]:
        asking.stdin.write(line(ann, region))
        asking.stdin.flush()
        assert json.loads(asking.stdout.readline())["decision"] == wanted
    asking.stdin.close()
    assert asking.wait(timeout=20) == 2


def test_many_requests_are_answered_in_order(tmp_path):
    path, ann = world_file(tmp_path)
    regions = ["ap-shanghai" if number % 7 else "ap-guangzhou" for number in range(30_000)]
    requests = tmp_path / "requests.jsonl"
    requests.write_text("".join(line(ann, r, n) for n, r in enumerate(regions)), encoding="utf-8")
    result = opencam("eval", "--world", path, "--requests", requests)
    assert result.stderr == ""
    found = [json.loads(answer)["decision"] for answer in result.stdout.splitlines()]
    assert found == ["allow" if r == "ap-shanghai" else "deny" for r in regions]


def test_unreadable_lines_are_answered_each_and_shown_sparingly(tmp_path):
    path, ann = world_file(tmp_path)
    result = opencam("eval", "--world", path, stdin="nonsense\n" * 50 + line(ann, "ap-shanghai"))
    reasons = [json.loads(answer)["reason"] for answer in result.stdout.splitlines()]
    assert reasons == ["invalid_request"] * 50 + ["allowed"]
    assert result.returncode == 2
    assert result.stderr.count("error[") == 20
    assert "30 more unreadable lines are not shown" in result.stderr


def test_progress_is_for_terminals_only(tmp_path):
    path, ann = world_file(tmp_path)
    requests = tmp_path / "requests.jsonl"
    requests.write_text(line(ann, "ap-shanghai") * 200_000, encoding="utf-8")
    command = [program(), "eval", "--world", str(path), "--requests", str(requests)]
    quiet = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120, check=False)
    assert (quiet.returncode, quiet.stderr) == (0, b"")
    try:
        mine, theirs = pty.openpty()
    except OSError as error:
        pytest.skip(f"this machine gives no pseudo terminal: {error}")
    shown = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, timeout=120, check=False)
    os.close(theirs)
    assert shown.returncode == 0
    assert b"200000 decided" in os.read(mine, 10_000)
    os.close(mine)
