"""The faults are put into code, never into comments, texts or declarations; each of them changes its source."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from mutants import all_mutants, blanked  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


def changes(source: str) -> set[str]:
    return {mutant.apply(source) for mutant in all_mutants(source)}


@pytest.mark.parametrize("source, expected", [
    ("if (a == b) x = 1;", {"if (a != b) x = 1;", "if (true) x = 1;", "if (false) x = 1;", "if (a == b) x = 2;"}),
    ("return a && !b;", {"return a || !b;", "return a && b;"}),
    ("return a <= b;", {"return a < b;", "return a > b;"}),
    ("return Effect::Deny;", {"return Effect::Allow;"}),
    ("  votes.clear();", {"  ;"}),
    ("  count += size;", {"  count -= size;", "  ;"}),
    ("return std::any_of(a, b, c);", {"return std::all_of(a, b, c);"}),
])
def test_every_kind_of_fault(source, expected):
    assert changes(source) == expected


@pytest.mark.parametrize("source", [
    "// a == b && true\n", '#include "a < b"\n', 'return "a && b";', "return 'a';", "std::vector<int> values;",
    "std::string text = name;", "const auto& x = y;", "using A = B;", "R\"(1 < 2)\";",
])
def test_nothing_else_is_touched(source):
    assert changes(source) == set()


def test_blanking_keeps_every_place():
    source = 'a; // b\n"c"; /* d\ne */ f;\n'
    assert len(blanked(source)) == len(source)
    assert blanked(source).split() == ["a;", ";", "f;"]


def test_the_files_are_there_and_have_faults():
    for name in (ROOT / "tests/mutation/files.txt").read_text().split():
        assert all_mutants((ROOT / name).read_text()), name


def test_the_explained_survivors_are_still_possible():
    """A line of survivors.txt that no fault has any more is stale."""
    known = (ROOT / "tests/mutation/survivors.txt").read_text().splitlines()
    places = {line for line in known if line and line[0] not in " #"}
    possible = set()
    for name in (ROOT / "tests/mutation/files.txt").read_text().split():
        text = (ROOT / name).read_text()
        possible |= {f"{name}: `{text[one.begin:one.end]}` -> `{one.replacement}`" for one in all_mutants(text)}
    assert places <= possible
