"""What earlier runs found out, so that a run that was stopped goes on and the next one asks the right test first.

    journal = Journal(path, Digests(sources))
    journal.result(fault)      # as good as asked now, or None
    journal.last(fault)        # of this or any earlier run, for an order in which to ask; never a result

A fault that was noticed is noticed still when neither what is built nor the test that noticed it has changed; one that
survived survives still when besides no test at all has. A line of the file is one fault of one run.
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

    def of_test(self, by: str) -> str:
        """Of all that the test consists of which noticed a fault; of all tests when none did."""
        if by not in self._known:
            self._known[by] = digest_of(self._sources, self._files_of(by))
        return self._known[by]

    def _files_of(self, by: str) -> list[str]:
        name, _, case = by.partition(": ")
        if case:
            suite, _, test = case.partition(".")
            begins = re.compile(rb"\bTEST(?:_F|_P)?\(%s, %s\)" % (re.escape(suite.encode()), re.escape(test.encode())))
            found = [one for one in self._tests if one.endswith("_test.cc") and begins.search(self._sources[one])]
            if found:
                return [*found, *(one for one in self._tests if one in OF_TESTS)]
        folders = PROGRAMS.get(name.partition(",")[0])
        return [one for one in self._tests if not folders or one.startswith(folders)]


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
            if one["of"] == digests.built and one.get("test") == digests.of_test(entry.by):
                self._results[one["key"]] = entry

    def result(self, fault) -> Entry | None:
        return self._results.get(fault.key())

    def last(self, fault) -> Entry | None:
        return self._last.get(fault.spot())

    def add(self, fault) -> None:
        line = {"of": self._digests.built, "test": self._digests.of_test(fault.by), "key": fault.key(), "spot": fault.spot(),
                "result": fault.result, "by": fault.by}
        with self._path.open("a") as out:
            out.write(json.dumps(line) + "\n")
