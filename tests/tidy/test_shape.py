"""Lengths, names, comments, calls and formatting."""

import re
import shutil
import subprocess

import pytest
import tree

LINES_MAX = 500  # above it a file says at its top why it is longer
LINES_HARD_MAX = 700
FUNCTION_LINES_MAX = 70
CMAKE_LINES_MAX = 40
PUBLIC_HEADERS_MAX = 10
PUBLIC_LINES_MAX = 1500

BANNED_NAMES = {"util", "utils", "helper", "helpers", "manager", "common", "misc", "impl"}

CODE = (".cc", ".h")
# What else people write: the console, the tools and tests of it.
SCRIPTS = (".py", ".ts", ".svelte", ".css", ".mjs")


def code_files():
    return [p for p in tree.files(*CODE) if not tree.is_generated(p)]


def test_sources_are_short():
    wrong = []
    for path in code_files() + [p for p in tree.files(*SCRIPTS) if not tree.is_generated(p)]:
        lines = tree.text_of(path).count("\n")
        if lines > LINES_HARD_MAX:
            wrong.append(f"{tree.relative(path)}: {lines} lines; split it")
        elif lines > LINES_MAX and "Longer than 500 lines because" not in tree.text_of(path)[:2000]:
            wrong.append(f"{tree.relative(path)}: {lines} lines; split it or say at the top `Longer than 500 lines because`")
    assert not wrong, "\n".join(wrong)


def test_functions_fit_a_screen():
    wrong = []
    for path in code_files():
        for first, last in tree.functions(tree.text_of(path)):
            if last - first + 1 > FUNCTION_LINES_MAX:
                wrong.append(f"{tree.relative(path)}:{first}: a function of {last - first + 1} lines")
    assert not wrong, "\n".join(wrong)


def test_build_files_are_short():
    wrong = []
    for path in tree.files():
        if path.name == "CMakeLists.txt" and path.parent != tree.ROOT:
            lines = tree.text_of(path).count("\n")
            if lines > CMAKE_LINES_MAX:
                wrong.append(f"{tree.relative(path)}: {lines} lines")
    assert not wrong, "\n".join(wrong)


def test_public_headers_are_few():
    headers = tree.files(".h", under="include")
    assert len(headers) <= PUBLIC_HEADERS_MAX, [tree.relative(p) for p in headers]
    assert sum(tree.text_of(p).count("\n") for p in headers) <= PUBLIC_LINES_MAX


def test_names_say_something():
    wrong = []
    for path in tree.files(".cc", ".h", ".py", ".def", ".sql", ".txt"):
        relative = tree.relative(path)
        words = set(re.split(r"[/_.\-]", relative.lower()))
        if words & BANNED_NAMES:
            wrong.append(f"{relative}: `{(words & BANNED_NAMES).pop()}` says nothing")
        if relative.startswith("src/") and not re.fullmatch(r"[a-z0-9_]+", path.stem) and path.name != "CMakeLists.txt":
            wrong.append(f"{relative}: files are named in snake_case")
    assert not wrong, "\n".join(wrong)


def test_headers_open_with_a_comment():
    wrong = []
    for path in tree.files(".h"):
        if tree.is_generated(path):
            continue
        lines = tree.text_of(path).splitlines()
        comment = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
        wanted = 3 if len(lines) > 25 else 1
        if comment < wanted:
            wrong.append(f"{tree.relative(path)}: opens with {comment} lines of comment; say what it is and how it is used")
        if "#pragma once" not in lines:
            wrong.append(f"{tree.relative(path)}: no `#pragma once`")
    assert not wrong, "\n".join(wrong)


def test_open_ends_have_a_number():
    wrong = []
    marks = "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"])
    for path in tree.files(".cc", ".h", ".py", ".def", ".sql", ".cmake", ".txt", ".sh"):
        for number, line in enumerate(tree.text_of(path).splitlines(), 1):
            match = re.search(rf"\b({marks})\b(?!\(#\d+\))", line)
            if match:
                wrong.append(f"{tree.relative(path)}:{number}: `{match.group(1)}` needs an issue: `(#NUMBER)`")
    assert not wrong, "\n".join(wrong)


# What nobody of us writes, with the reason.
BANNED_CODE = [
    (r"\busing namespace\b", "name what you use"),
    (r"\bthrow\b(?! *\(\))", "nothing of ours throws: return an Error"),
    (r"\bdelete\b(?! *(;|,|\)))[^;=]*;", "no naked delete"),
    (r"(?<![\w(])new [A-Z]\w*\s*[({;]", "no naked new: make_unique, or a value"),
    (r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|system|popen)\s*\(", "unsafe"),
    (r"\bstd::regex\b", "recursive and slow on what others wrote"),
]


def test_nobody_calls_what_nobody_may_call():
    wrong = []
    for path in tree.files(*CODE, under="src") + tree.files(*CODE, under="include"):
        if tree.is_test(path):
            continue
        code = tree.without_comments_and_literals(tree.text_of(path))
        for pattern, reason in BANNED_CODE:
            for match in re.finditer(pattern, code):
                line = code.count("\n", 0, match.start()) + 1
                statement = code[: match.start()].rsplit(";", 1)[-1]
                if "_ptr<" in statement:
                    continue  # an owner takes it in the same statement: a private constructor allows no make_unique
                wrong.append(f"{tree.relative(path)}:{line}: `{match.group(0).strip()}`: {reason}")
    assert not wrong, "\n".join(wrong)


def test_only_main_prints_to_the_process_streams():
    allowed = {"src/cli/program.cc", "src/server/main.cc", "src/base/check.cc"}
    wrong = []
    for path in tree.files(*CODE, under="src"):
        code = tree.without_comments_and_literals(tree.text_of(path))
        if tree.relative(path) in allowed or tree.is_test(path):
            continue
        match = re.search(r"\bstd::(cout|cerr|cin)\b|\bf?printf\s*\(", code)
        if match:
            wrong.append(f"{tree.relative(path)}: `{match.group(0)}`: streams are passed in, or it is for the log")
    assert not wrong, "\n".join(wrong)


def test_clang_format_would_change_nothing():
    program = shutil.which("clang-format-19")
    if program is None:
        pytest.skip("clang-format-19 is not installed; ./test installs it")
    paths = [str(p) for p in code_files()]
    result = subprocess.run([program, "--dry-run", "-Werror", *paths], capture_output=True, text=True, check=False)
    changed = sorted({line.split(":")[0] for line in result.stderr.splitlines() if ": error:" in line})
    assert not changed, "run clang-format-19 -i on: " + " ".join(changed)


def test_log_events_are_names():
    """log.h: programs know an event by its name, which never changes; what people read stands in its fields."""
    wrong, events = [], 0
    for path in tree.files(".cc", under="src"):
        if path.stem.endswith("_test"):
            continue
        for event in re.findall(r'log(?:_|\(\))?(?:\.|->)(?:debug|info|warn|error|alarm)\(\s*"([^"]*)"', tree.text_of(path)):
            events += 1
            if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", event):
                wrong.append(f"{tree.relative(path)}: the event `{event}` is no snake_case name")
    assert events > 20
    assert not wrong, "\n".join(wrong)
