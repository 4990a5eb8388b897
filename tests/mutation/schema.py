"""All faults of a source in one source, of which a number chooses one while the program runs.

    text, lines, refused = schema(source, extents(path, arguments), {17: mutant, 18: other})

An expression E with the faults 17 and 18 becomes `(fault(17) ? (E with 17) : fault(18) ? (E with 18) : (E))`, and what
stands inside E likewise. Which expressions there are says clang (expressions.py). `lines` says for each line of the result
whose fault stands there, so that a compiler's complaint leads to the fault that it is about.
"""

from __future__ import annotations

from mutants import Mutant

FAULT = "::opencam::mutation::fault"
# These stand for a whole call: the name alone has no value.
CALLED = {"all_of", "any_of", "find_if", "find_if_not", "lower_bound", "upper_bound", "min", "max"}
OPERATORS = {"comparison", "logic", "arithmetic"}

Extent = tuple[int, int]


def _host(mutant: Mutant, source: str, expressions: list[Extent], calls: list[Extent]) -> Extent | None:
    """The smallest expression that the fault changes as a whole."""
    begin, end, kind = mutant.begin, mutant.end, mutant.kind
    if kind == "condition":
        return begin, end
    if kind == "statement":
        whole = begin, end - 1  # without the semicolon
        return whole if whole in expressions else None
    text = source[begin:end]
    if kind in OPERATORS:
        holds = [one for one in expressions if one[0] < begin and one[1] > end]
    elif text in CALLED:
        holds = [one for one in calls if one[0] <= begin and one[1] > end and source[one[1] - 1] == ")"]
    elif kind == "negation":
        holds = [one for one in expressions if one[0] <= begin and one[1] > end]
    else:
        holds = [one for one in expressions if one[0] <= begin and one[1] >= end]
    return min(holds, key=lambda one: one[1] - one[0], default=None)


class _Node:
    def __init__(self, extent: Extent):
        self.begin, self.end = extent
        self.faults: list[tuple[int, Mutant]] = []
        self.inside: list[_Node] = []


def _tree(hosts: dict[Extent, list[tuple[int, Mutant]]], size: int) -> tuple[_Node, set[int]]:
    """The expressions as they contain each other, and the faults of those that only overlap others."""
    root, refused = _Node((0, size)), set()
    path = [root]
    for extent in sorted(hosts, key=lambda one: (one[0], -one[1])):
        while path[-1].end <= extent[0] and path[-1] is not root:
            path.pop()
        if extent[1] > path[-1].end:
            refused |= {number for number, _ in hosts[extent]}
            continue
        node = _Node(extent)
        node.faults = hosts[extent]
        path[-1].inside.append(node)
        path.append(node)
    return root, refused


class _Writer:
    def __init__(self, source: str):
        self.source = source
        self.pieces: list[str] = []
        self.line = 1
        self.lines: dict[int, int] = {}  # line -> fault

    def put(self, text: str, number: int | None = None) -> None:
        if number is not None:
            for line in range(self.line, self.line + text.count("\n") + 1):
                self.lines[line] = number
        self.pieces.append(text)
        self.line += text.count("\n")

    def inside(self, node: _Node) -> None:
        at = node.begin
        for child in node.inside:
            self.put(self.source[at:child.begin])
            self.node(child)
            at = child.end
        self.put(self.source[at:node.end])

    def node(self, node: _Node) -> None:
        jumps = [(number, one) for number, one in node.faults if one.replacement in ("break", "continue")]
        if jumps:
            for number, one in jumps:
                self.put("\n")
                self.put(f"if ({FAULT}({number})) {one.replacement}; else ", number)
                self.put("\n")
            return self.inside(node)
        kinds = {one.kind for _, one in node.faults}
        # Both sides of a choice must have one type; an optional without its `!` would make an optional of both.
        cast = "static_cast<void>" if "statement" in kinds else "static_cast<bool>" if kinds & {"condition", "negation"} else ""
        self.put("(")
        for number, one in node.faults:
            self.put("\n")
            self.put(f"{FAULT}({number}) ? {self.changed(node, one, cast)} :", number)
            self.put("\n")
        self.put(f"{cast}(")
        self.inside(node)
        self.put("))")

    def changed(self, node: _Node, one: Mutant, cast: str) -> str:
        if one.kind == "condition":
            return one.replacement
        if one.kind == "statement":
            return "static_cast<void>(0)"
        before, after = self.source[node.begin:one.begin], self.source[one.end:node.end]
        return f"{cast}({before}{one.replacement}{after})"


def schema(source: str, expressions: tuple[list[Extent], list[Extent]],
           faults: dict[int, Mutant]) -> tuple[str, dict[int, int], set[int]]:
    """The source, the fault of each of its lines, and the faults that cannot be put in."""
    hosts: dict[Extent, list[tuple[int, Mutant]]] = {}
    refused = set()
    for number, mutant in faults.items():
        is_jump = mutant.replacement in ("break", "continue")
        host = (mutant.begin, mutant.end) if is_jump else _host(mutant, source, *expressions)
        if host is None:
            refused.add(number)
        else:
            hosts.setdefault(host, []).append((number, mutant))
    root, overlapping = _tree(hosts, len(source))
    writer = _Writer(source)
    writer.put('#include "../../tests/mutation/fault.h"\n')  # from src/PART
    writer.inside(root)
    return "".join(writer.pieces), writer.lines, refused | overlapping
