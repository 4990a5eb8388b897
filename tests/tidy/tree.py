"""The files of the project, and a rough reading of C++: enough to hold the house to its rules."""

import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Folders that are not the project: what a build, a run or a tool leaves behind.
LEFT_BEHIND = {".git", ".venv", ".opencam", "build", "dist", "node_modules", "__pycache__", ".pytest_cache", ".cache"}


def files(*suffixes, under=""):
    """Every file of the project below `under` with one of these suffixes (all files without any), sorted."""
    found = []
    for folder, names, file_names in os.walk(ROOT / under):
        names[:] = sorted(n for n in names if n not in LEFT_BEHIND and not n.startswith("build-"))
        for name in sorted(file_names):
            path = pathlib.Path(folder) / name
            # In a second worktree `.git` is a file.
            if name not in LEFT_BEHIND and (not suffixes or path.suffix in suffixes) and not path.is_symlink():
                found.append(path)
    return found


def relative(path):
    return path.relative_to(ROOT).as_posix()


def text_of(path):
    return path.read_text(encoding="utf-8", errors="replace")


def is_generated(path):
    return "/generated/" in relative(path)


def is_test(path):
    """A test, or a header that only tests can use because it needs the test library."""
    if path.stem.endswith("_test") or relative(path).startswith("tests/"):
        return True
    return path.suffix == ".h" and any(name.startswith(("gtest/", "gmock/")) for _, _, name in includes(path))


def without_comments_and_literals(text):
    """The C++ text with comments and literals blanked out; every line break stays where it was."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))

    pattern = re.compile(
        r'R"(?P<d>[^\s()\\]{0,16})\(.*?\)(?P=d)"'  # raw text
        r"|//[^\n]*|/\*.*?\*/"
        r'|"(?:\\.|[^"\\\n])*"'
        r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'",
        re.DOTALL,
    )
    return pattern.sub(blank, text)


# A brace after one of these opens a scope that is no function.
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum|extern)\b")


def functions(text):
    """(first line, last line) of every function body; what is nested in a function belongs to it."""
    code = without_comments_and_literals(text)
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: re.sub(r"[^\n]", " ", m.group(0)), code, flags=re.MULTILINE)
    found = []
    stack = []  # for each open brace: the line its function begins at, or None
    head_begin = 0  # where the text before the next brace begins
    for match in re.finditer(r"[{};]", code):
        at, char = match.start(), match.group(0)
        head = code[head_begin:at]
        if char == "{":
            inside = any(line is not None for line in stack)
            outer_words = re.sub(r"<[^<>]*>", "", head)
            is_function = not inside and ")" in head and not SCOPE.search(outer_words.split("(")[0])
            first = head_begin + len(head) - len(head.lstrip())
            stack.append(code.count("\n", 0, first) + 1 if is_function else None)
        elif char == "}" and stack:
            first_line = stack.pop()
            if first_line is not None:
                found.append((first_line, code.count("\n", 0, at) + 1))
        head_begin = at + 1
    return found


INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(path):
    """(line, is system, name) of every include."""
    text = text_of(path)
    return [
        (text.count("\n", 0, m.start(2)) + 1, m.group(1) == "<", m.group(2)) for m in INCLUDE.finditer(text)
    ]
