"""The small faults that are put into the sources: one change of one place each.

    mutants = list(all_mutants(Path("src/engine/match.cc").read_text()))

The sources are read as tokens, so that nothing inside a comment, a text or a preprocessor line is touched. The formatter
writes a comparison with blanks round it and a template's bracket without, which is how the two are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mutant:
    begin: int
    end: int
    replacement: str
    kind: str

    def apply(self, source: str) -> str:
        return source[:self.begin] + self.replacement + source[self.end:]

    def place(self, file: str, was: str) -> str:
        """As survivors.txt names it: the same for each place of a file where the same becomes the same."""
        return f"{file}: `{' '.join(was.split())}` -> `{self.replacement}`"

    def line(self, source: str) -> int:
        return source.count("\n", 0, self.begin) + 1


COMPARISONS = {"==": ["!="], "!=": ["=="], "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"]}
LOGIC = {"&&": "||", "||": "&&"}
ARITHMETIC = {"+": "-", "-": "+", "&": "|", "|": "&", "<<": ">>", ">>": "<<", "+=": "-=", "-=": "+="}
WORDS = {"true": "false", "false": "true", "break": "continue", "continue": "break", "all_of": "any_of", "any_of": "all_of",
         "find_if": "find_if_not", "find_if_not": "find_if", "lower_bound": "upper_bound", "upper_bound": "lower_bound",
         "min": "max", "max": "min", "Allow": "Deny", "Deny": "Allow"}

# What is not code, in the order in which it is recognised.
SKIPPED = re.compile(r'''//[^\n]*|/\*.*?\*/|^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*|R"\(.*?\)"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+\'''',
                     re.DOTALL | re.MULTILINE)
OPERATOR = re.compile(r"(?<= )(==|!=|<=|>=|<<|>>|\+=|-=|&&|\|\||<|>|\+|-|&|\|)(?=[ \n])")
NOT = re.compile(r"(?<![\w)\]])!(?=[\w(])")
WORD = re.compile(r"(?<![\w.])(?:std::|Effect::)?(%s)\b" % "|".join(WORDS))
NUMBER = re.compile(r"(?<![\w.'])(\d+)(?=[uUlL]*\b)(?!')")
CONDITION = re.compile(r"\bif \(")
# A statement of its own that calls or assigns; a declaration has a type before its name and is not one.
STATEMENT = re.compile(r"^( *)((?:\+\+|--)?[a-z_][\w.>\[\]\-]*(?:\(|(?: [|&+\-]?= )|\+\+|--)[^\n{}]*;)$", re.MULTILINE)


def blanked(source: str) -> str:
    """The source with everything that is not code replaced by blanks of the same length."""
    return SKIPPED.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)


def closing(text: str, begin: int) -> int:
    """The place of the bracket that closes the one at `begin`."""
    depth = 0
    for place in range(begin, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise ValueError("a bracket is never closed")


def joins_texts(source: str, found: re.Match) -> bool:
    """A plus beside a text in quotes: a minus there never compiles."""
    return source[:found.start(1)].rstrip().endswith('"') or source[found.end(1):].lstrip().startswith('"')


def operators(code: str, source: str) -> Iterator[Mutant]:
    for found in OPERATOR.finditer(code):
        text = found.group(1)
        if text == "+" and joins_texts(source, found):
            continue
        for other in COMPARISONS.get(text, []):
            yield Mutant(found.start(1), found.end(1), other, "comparison")
        if text in LOGIC:
            yield Mutant(found.start(1), found.end(1), LOGIC[text], "logic")
        if text in ARITHMETIC:
            yield Mutant(found.start(1), found.end(1), ARITHMETIC[text], "arithmetic")


def words(code: str) -> Iterator[Mutant]:
    for found in NOT.finditer(code):
        yield Mutant(found.start(), found.end(), "", "negation")
    for found in WORD.finditer(code):
        yield Mutant(found.start(1), found.end(1), WORDS[found.group(1)], "word")
    for found in NUMBER.finditer(code):
        yield Mutant(found.start(1), found.end(1), str(int(found.group(1)) + 1), "number")


def statements(code: str) -> Iterator[Mutant]:
    for found in CONDITION.finditer(code):
        begin = found.end()
        end = closing(code, begin - 1)
        if ";" in code[begin:end] or "= " in re.sub(r"[=!<>]=", "", code[begin:end]):
            continue  # the condition declares something that is used below
        yield Mutant(begin, end, "true", "condition")
        yield Mutant(begin, end, "false", "condition")
    for found in STATEMENT.finditer(code):
        if found.group(2).startswith(("return", "using", "static_assert", "case", "namespace", "friend", "else")):
            continue
        # These ask for memory ahead of time and mean nothing.
        if found.group(2).startswith("__builtin_prefetch") or ".reserve(" in found.group(2):
            continue
        yield Mutant(found.start(2), found.end(2), ";", "statement")


def all_mutants(source: str) -> list[Mutant]:
    """Every mutant of one file, in the order of their places."""
    code = blanked(source)
    found = [*operators(code, source), *words(code), *statements(code)]
    return sorted(found, key=lambda one: (one.begin, one.end, one.replacement))


def any_in(file: str, line: str) -> str:
    """As survivors.txt names every fault of a line."""
    return f"{file}: any in `{line.strip()}`"


def one_in(place: str, line: str) -> str:
    """As survivors.txt names one fault of a line."""
    return f"{place} in `{line.strip()}`"


def left_out(root: Path) -> set[str]:
    lines = (root / "tests/mutation/files.txt").read_text().splitlines()
    return {line.split()[1] for line in lines if line.startswith("- ")}


def sources_that_decide(root: Path) -> list[str]:
    """As files.txt names them, from the root of the tree; tests beside them are none."""
    patterns = [line for line in (root / "tests/mutation/files.txt").read_text().splitlines() if line.startswith("src/")]
    found = {str(path.relative_to(root)) for pattern in patterns for path in root.glob(pattern)}
    return sorted(name for name in found - left_out(root) if not name.endswith("_test.cc"))
