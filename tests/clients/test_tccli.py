"""tccli, unmodified."""

import pathlib
import sys

from clients import tccli

HERE = pathlib.Path(__file__).resolve().parent


def test_the_whole_life(walk_with):
    walk_with(sys.executable, HERE / "tccli" / "client.py")


def test_jobs_under_access_management(walk_batch_with):
    walk_batch_with(sys.executable, HERE / "tccli" / "client.py")


def test_the_installed_program_itself(server, tmp_path):
    account = server.create_account("acme")
    code, made, stderr = tccli(server, account, "cam", "AddUser", "--Name", "bob", "--Remark", "测试", home=tmp_path)
    assert code == 0, stderr
    code, found, stderr = tccli(server, account, "cam", "GetUser", "--Name", "bob", home=tmp_path)
    assert (code, found["Uin"], found["Remark"]) == (0, made["Uin"], "测试"), stderr
    code, _, stderr = tccli(server, account, "cam", "GetUser", "--Name", "nobody", home=tmp_path)
    assert code == 255
    assert "code:ResourceNotFound.UserNotExist" in stderr
