"""Runs docs/quickstart.md as a reader would: every line of every `sh` block, in one shell, in order.

A `text` block after a `sh` block is what appears: each of its lines must come, in that order; `...` stands for anything.
What differs from a reader's machine is put in by these substitutions and nothing else: the port, the data folder and the
folder of the built program.
"""

import os
import pathlib
import re
import subprocess

import opencam_server

ROOT = opencam_server.ROOT
PAGE = ROOT / "docs" / "quickstart.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks():
    """[(shell lines, expected lines)]"""
    found = []
    for kind, body in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "sh":
            found.append([body, ""])
        else:
            assert found and not found[-1][1], "a `text` block belongs to the `sh` block before it"
            found[-1][1] = body
    return found


class Shell:
    """One bash for all blocks, so that variables and the folder stay."""

    MARK = "--- end of block ---"

    def __init__(self, environment):
        self.process = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=ROOT,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def run(self, lines):
        self.process.stdin.write(f"{lines}\necho; echo '{self.MARK}'\n")
        self.process.stdin.flush()
        output = []
        for line in self.process.stdout:
            if line.rstrip("\n") == self.MARK:
                return "".join(output)
            output.append(line)
        raise AssertionError("the shell ended:\n" + "".join(output))


def check(expected, output):
    lines = iter(output.splitlines())
    for wanted in expected.splitlines():
        pattern = ".*".join(re.escape(piece) for piece in wanted.strip().split("..."))
        assert any(re.fullmatch(pattern, line.strip()) for line in lines), f"`{wanted}` did not appear in:\n{output}"


def test_every_line_of_the_quick_start(tmp_path):
    steps = blocks()
    assert steps[0][0].strip() == "./run", "the page begins with ./run in the first terminal"
    server = opencam_server.Server(tmp_path)
    program = pathlib.Path(opencam_server.program())
    substitutions = {
        "127.0.0.1:8226": server.address,
        "$OPENCAM/.opencam": str(server.data),
        "$PWD/build/release": str(program.parent),
    }
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "OPENCAM_PROGRAM": str(program),
    }
    first = subprocess.Popen(
        ["./run", "--listen", server.address, "--data", str(server.data)],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        for _ in range(4000):
            if server.is_ready() or first.poll() is not None:
                break
            opencam_server.time.sleep(0.005)
        assert first.poll() is None, first.stdout.read()
        shell = Shell(environment)
        for lines, expected in steps[1:]:
            for wanted, here in substitutions.items():
                lines = lines.replace(wanted, here)
                expected = expected.replace(wanted, here)
            output = shell.run(lines)
            assert "command not found" not in output and "Traceback" not in output, output
            check(expected, output)
        shell.process.stdin.close()
        assert shell.process.wait(timeout=30) == 0
    finally:
        first.terminate()
        first.wait(timeout=20)


def test_the_first_answer_of_the_readme(tmp_path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = next(body for body in re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE) if "world.json" in body)
    folder = str(pathlib.Path(opencam_server.program()).parent)
    result = subprocess.run(
        ["bash", "-c", block.replace("build/release", folder)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    assert result.returncode == 2
    assert result.stdout.startswith('{"decision":"deny","reason":"no_matching_allow"')
    assert "to turn it:" in result.stdout


def test_the_page_is_a_page_and_plays_the_three_situations():
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("\n") <= 200
    for word in ["tccli", "AddUser", "AttachUserPolicy", "/access/v1/evaluation", "opencam eval", "opencam explain",
                 "ap-guangzhou", "DescribeJobs", "${uin}", "qcs:create_uin", "cmqqueue"]:  # fmt: skip
        assert word in text, word
