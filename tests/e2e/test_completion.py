"""The completion scripts, asked by the shells themselves."""

import shutil
import subprocess

import pytest
from opencam_server import opencam

BASH = """
source "$1"; shift
COMP_WORDS=(opencam "$@") COMP_CWORD=$#
_opencam
printf '%s\\n' "${COMPREPLY[@]}"
"""


def bash(tmp_path, *words):
    script = tmp_path / "opencam.bash"
    script.write_text(opencam("completion", "bash").stdout, encoding="utf-8")
    result = subprocess.run(
        ["bash", "--norc", "-c", BASH, "bash", str(script), *words],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.stderr == ""
    return result.stdout.split()


def test_bash_knows_commands_options_choices_and_files(tmp_path):
    (tmp_path / "world.json").write_text("{}", encoding="utf-8")
    assert bash(tmp_path, "ex") == ["export", "explain"]
    assert bash(tmp_path, "account", "") == ["create", "password"]
    assert bash(tmp_path, "account", "create", "--d") == ["--data"]
    assert bash(tmp_path, "lint", "--kind", "t") == ["trust"]
    assert bash(tmp_path, "eval", "--world", "w") == ["world.json"]
    assert bash(tmp_path, "help", "ev") == ["eval"]
    assert bash(tmp_path, "man", "account", "cr") == ["create"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_knows_commands_and_choices(tmp_path):
    script = tmp_path / "opencam.fish"
    script.write_text(opencam("completion", "fish").stdout, encoding="utf-8")
    asked = f"source {script}; complete -C 'opencam ex'; complete -C 'opencam lint --kind t'; complete -C 'opencam help ev'"
    result = subprocess.run(["fish", "-N", "-c", asked], capture_output=True, text=True, check=False)
    assert {line.split("\t")[0] for line in result.stdout.splitlines()} == {"explain", "export", "trust", "eval"}


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_takes_the_script(tmp_path):
    script = tmp_path / "_opencam"
    script.write_text(opencam("completion", "zsh").stdout, encoding="utf-8")
    asked = f"autoload -Uz compinit; compinit -u -D; source {script}; whence -w _opencam"
    result = subprocess.run(["zsh", "-fc", asked], capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("_opencam: function\n", "")
