"""Every golden case comes out as it is written; every command has one for its use and one for its misuse."""

import json
import subprocess

import golden
import pytest


@pytest.mark.parametrize("path", golden.case_paths(), ids=golden.name_of)
def test_case(path):
    case = golden.Case(path)
    assert case.found_text() == case.expected_text(), "if this is meant: tests/golden/update " + golden.name_of(path)


def commands():
    text = subprocess.run([golden.program(), "--help"], capture_output=True, text=True, check=True).stdout
    lines = text.split("commands:\n")[1].split("\n\n")[0].splitlines()
    return [line.strip().split("  ")[0] for line in lines]


def test_every_command_has_its_cases():
    lines = [golden.Case(p) for p in golden.case_paths()]
    codes = {}
    for case in lines:
        code = int(case.expected_text().split("--- exit ")[1].splitlines()[0])
        codes.setdefault(case.command, set()).add(code)
    for name in commands():
        own = [code for command, found in codes.items() for code in found if command.startswith(f"opencam {name}")]
        assert own, f"`{name}` has no golden case"
        assert 64 in own, f"no golden case misuses `{name}`"


def test_every_exit_code_is_shown():
    # 5 is reserved for commands that can leave a question open; none of today's can.
    shown = {int(golden.Case(p).expected_text().split("--- exit ")[1].splitlines()[0]) for p in golden.case_paths()}
    assert shown == {0, 1, 2, 3, 4, 64}


def test_json_results_are_json():
    for path in golden.case_paths():
        case = golden.Case(path)
        if "--format json" not in case.command and not case.command.startswith("opencam eval"):
            continue
        stdout = case.expected_text().split("--- stdout\n")[1].split("--- stderr\n")[0]
        for line in stdout.splitlines() if "--format human" not in case.command else []:
            json.loads(line)
