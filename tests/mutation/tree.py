"""A copy of the sources with a build of its own, and the tests that may notice a fault in it.

    tree = Tree(folder);  tree.configure();  tree.build()
    tree.notices(tests, {"OPENCAM_FAULT": "17"})        # the name of the first test that fails, or ""
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["opencam_engine_test", "opencam_policy_test", "opencam_agreement", "opencam_answers"]
SLOW = "ChangeLaws.*:Ways.*:Change.EachProposalTurnsTheDecision"
MEMORY_BYTES_MAX = 6 << 30
SECONDS_MIN = 4.0
# A fault may make a test slower, but one that takes so many times as long hangs.
SLOWER_MAX = 6.0


@dataclass
class Test:
    name: str
    command: str
    seconds: float = 60.0
    reached: bytes = field(default=b"", repr=False)

    def reaches(self, fault: int) -> bool:
        return not self.reached or self.reached[fault] != 0


def all_tests() -> list[Test]:
    """From the quickest to the slowest; {build}, {source} and {answers} are the tree's own."""
    engine = "{build}/src/engine/opencam_engine_test --gtest_brief=1 --gtest_fail_fast --gtest_filter="
    agreement = "{build}/tests/agreement/opencam_agreement "
    return [
        Test("conformance", "{build}/tests/spec/opencam_answers --cases {source}/tests/conformance/cases/*.json"),
        Test("agreement, few", agreement + "--tiny 0 --cases 20000 --seed 400"),
        Test("engine", engine + "-" + SLOW),
        Test("agreement, tiny", agreement + "--tiny 1 --cases 1"),
        Test("oracle", "{build}/tests/spec/opencam_answers {answers}"),
        Test("policy", "{build}/src/policy/opencam_policy_test --gtest_brief=1 --gtest_fail_fast"),
        Test("agreement, more", agreement + "--tiny 0 --cases 200000 --seed 1000"),
        Test("engine, slow", engine + SLOW),
    ]


def all_sources() -> dict[str, bytes]:
    """What git knows, as it is now: the run goes on with it whatever becomes of the tree."""
    listed = subprocess.run(["git", "ls-files", "-zco", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True,
                            text=True).stdout
    return {name: (ROOT / name).read_bytes() for name in filter(None, listed.split("\0")) if (ROOT / name).is_file()}


def _prepare_child() -> None:
    os.setsid()
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def succeeds(command: str, seconds: float, environment: dict[str, str] | None = None) -> bool:
    """Did it end in time with exit code 0?"""
    process = subprocess.Popen(["bash", "-c", "exec " + command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               preexec_fn=_prepare_child, env=os.environ | (environment or {}))
    try:
        return process.wait(timeout=seconds) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


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

    def command(self, test: Test) -> str:
        return test.command.format(build=self.build_folder, source=self.source, answers=self.answers)

    def notices(self, tests: list[Test], environment: dict[str, str] | None = None) -> str:
        for test in tests:
            if not succeeds(self.command(test), max(SECONDS_MIN, SLOWER_MAX * test.seconds), environment):
                return test.name
        return ""

    def measure(self, tests: list[Test]) -> None:
        """How long each test takes without a fault, and which faults it reaches."""
        for test in tests:
            folder = self.source.parent / "reached"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            began = time.monotonic()
            if not succeeds(self.command(test), 600, {"OPENCAM_FAULTS_REACHED": str(folder)}):
                raise SystemExit(f"without any fault: {self.command(test)}: fails")
            test.seconds = time.monotonic() - began
            files = [path.read_bytes() for path in folder.iterdir()]
            union = 0
            for content in files:
                union |= int.from_bytes(content, "little")
            test.reached = union.to_bytes(len(files[0]), "little") if files else b""
