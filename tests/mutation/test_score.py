"""What counts, what is taken up again, and what time is."""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from journal import Digests, Journal  # noqa: E402
from process import ask  # noqa: E402
from score import Count, explained, table  # noqa: E402


@dataclass
class Fault:
    result: str
    is_explained: bool = False
    file: str = "src/engine/match.cc"
    by: str = "engine: A.B"
    name: str = "1"

    def key(self):
        return f"{self.file} {self.name}"

    def spot(self):
        return "spot " + self.name


FAULTS = [Fault("killed"), Fault("killed"), Fault("killed", is_explained=True), Fault("survived"), Fault("survived", is_explained=True),
          Fault("does not compile"), Fault("does not compile"), Fault("", file="src/engine/ruling.cc")]


def test_each_fault_counts_once():
    count = Count()
    for fault in FAULTS:
        count.add(fault)
    assert (count.faults, count.uncompiled, count.noticed, count.explained, count.unexplained, count.unasked) == (8, 2, 3, 1, 1, 1)
    assert [round(one, 1) for one in count.scores()] == [42.9, 60.0, 75.0]


def test_the_table_has_a_line_for_each_file_and_one_for_all():
    lines = table(FAULTS).splitlines()
    assert lines[2:] == ["| engine/match.cc | 7 | 2 | 3 | 1 | 1 | 0 | 42.9 | 60.0 | 75.0 |",
                         "| engine/ruling.cc | 1 | 0 | 0 | 0 | 0 | 1 | 0.0 | 0.0 | 0.0 |",
                         "| **all** | 8 | 2 | 3 | 1 | 1 | 1 | 42.9 | 60.0 | 75.0 |"]


def test_reasons_are_told_from_places(tmp_path):
    file = tmp_path / "survivors.txt"
    file.write_text("# what this is\n\nsrc/engine/match.cc: `x` -> `y`\n  Because.\n")
    assert explained(file) == {"src/engine/match.cc: `x` -> `y`"}


SOURCES = {"src/engine/match.cc": b"1", "src/engine/match_test.cc": b"int one;\nTEST(Match, Actions) {\n}\n", "tests/agreement/laws.cc": b"2",
           "src/engine/segment_test.cc": b"TEST(Segment, Sizes) {\n}\n", "src/engine/README.md": b"3", "console/main.ts": b"4"}


def test_a_stopped_run_goes_on(tmp_path):
    file = tmp_path / "journal"
    Journal(file, Digests(SOURCES)).add(Fault("killed"))
    file.write_text(file.read_text() + '{"of": "one", "key": "2", "sp')
    again, other = Journal(file, Digests(SOURCES)), Journal(file, Digests(SOURCES | {"src/engine/match.cc": b""}))
    assert again.result(Fault("")).result == "killed"
    assert again.result(Fault("", name="2")) is None
    assert other.result(Fault("")) is None
    assert other.last(Fault("")).by == "engine: A.B"
    again.add(Fault("survived", name="2"))
    assert Journal(file, Digests(SOURCES)).result(Fault("", name="2")).result == "survived"


CASE, PROGRAM, NOTHING = "engine: Match.Actions", "agreement, few", ""


def test_what_a_result_hangs_on(tmp_path):
    file = tmp_path / "journal"
    for by in (CASE, PROGRAM, NOTHING):
        Journal(file, Digests(SOURCES)).add(Fault("killed" if by else "survived", by=by, name=by))

    def left(name, text=b"TEST(Match, Actions) {\n another;\n}\n"):
        journal = Journal(file, Digests(SOURCES | {name: text}))
        return {by for by in (CASE, PROGRAM, NOTHING) if journal.result(Fault("", name=by))}

    assert left("src/engine/README.md") == left("console/main.ts") == {CASE, PROGRAM, NOTHING}
    assert left("src/engine/match.cc") == set()
    assert left("include/opencam/engine.h") == {CASE, PROGRAM}
    assert left("src/engine/match_test.cc") == {PROGRAM}
    assert left("tests/agreement/laws.cc") == {CASE}
    assert left("src/engine/small_world.h") == {PROGRAM}
    before = SOURCES["src/engine/match_test.cc"]
    assert left("src/engine/match_test.cc", before + b"\n// More.\nTEST(Match, More) {\n}\n") == {CASE, PROGRAM}
    assert left("src/engine/match_test.cc", b"int two;\n" + before) == {PROGRAM}


def test_a_new_test_leaves_what_was_noticed(tmp_path):
    file = tmp_path / "journal"
    for by in (CASE, PROGRAM, NOTHING):
        Journal(file, Digests(SOURCES)).add(Fault("killed" if by else "survived", by=by, name=by))
    journal = Journal(file, Digests(SOURCES | {"src/engine/ways_test.cc": b"TEST(Panel, New) {}"}))
    assert [bool(journal.result(Fault("", name=by))) for by in (CASE, PROGRAM, NOTHING)] == [True, True, False]


def test_only_time_of_the_processor_counts():
    assert ask("sleep 1.1", 1).is_success
    assert not ask("python3 -c 'while True: pass'", 1).is_success
    assert not ask("false", 1).is_success
    assert ask("echo told", 1).output == "told\n"
