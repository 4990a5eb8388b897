"""The programs of docs/clients.md, run as they stand there; only the port is the test's."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from clients import Sdk
from conftest import HERE, INSTALLED

PAGE = (HERE.parents[1] / "docs" / "clients.md").read_text(encoding="utf-8")
JARS = INSTALLED / "java" / "lib"


def run_go(path):
    for name in ("go.mod", "go.sum"):
        shutil.copy(HERE / "go" / name, path.parent)
    return ["sh", "-c", f"cd {path.parent} && CGO_ENABLED=0 GOFLAGS=-mod=readonly exec go run ."]


def run_node(path):
    (path.parent / "node_modules").symlink_to(INSTALLED / "node" / "node_modules")
    return ["node", path]


# By the language of the block: the file that it is, and the command that runs it.
LANGUAGES = {
    "sh": ("list_users.sh", lambda path: ["sh", path]),
    "python": ("list_users.py", lambda path: [sys.executable, path]),
    "go": ("main.go", run_go),
    "js": ("list_users.mjs", run_node),
    "java": ("ListUsers.java", lambda path: ["java", "-cp", f"{JARS}/*", path]),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_snippet_lists_users_and_is_refused_without_the_permission(language, server, tmp_path):
    missing = [name for name in ("go", "node", "java") if not (INSTALLED / name / "installed").exists()]
    assert not missing, f"first run: tests/clients/install {' '.join(missing)}"
    account = server.create_account("acme")
    ann = Sdk(server, account).cam("AddUser", Name="ann", UseApi=1)
    name, command = LANGUAGES[language]
    path = tmp_path / "snippet" / name
    path.parent.mkdir()
    block = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE).group(1)
    path.write_text(block.replace("127.0.0.1:8226", server.address), encoding="utf-8")
    words = [str(word) for word in command(path)]

    def output_of(secret_id, secret_key):
        key = {"TENCENTCLOUD_SECRET_ID": secret_id, "TENCENTCLOUD_SECRET_KEY": secret_key}
        # Go finds the modules in the home folder; nothing else may leave anything there.
        home = os.environ["HOME"] if language == "go" else str(tmp_path)
        environment = {"PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": home, **key}
        run = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=120, check=False)
        return run.stdout + run.stderr

    assert "ann" in output_of(account["secret_id"], account["secret_key"])
    assert "AuthFailure.UnauthorizedOperation" in output_of(ann["SecretId"], ann["SecretKey"])
