"""What earlier runs found out, so that a run that was stopped goes on and the next one asks the right test first.

    journal = Journal(path, digest_of(sources))
    journal.result(fault)      # of the same sources and tests: as good as asked now; None of any other
    journal.last(fault)        # of this or any earlier run, for an order in which to ask; never a result

A line of the file is one fault of one run: what was tested, the place in the source, the result and the test that noticed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

# All that a result hangs on: what is mutated, what it is built of, and what may notice.
TELLING = ("src/base/", "src/engine/", "src/policy/", "include/", "cmake/", "CMake", "tests/agreement/", "tests/spec/",
           "tests/conformance/", *(f"tests/mutation/{name}" for name in
                                   ("expressions.py", "fault.h", "mutants.py", "process.py", "schema.py", "tree.py")))


@dataclass(frozen=True)
class Entry:
    result: str
    by: str


def digest_of(sources: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(sources):
        if name.startswith(TELLING) and not name.endswith(".md"):
            digest.update(f"{name} {len(sources[name])}\n".encode() + sources[name])
    return digest.hexdigest()[:16]


class Journal:
    def __init__(self, path: Path, digest: str):
        self._path = path
        self._digest = digest
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
            if one["of"] == digest:
                self._results[one["key"]] = entry

    def result(self, fault) -> Entry | None:
        return self._results.get(fault.key())

    def last(self, fault) -> Entry | None:
        return self._last.get(fault.spot())

    def add(self, fault) -> None:
        line = {"of": self._digest, "key": fault.key(), "spot": fault.spot(), "result": fault.result, "by": fault.by}
        with self._path.open("a") as out:
            out.write(json.dumps(line) + "\n")
