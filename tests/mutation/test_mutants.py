"""The faults are put into code, never into comments, texts or declarations; each of them changes its source."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from mutants import all_mutants, any_in, blanked, left_out, one_in, sources_that_decide  # noqa: E402
from schema import FAULT, schema  # noqa: E402

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
    "  names.reserve(names.size());", "  __builtin_prefetch(&set);", "// a == b && true\n", '#include "a < b"\n', 'return "a && b";', "return 'a';", "std::vector<int> values;",
    "std::string text = name;", "const auto& x = y;", "using A = B;", "R\"(1 < 2)\";",
    'return "user " + shown(uin);', 'return shown(uin) +\n       " is there twice";',
])
def test_nothing_else_is_touched(source):
    assert changes(source) == set()


def test_blanking_keeps_every_place():
    source = 'a; // b\n"c"; /* d\ne */ f;\n'
    assert len(blanked(source)) == len(source)
    assert blanked(source).split() == ["a;", ";", "f;"]


def expressions_of(source: str, *texts: str):
    """The extents of these texts; those that end in a bracket are calls."""
    found = sorted((source.index(text), source.index(text) + len(text)) for text in texts)
    return found, [one for one in found if source[one[1] - 1] == ")"]


def together(source: str, *texts: str) -> str:
    faults = dict(enumerate(all_mutants(source)))
    text, lines, refused = schema(source, expressions_of(source, *texts), faults)
    assert not refused
    assert set(lines.values()) == set(faults)
    return " ".join(text.partition("\n")[2].replace(FAULT, "F").split())


def test_all_faults_of_an_expression_stand_in_it_once():
    assert together("return a && b;", "a && b", "a", "b") == "return ( F(0) ? (a || b) : (a && b));"
    assert together("if (a < b) c = 1;", "a < b", "a", "b", "c = 1", "c", "1") == (
        "if (( F(0) ? false : F(1) ? true : F(2) ? static_cast<bool>(a <= b) : F(3) ? static_cast<bool>(a >= b) : "
        "static_cast<bool>(a < b))) c = ( F(4) ? (2) : (1));")


def test_faults_inside_each_other_stay_apart():
    assert together("return a || b && c;", "a || b && c", "a", "b && c", "b", "c") == (
        "return ( F(0) ? (a && b && c) : (a || ( F(1) ? (b || c) : (b && c))));")


def test_statements_jumps_calls_and_negations():
    assert together("  c.clear();", "c.clear()") == "( F(0) ? static_cast<void>(0) : static_cast<void>(c.clear()));"
    assert together("  break;") == "if (F(0)) continue; else break;"
    assert together("return std::all_of(a, b);", "std::all_of(a, b)", "std::all_of") == (
        "return ( F(0) ? (std::any_of(a, b)) : (std::all_of(a, b)));")
    assert together("return !a;", "!a", "a") == "return ( F(0) ? static_cast<bool>(a) : static_cast<bool>(!a));"


def test_what_is_no_expression_is_refused():
    source = "std::array<int, 3> a;"
    assert schema(source, ([], []), dict(enumerate(all_mutants(source))))[2] == {0}


def test_what_is_left_out_is_there():
    assert left_out(ROOT) <= {str(path.relative_to(ROOT)) for path in (ROOT / "src/engine").iterdir()}
    assert "src/engine/evaluate.cc" in sources_that_decide(ROOT)
    assert not left_out(ROOT) & set(sources_that_decide(ROOT))
    assert sum(len(all_mutants((ROOT / name).read_text())) for name in sources_that_decide(ROOT)) > 2000


def test_the_explained_survivors_are_still_possible():
    """A line of survivors.txt that no fault has any more is stale; so is a line without a reason below it."""
    known = (ROOT / "tests/mutation/survivors.txt").read_text().splitlines()
    places = {line for line in known if line and line[0] not in " #"}
    possible = set()
    for name in sources_that_decide(ROOT):
        text = (ROOT / name).read_text()
        possible |= {any_in(name, line) for line in text.splitlines()}
        lines = text.splitlines()
        for one in all_mutants(text):
            place = one.place(name, text[one.begin:one.end])
            possible |= {place, one_in(place, lines[one.line(text) - 1])}
    assert places <= possible, places - possible
    for line, below in zip(known, [*known[1:], ""]):
        assert not line or line[0] in " #" or below.startswith(("  ", "src/")), f"no reason below {line}"
