#!/usr/bin/python3
"""Mutation testing of the engine: puts small faults into its sources, one at a time, and sees whether the tests notice.

    tests/mutation/run.py                                every fault in every file of files.txt
    tests/mutation/run.py --sample 200 --seed 3          200 of them, drawn evenly
    tests/mutation/run.py src/engine/match.cc --jobs 2   one file

All faults are built into one program, and a number chooses one while it runs (schema.py); a fault that cannot be put so
is built by itself. Works in build/mutation. A fault counts as noticed when a test fails, hangs or crashes; one that does
not compile does not count at all. Ends with the score, and with exit code 4 when a fault survived that survivors.txt
does not explain. A run that was stopped goes on where it was. Needs python3-clang-19.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from expressions import extents  # noqa: E402
from journal import Digests, Journal  # noqa: E402
from mutants import Mutant, all_mutants, any_in, one_in, sources_that_decide  # noqa: E402
from process import ask  # noqa: E402
from schema import schema  # noqa: E402
from score import explained, report, table  # noqa: E402
from tree import ROOT, Test, Tree, all_sources, all_tests  # noqa: E402

BUILD = ROOT / "build" / "mutation"
HERE = Path(__file__).resolve().parent
COMPLAINT = re.compile(r"^(?:\S*/)?(src/[\w/]+\.(?:cc|h)):(\d+):\d+: (error|note)", re.MULTILINE)
LINES_NEAR = (0, 1, 2, -1, -2)
ROUNDS_MAX = 30
FAULTS_MAX = 1 << 16  # as fault.h has it
FAULTS_OF_FILE_MAX = 640
LIBRARIES = ["opencam_engine", "opencam_policy"]
UNFIT = BUILD / "unfit.txt"


@dataclass
class Fault:
    number: int
    file: str
    mutant: Mutant
    line: int
    was: str
    line_text: str = ""
    result: str = ""  # "killed", "survived", "does not compile"
    by: str = ""
    is_alone: bool = False  # built by itself
    is_reached: bool = True
    is_explained: bool = False  # survivors.txt has a reason why it survives
    noticed_before_by: str = ""

    def spot(self) -> str:
        """The place and the text of its line: stays the same when lines above it change."""
        return f"{self.place()} in {self.line_text.strip()}"

    def names(self) -> set[str]:
        """By which survivors.txt may name it."""
        return {self.place(), any_in(self.file, self.line_text), one_in(self.place(), self.line_text)}

    def place(self) -> str:
        return self.mutant.place(self.file, self.was)

    def key(self) -> str:
        """Of this very source."""
        return f"{self.file} {self.mutant.begin} {self.mutant.end} {self.mutant.kind} {self.mutant.replacement}"


def faults_of(files: list[str], sources: dict[str, bytes]) -> list[Fault]:
    """Each file has numbers of its own, so that a change of one leaves what is built of the others."""
    found = []
    places = sources_that_decide(ROOT)
    for file in files:
        text = sources[file].decode()
        mutants = all_mutants(text)
        first = places.index(file) * FAULTS_OF_FILE_MAX
        if len(mutants) > FAULTS_OF_FILE_MAX or first + FAULTS_OF_FILE_MAX > FAULTS_MAX:
            raise SystemExit(f"{file}: too many faults")
        for number, mutant in enumerate(mutants, first):
            line = mutant.line(text)
            found.append(Fault(number, file, mutant, line, text[mutant.begin:mutant.end], text.splitlines()[line - 1]))
    return found


def read_lines(path: Path) -> set[str]:
    return set(path.read_text().splitlines()) if path.is_file() else set()


def note(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


class Order:
    """First the test that noticed a fault in an earlier run, or else the one that noticed the last one of its file. What
    has a reason to survive is asked about by the quick tests only."""

    def __init__(self, tests: list[Test]):
        self.tests = tests
        self.last_by: dict[str, str] = {}

    def of(self, fault: Fault) -> list[Test]:
        name, _, case = (fault.noticed_before_by or self.last_by.get(fault.file, "")).partition(": ")
        first = [test.only(case) if case else test for test in self.tests if test.name == name]
        return [*first, *(test for test in self.tests if test.is_quick or not fault.is_explained)]

    def note(self, fault: Fault) -> None:
        if fault.by.startswith("engine: "):  # a single case, which costs next to nothing
            self.last_by[fault.file] = fault.by


class AllInOne:
    """The tree in which every fault sleeps."""

    def __init__(self, faults: list[Fault], sources: dict[str, bytes]):
        self.tree = Tree(BUILD / "all")
        self.sources = sources
        self.faults: dict[str, dict[int, Fault]] = {}
        for fault in faults:
            self.faults.setdefault(fault.file, {})[fault.number] = fault
        self.expressions = {}

    def prepare(self, jobs: int) -> None:
        self.tree.copy_sources(self.sources)
        self.tree.configure()
        self.expressions = {file: self.read(file) for file in self.faults}
        self.leave_out(read_lines(UNFIT))
        lines = {file: self.put_in(file) for file in self.faults}
        for round_number in range(ROUNDS_MAX):
            # The libraries first: a header that changes again must not have all tests built again.
            complaints = self.tree.build(jobs, LIBRARIES) or self.tree.build(jobs)
            if not complaints:
                return
            blamed = self.blame(complaints, lines)
            note(f"round {round_number + 1}: {sum(map(len, blamed.values()))} faults cannot be built together with the others")
            if not blamed:
                raise SystemExit("the compiler complains about no fault:\n" + complaints[-3000:])
            with UNFIT.open("a") as out:
                for file, numbers in blamed.items():
                    for number in numbers:
                        fault = self.faults[file].pop(number)
                        fault.is_alone = True
                        out.write(fault.spot() + "\n")
                    lines[file] = self.put_in(file)
        raise SystemExit("the faults cannot be built together")

    def read(self, file: str) -> tuple[list, list]:
        """The expressions of a file; kept, because clang takes its time."""
        kept = BUILD / "extents" / f"{Digests(self.sources).built}-{file.replace('/', '-')}.json"
        if not kept.is_file():
            include = [f"-I{self.tree.source}/{folder}" for folder in ("src", ".", "include")]
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(json.dumps(extents(self.tree.source / file, ["-xc++", "-std=c++20", "-w", *include])))
        return tuple([tuple(one) for one in part] for part in json.loads(kept.read_text()))

    def leave_out(self, spots: set[str]) -> None:
        """What could not be built together the last time; at worst something is built by itself that need not be."""
        for faults in self.faults.values():
            for fault in [fault for fault in faults.values() if fault.spot() in spots]:
                faults.pop(fault.number).is_alone = True

    def put_in(self, file: str) -> dict[int, int]:
        mutants = {number: fault.mutant for number, fault in self.faults[file].items()}
        text, lines, refused = schema(self.sources[file].decode(), self.expressions[file], mutants)
        for number in refused:
            self.faults[file].pop(number).is_alone = True
        self.tree.write(file, text.encode())
        return lines

    def blame(self, complaints: str, lines: dict[str, dict[int, int]]) -> dict[str, set[int]]:
        """The faults on the lines that the compiler names; of an error without one, the nearest."""
        blamed: dict[str, set[int]] = {}
        for file, line, kind in COMPLAINT.findall(complaints):
            of_line = lines.get(file, {})
            near = LINES_NEAR if kind == "error" else LINES_NEAR[:1]
            number = next((of_line[int(line) + one] for one in near if int(line) + one in of_line), None)
            if number in self.faults.get(file, {}):
                blamed.setdefault(file, set()).add(number)
        return blamed

    def judge(self, fault: Fault, order: Order) -> None:
        fault.is_reached = any(test.reaches(fault.number) for test in order.tests)
        if fault.is_reached:
            tests = [test for test in order.of(fault) if test.reaches(fault.number)]
            fault.by = self.tree.notices(tests, {"OPENCAM_FAULT": str(fault.number)})
            order.note(fault)
            fault.result = "killed" if fault.by else "survived"


class OneByOne:
    """The tree that has one fault at a time."""

    def __init__(self, sources: dict[str, bytes]):
        self.tree = Tree(BUILD / "alone")
        self.sources = sources

    def prepare(self) -> None:
        self.tree.copy_sources(self.sources)
        self.tree.configure()
        compile_commands = json.loads((self.tree.build_folder / "compile_commands.json").read_text())
        self.compilers = {one["file"]: one for one in compile_commands}

    def put_in(self, fault: Fault) -> None:
        self.tree.write(fault.file, fault.mutant.apply(self.sources[fault.file].decode()).encode())

    def take_out(self, fault: Fault) -> None:
        self.tree.write(fault.file, self.sources[fault.file])

    def sort_out(self, fault: Fault) -> None:
        """Does it compile at all? Of a header nothing is known before the build."""
        one = self.compilers.get(str(self.tree.source / fault.file))
        if one is None:
            return
        self.put_in(fault)
        if not ask(f"env -C {one['directory']} {one['command']} -fsyntax-only -o /dev/null", 300).is_success:
            fault.result = "does not compile"
        self.take_out(fault)

    def judge(self, fault: Fault, order: Order, jobs: int) -> None:
        self.put_in(fault)
        if self.tree.build(jobs):
            fault.result = "does not compile"
        else:
            fault.by = self.tree.notices(order.of(fault))
            order.note(fault)
            fault.result = "killed" if fault.by else "survived"
        self.take_out(fault)


def write_results(path: Path, faults: list[Fault]) -> None:
    path.write_text(json.dumps([asdict(one) for one in faults], indent=1))


class Progress:
    def __init__(self, journal: Journal):
        self.journal = journal
        self.done = 0
        self.lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self.lock:
            if fault.result:
                self.journal.add(fault)
            self.done += 1
            if self.done % 50 == 0:
                note(f"{self.done}")


def run(faults: list[Fault], tasks: list[Fault], sources: dict[str, bytes], options, progress: Progress) -> None:
    together, alone = AllInOne(faults, sources), OneByOne(sources)
    shutil.rmtree(BUILD / "answers", ignore_errors=True)
    subprocess.run([sys.executable, "-m", "tests.spec.stored", str(BUILD / "answers")], cwd=ROOT, check=True)
    together.prepare(options.jobs)
    tests = all_tests()
    together.tree.measure(tests)
    note(", ".join(f"{test.name} {test.seconds:.1f} s" for test in tests))
    order = Order(tests)

    def judge(fault: Fault) -> None:
        together.judge(fault, order)
        progress.add(fault)

    # In a drawn order: what has been judged when a run is stopped is an even part of the whole.
    todo = [one for one in tasks if not one.is_alone]
    random.Random(options.seed).shuffle(todo)
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(judge, todo))
    rest = [one for one in tasks if not one.result]
    note(f"{len(rest)} are built by themselves{' and left out' if options.skip_alone else ''}")
    if not rest or options.skip_alone:
        return
    alone.prepare()
    for fault in rest:
        alone.sort_out(fault)
        if fault.result:
            progress.add(fault)
    rest = [one for one in rest if not one.result]
    note(f"{len(rest)} of them compile")
    if rest and (complaints := alone.tree.build(options.jobs)):
        raise SystemExit(complaints[-3000:])
    for fault in rest:
        alone.judge(fault, order, options.jobs)
        progress.add(fault)


def chosen(faults: list[Fault], journal: Journal, options) -> list[Fault]:
    """Those to be asked about, each with what is known of it."""
    known = explained(HERE / "survivors.txt")
    for fault in faults:
        last = journal.last(fault)
        fault.noticed_before_by = last.by if last else ""
        fault.is_explained = not known.isdisjoint(fault.names())
    if options.again:
        return [one for one in faults if not one.is_explained and (last := journal.last(one)) and last.result == "survived"]
    if options.sample and options.sample < len(faults):
        return sorted(random.Random(options.seed).sample(faults, options.sample), key=lambda one: one.number)
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", default=sources_that_decide(ROOT), help="those of files.txt when none is named")
    parser.add_argument("--sample", type=int, help="so many faults, drawn evenly; all when not given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="only what survived the last time without a reason")
    parser.add_argument("--explained", action="store_true", help="ask again what has survived before and has a reason")
    parser.add_argument("--report", action="store_true", help="ask nothing; tell what is known, for a run that was stopped")
    parser.add_argument("--out", type=Path, default=BUILD / "results.json")
    parser.add_argument("--skip-alone", action="store_true", help="leave out what must be built by itself")
    options = parser.parse_args()
    BUILD.mkdir(parents=True, exist_ok=True)
    sources = all_sources()
    faults = faults_of(options.files, sources)
    journal = Journal(BUILD / "journal.jsonl", Digests(sources))
    tasks = chosen(faults, journal, options)
    for fault in tasks:
        if found := journal.result(fault):
            fault.result, fault.by = found.result, found.by
        elif fault.is_explained and (last := journal.last(fault)) and last.result == "survived" and not options.explained:
            fault.result = "survived"
    left = [one for one in tasks if not one.result]
    note(f"{len(tasks)} faults, {len(tasks) - len(left)} of them known")
    if left and not options.report:
        run(faults, left, sources, options, Progress(journal))
    write_results(options.out, tasks)
    options.out.with_suffix(".md").write_text(table(tasks))
    return report(tasks)


if __name__ == "__main__":
    sys.exit(main())
