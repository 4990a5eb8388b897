"""What earlier runs found out, so that a run that was stopped goes on and the next one asks the right test first.

    journal = Journal(path, Digests(sources))
    journal.result(fault)      # as good as asked now, or None
    journal.last(fault)        # of this or any earlier run, for an order in which to ask; never a result

A fault that was noticed is noticed still when neither its file nor the test that noticed it has changed; one that
survived survives still when nothing at all has, neither sources nor tests. A line of the file is one fault of one run.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

BUILT = ("src/base/", "src/engine/", "src/policy/", "include/", "cmake/", "CMake",
         *(f"tests/mutation/{name}" for name in ("fault.h", "mutants.py", "process.py", "schema.py", "tree.py")))
OF_TESTS = ("src/engine/dice_world.h", "src/engine/small_world.h", "src/engine/allocation_count.h")
CASE = re.compile(r"^TEST(?:_F|_P)?\(.*?^}\n", re.MULTILINE | re.DOTALL)
PROGRAMS = {"agreement": ("tests/agreement/",), "oracle": ("tests/spec/",), "conformance": ("tests/spec/", "tests/conformance/")}


def is_test(name: str) -> bool:
    return name.endswith(("_test.cc", "CMakeLists.txt", *OF_TESTS)) or name.startswith(("tests/agreement/", "tests/spec/", "tests/conformance/"))


def digest_of(sources: dict[str, bytes], names: list[str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(f"{name} {len(sources[name])}\n".encode() + sources[name])
    return digest.hexdigest()[:16]


class Digests:
    def __init__(self, sources: dict[str, bytes]):
        self._sources = {name: text for name, text in sources.items() if not name.endswith(".md")}
        self._tests = [name for name in self._sources if is_test(name)]
        self.built = digest_of(sources, [name for name in self._sources if name.startswith(BUILT) and not is_test(name)])
        self._known: dict[str, str] = {}

    def of(self, file: str, by: str) -> str:
        """Of the file with a fault that was noticed; of all that is built when it was not."""
        return digest_of(self._sources, [file]) if by and file in self._sources else self.built

    def of_test(self, by: str) -> str:
        """Of all that the test consists of which noticed a fault; of all tests when none did."""
        if by not in self._known:
            self._known[by] = self._digest_of_test(by)
        return self._known[by]

    def _digest_of_test(self, by: str) -> str:
        name, _, case = by.partition(": ")
        head = re.compile(r"^TEST(?:_F|_P)?\(%s\)" % re.escape(case.replace(".", ", ")), re.MULTILINE)
        for one in self._tests if case else []:
            text = self._sources[one].decode() if one.endswith("_test.cc") else ""
            if head.search(text):
                parts = {"case": _case_of(text, head), **{name: self._sources[name] for name in self._tests if name in OF_TESTS}}
                return digest_of(parts, list(parts))
        folders = PROGRAMS.get(name.partition(",")[0])
        return digest_of(self._sources, [one for one in self._tests if not folders or one.startswith(folders)])


def _case_of(text: str, head: re.Pattern) -> bytes:
    """The case, and what stands in its file beside all cases; comments say nothing."""
    cases = [one.group() for one in CASE.finditer(text)]
    beside = [line for line in CASE.sub("", text).splitlines() if line.strip() and not line.startswith("//")]
    return "\n".join([*beside, *(one for one in cases if head.match(one))]).encode()


@dataclass(frozen=True)
class Entry:
    result: str
    by: str


class Journal:
    def __init__(self, path: Path, digests: Digests):
        self._path = path
        self._digests = digests
        self._results: dict[str, Entry] = {}
        self._last: dict[str, Entry] = {}
        text = path.read_text() if path.is_file() else ""
        if not text.endswith("\n"):  # the run was ended while it wrote
            text = text[:text.rfind("\n") + 1]
            path.write_text(text)
        for line in text.splitlines():
            one = json.loads(line)
            entry = Entry(one["result"], one["by"])
            self._last[one["spot"]] = entry
            if one["of"] == digests.of(one["key"].split()[0], entry.by) and one.get("test") == digests.of_test(entry.by):
                self._results[one["key"]] = entry

    def result(self, fault) -> Entry | None:
        return self._results.get(fault.key())

    def last(self, fault) -> Entry | None:
        return self._last.get(fault.spot())

    def add(self, fault) -> None:
        line = {"of": self._digests.of(fault.file, fault.by), "test": self._digests.of_test(fault.by), "key": fault.key(), "spot": fault.spot(),
                "result": fault.result, "by": fault.by}
        with self._path.open("a") as out:
            out.write(json.dumps(line) + "\n")
