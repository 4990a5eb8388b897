"""Mutation testing of the engine: puts one small fault at a time into its sources and sees whether the tests notice.

    tests/mutation/run.py                                every fault in every file of FILES
    tests/mutation/run.py --sample 200 --seed 3          200 of them, drawn evenly
    tests/mutation/run.py src/engine/match.cc --jobs 2   one file

Works in build/mutation: a copy of the sources and a build for each job. A fault counts as noticed when a test fails, hangs
or crashes; one that does not compile does not count at all. Ends with the score, and with exit code 4 when a fault
survived that survivors.txt does not explain.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from mutants import Mutant, all_mutants  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "mutation"
SURVIVORS = Path(__file__).resolve().parent / "survivors.txt"
# What decides: the plain evaluator, the compiled form and the index. Reading and printing are not the decision.
FILES = (Path(__file__).resolve().parent / "files.txt").read_text().split()
TARGETS = ["opencam_engine_test", "opencam_agreement", "opencam"]
# From the quickest to the slowest; {build} and {source} are the job's own.
TESTS = [
    "{build}/src/engine/opencam_engine_test --gtest_brief=1",
    "{build}/tests/agreement/opencam_agreement --cases 60000 --tiny 1",
    "{build}/opencam test {source}/tests/conformance/cases/*.json",
    "cd {source} && python3 -m tests.spec.differential --opencam {build}/opencam --requests 6000 --seed 5 --jobs 1",
    "cd {source} && python3 -m tests.spec.exhaustive --opencam {build}/opencam",
]
TEST_SECONDS_MAX = 120
BUILD_SECONDS_MAX = 600


@dataclass
class Outcome:
    file: str
    line: int
    kind: str
    was: str
    became: str
    result: str  # "killed", "survived", "does not compile"
    by: str = ""

    def place(self) -> str:
        return f"{self.file}: `{self.was}` -> `{self.became}`"


def finish(command: str, seconds: int) -> bool:
    """Did it end in time with exit code 0?"""
    process = subprocess.Popen(["bash", "-c", command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    try:
        return process.wait(timeout=seconds) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


class Job:
    """One copy of the sources with its build."""

    def __init__(self, number: int):
        self.source = BUILD / f"source{number}"
        self.build = BUILD / f"build{number}"

    def prepare(self) -> None:
        shutil.rmtree(self.source, ignore_errors=True)
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in filter(None, listed.split("\0")):
            target = self.source / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        configured = finish(f"cmake -S {self.source} -B {self.build} -G Ninja -DCMAKE_BUILD_TYPE=Debug "
                            "-DCMAKE_CXX_FLAGS_DEBUG='-O1 -g0 -D_GLIBCXX_ASSERTIONS'", BUILD_SECONDS_MAX)
        if not (configured and self.compile() and self.first_failing_test() == ""):
            raise SystemExit(f"without any fault: the build or a test fails in {self.build}")

    def compile(self) -> bool:
        return finish(f"nice ninja -C {self.build} -j2 {' '.join(TARGETS)}", 6 * BUILD_SECONDS_MAX)

    def first_failing_test(self) -> str:
        for test in TESTS:
            command = test.format(build=self.build, source=self.source)
            if not finish(command, TEST_SECONDS_MAX):
                return re.sub(r".*/(?=opencam_)|.* -m tests\.| .*", "", test) or test
        return ""

    def judge(self, file: str, mutant: Mutant) -> Outcome:
        path = self.source / file
        text = (ROOT / file).read_text()
        outcome = Outcome(file, mutant.line(text), mutant.kind, text[mutant.begin:mutant.end], mutant.replacement, "")
        path.write_text(mutant.apply(text))
        if not self.compile():
            outcome.result = "does not compile"
        else:
            outcome.by = self.first_failing_test()
            outcome.result = "killed" if outcome.by else "survived"
        path.write_text(text)
        return outcome


def work(number: int, todo, done) -> None:
    """Puts None when it is ready, then an outcome for each fault; a text when it cannot begin."""
    job = Job(number)
    try:
        job.prepare()
    except SystemExit as failure:
        done.put(str(failure))
        return
    done.put(None)
    while (task := todo.get()) is not None:
        done.put(job.judge(*task))


def explained() -> set[str]:
    """The places that survivors.txt gives a reason for: lines that begin with a file; the reason is indented below."""
    if not SURVIVORS.exists():
        return set()
    return {line.strip() for line in SURVIVORS.read_text().splitlines() if line and line[0] not in " #"}


def report(outcomes: list[Outcome]) -> int:
    known = explained()
    counted = [one for one in outcomes if one.result != "does not compile"]
    survivors = [one for one in counted if one.result == "survived"]
    new = [one for one in survivors if one.place() not in known]
    for one in sorted(new, key=lambda one: (one.file, one.line)):
        print(f"survived: {one.file}:{one.line}: {one.kind}: `{one.was}` -> `{one.became}`")
    killed = len(counted) - len(survivors)
    print(f"{len(outcomes)} faults, {len(outcomes) - len(counted)} do not compile, {killed} noticed, {len(survivors)} survived "
          f"({len(survivors) - len(new)} explained); score {100 * killed / max(1, len(counted)):.1f} %")
    return 4 if new else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", default=FILES, help="sources, as files.txt names them")
    parser.add_argument("--sample", type=int, help="so many faults, drawn evenly; all when not given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, default=BUILD / "results.json")
    options = parser.parse_args()

    tasks = [(file, mutant) for file in options.files for mutant in all_mutants((ROOT / file).read_text())]
    if options.sample and options.sample < len(tasks):
        tasks = random.Random(options.seed).sample(tasks, options.sample)
    BUILD.mkdir(parents=True, exist_ok=True)
    todo, done = multiprocessing.Queue(), multiprocessing.Queue()
    for task in tasks:
        todo.put(task)
    workers = [multiprocessing.Process(target=work, args=(number, todo, done)) for number in range(options.jobs)]
    for worker in workers:
        todo.put(None)
        worker.start()

    outcomes, began = [], time.monotonic()
    while len(outcomes) < len(tasks):
        outcome = done.get()
        if outcome is None:
            print(f"a job is ready after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            continue
        if isinstance(outcome, str):
            for worker in workers:
                worker.terminate()
            print(outcome, file=sys.stderr)
            return 1
        outcomes.append(outcome)
        if len(outcomes) % 10 == 0:
            print(f"{len(outcomes)} of {len(tasks)} after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        options.out.write_text(json.dumps([asdict(one) for one in outcomes], indent=1))
    for worker in workers:
        worker.join()
    return report(outcomes)


if __name__ == "__main__":
    sys.exit(main())
