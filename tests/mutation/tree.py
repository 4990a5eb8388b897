"""A copy of the sources with a build of its own, and the tests that may notice a fault in it.

    tree = Tree(folder);  tree.configure();  tree.build()
    tree.notices(tests, {"OPENCAM_FAULT": "17"})        # the name of the first test that fails, or ""
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path

from process import Answer, ask

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["opencam_engine_test", "opencam_policy_test", "opencam_agreement", "opencam_answers"]
SLOW = "Ways.*:Change.EachProposalTurnsTheDecision:Explain.SearchEndsAtItsLimit"
SLOWEST = "ChangeLaws.*"
# Of the processor, so that a machine which does other things, or stops the run for a while, makes no test fail.
SECONDS_MIN = 4
# A fault may make a test slower, but one that takes so many times as long hangs.
SLOWER_MAX = 6
# A case that fails, or the last that was begun before the program crashed.
FAILED = re.compile(r"^\[  FAILED  \] ([\w./]+)", re.MULTILINE)
BEGUN = re.compile(r"^\[ RUN      \] ([\w./]+)", re.MULTILINE)


@dataclass
class Test:
    __test__ = False  # for pytest
    name: str
    command: str
    cases: str = ""  # of a program that takes a filter: which of its cases
    is_quick: bool = False
    seconds: float = 60.0
    reached: bytes = field(default=b"", repr=False)

    def reaches(self, fault: int) -> bool:
        return not self.reached or self.reached[fault] != 0

    def only(self, case: str) -> Test:
        return replace(self, cases=case, is_quick=True)


def all_tests() -> list[Test]:
    """From the quickest to the slowest; {build}, {source} and {answers} are the tree's own."""
    quiet = " --gtest_fail_fast --gtest_filter="
    engine = "{build}/src/engine/opencam_engine_test" + quiet
    policy = "{build}/src/policy/opencam_policy_test" + quiet
    agreement = "{build}/tests/agreement/opencam_agreement "
    return [
        Test("conformance", "{build}/tests/spec/opencam_answers --cases {source}/tests/conformance/cases/*.json", is_quick=True),
        Test("engine", engine, f"-{SLOW}:{SLOWEST}", is_quick=True),
        Test("agreement, few", agreement + "--tiny 0 --cases 20000 --seed 400", is_quick=True),
        Test("agreement, tiny", agreement + "--tiny 1 --cases 1"),
        Test("oracle", "{build}/tests/spec/opencam_answers {answers}"),
        Test("policy", policy, "*"),
        Test("engine, slow", engine, SLOW),
        Test("agreement, more", agreement + "--tiny 0 --cases 200000 --seed 1000"),
        Test("engine, slowest", engine, SLOWEST),
    ]


def all_sources() -> dict[str, bytes]:
    """What git knows, as it is now: the run goes on with it whatever becomes of the tree."""
    listed = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True,
                            text=True).stdout
    return {name: (ROOT / name).read_bytes() for name in filter(None, listed.split("\0")) if (ROOT / name).is_file()}


class Tree:
    def __init__(self, folder: Path):
        self.source = folder
        self.build_folder = folder / "build" / "dev"
        self.answers = folder.parent / "answers"

    def copy_sources(self, sources: dict[str, bytes]) -> None:
        """What has not changed keeps its time, so that it is not built again; what is there no longer goes."""
        for name, content in sources.items():
            self.write(name, content)
            if content.startswith(b"#!"):
                (self.source / name).chmod(0o755)
        for path in (self.source / "src").rglob("*"):
            if path.is_file() and str(path.relative_to(self.source)) not in sources:
                path.unlink()

    def write(self, name: str, content: bytes) -> None:
        target = self.source / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_file() or target.read_bytes() != content:
            target.write_bytes(content)

    def configure(self) -> None:
        subprocess.run(["cmake", "--preset", "dev", "-DCMAKE_CXX_FLAGS=-w -Wno-narrowing", "-DCMAKE_EXE_LINKER_FLAGS=-s"],
                       cwd=self.source, check=True, stdout=subprocess.DEVNULL)

    def build(self, jobs: int, targets: list[str] = TARGETS) -> str:
        """What the compiler says when it fails; "" when it does not."""
        done = subprocess.run(["nice", "ninja", "-C", str(self.build_folder), "-k0", f"-j{jobs}", *targets],
                              capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def ask(self, test: Test, seconds: float, environment: dict[str, str] | None = None) -> Answer:
        command = test.command.format(build=self.build_folder, source=self.source, answers=self.answers)
        return ask(command + (f"'{test.cases}'" if test.cases else ""), seconds, environment)

    def notices(self, tests: list[Test], environment: dict[str, str] | None = None) -> str:
        """The first test that fails, and after a colon the first case of it; "" when none does."""
        for test in tests:
            answer = self.ask(test, max(SECONDS_MIN, SLOWER_MAX * test.seconds), environment)
            if not answer.is_success:
                failed, begun = FAILED.findall(answer.output), BEGUN.findall(answer.output)
                case = failed[0] if failed else begun[-1] if begun else ""
                return test.name + (f": {case}" if case else "")
        return ""

    def measure(self, tests: list[Test]) -> None:
        """How long each test takes without a fault, and which faults it reaches."""
        for test in tests:
            folder = self.source.parent / "reached"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            answer = self.ask(test, 600, {"OPENCAM_FAULTS_REACHED": str(folder)})
            if not answer.is_success:
                raise SystemExit(f"without any fault {test.name} fails: {answer.output[-2000:]}")
            test.seconds = answer.seconds
            files = [path.read_bytes() for path in folder.iterdir()]
            union = 0
            for content in files:
                union |= int.from_bytes(content, "little")
            test.reached = union.to_bytes(len(files[0]), "little") if files else b""
