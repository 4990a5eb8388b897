"""The score of a run: three figures, a line for each file, and the survivors that nothing explains."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


def explained(survivors: Path) -> set[str]:
    """The places that survivors.txt gives a reason for: lines that begin with a file; the reason is indented below."""
    return {line.strip() for line in survivors.read_text().splitlines() if line and line[0] not in " #"}


@dataclass
class Count:
    faults: int = 0
    unasked: int = 0
    uncompiled: int = 0
    noticed: int = 0
    explained: int = 0
    unexplained: int = 0

    def add(self, fault) -> None:
        self.faults += 1
        self.unasked += fault.result == ""
        self.uncompiled += fault.result == "does not compile"
        self.noticed += fault.result == "killed"
        self.explained += fault.result == "survived" and fault.is_explained
        self.unexplained += fault.result == "survived" and not fault.is_explained

    def scores(self) -> tuple[float, float, float]:
        """Of all that were asked about, of those that compile, of those among them that have an effect."""
        asked = self.faults - self.unasked
        compiled = asked - self.uncompiled
        return tuple(100 * self.noticed / max(1, of) for of in (asked, compiled, compiled - self.explained))

    def row(self, name: str) -> str:
        figures = self.faults, self.uncompiled, self.noticed, self.explained, self.unexplained, self.unasked
        return f"| {name} | {' | '.join(map(str, figures))} | {' | '.join(f'{one:.1f}' for one in self.scores())} |"


HEAD = ["| file | faults | do not compile | noticed | explained | survived | not asked | % of all | % of compiled | % with an effect |",
        "|---|---|---|---|---|---|---|---|---|---|"]


def table(faults: list) -> str:
    """For README.md."""
    files: dict[str, Count] = {}
    whole = Count()
    for fault in faults:
        files.setdefault(fault.file.removeprefix("src/"), Count()).add(fault)
        whole.add(fault)
    return "\n".join([*HEAD, *(count.row(name) for name, count in sorted(files.items())), whole.row("**all**")]) + "\n"


def report(faults: list) -> int:
    new = [one for one in faults if one.result == "survived" and not one.is_explained]
    for one in sorted(new, key=lambda one: (one.file, one.line)):
        print(f"survived, line {one.line}{'' if one.is_reached else ', not reached'}:\n{one.place()} in `{one.line_text.strip()}`")
    print(table(faults))
    return 4 if new else 0
