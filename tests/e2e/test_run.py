"""./run puts its own defaults only where nothing else is said. `echo` stands for the program and shows its arguments."""

import os
import subprocess

from opencam_server import ROOT


def started(*arguments):
    environment = {**os.environ, "OPENCAM_PROGRAM": "/bin/echo"}
    result = subprocess.run(
        ["./run", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.splitlines()


def test_without_options_it_serves_on_loopback_from_the_folder():
    lines = started()
    assert lines[-1] == f"serve --data {ROOT}/.opencam --listen 127.0.0.1:8226"
    assert f"  opencam account create acme --data {ROOT}/.opencam" in lines


def test_an_option_of_the_command_line_wins():
    assert started("--data", "/d", "--listen=127.0.0.1:1")[-1] == "serve --data /d --listen=127.0.0.1:1"
    assert "  opencam account create acme --data /d" in started("--data=/d")


def test_a_file_of_options_is_not_overridden():
    lines = started("--config", "/etc/opencam.json")
    assert lines[-1] == "serve --config /etc/opencam.json"
    assert "  opencam account create acme --config /etc/opencam.json" in lines
