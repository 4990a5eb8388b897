"""Nothing is stale and nothing is forgotten."""

import re
import subprocess
import sys

import tree

# The facts of the mission that have to be shown by a test named after their number (docs/spec/README.md).
FACTS = range(1, 17)


def test_generated_files_are_fresh():
    result = subprocess.run(
        [sys.executable, "tools/generate_all.py", "--check"], cwd=tree.ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, "run `python3 tools/generate_all.py`\n" + result.stdout + result.stderr


def test_every_fact_of_the_mission_has_a_test():
    shown = set()
    for path in tree.files(".py", under="tests"):
        if not tree.relative(path).startswith("tests/tidy/"):
            shown |= {int(n) for n in re.findall(r"^ *def test_mission_fact_(\d\d)", tree.text_of(path), re.MULTILINE)}
    missing = [n for n in FACTS if n not in shown]
    assert not missing, f"no test_mission_fact_NN for {missing}"


def test_every_test_in_python_is_run():
    """pytest finds test_*.py only directly below tests/<folder>; anything deeper would never run."""
    lost = [tree.relative(p) for p in tree.files(".py", under="tests") if p.name.startswith("test_") and p.parent.parent != tree.ROOT / "tests"]
    assert not lost, f"never run: {lost}"


def test_every_test_beside_a_part_can_fail():
    """A test without an expectation passes whatever happens."""
    wrong = []
    for path in tree.files(".cc", under="src"):
        if not path.stem.endswith("_test"):
            continue
        text = tree.text_of(path)
        starts = [m for m in re.finditer(r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST)\(([^)]*)\)", text, re.MULTILINE)]
        for start, following in zip(starts, starts[1:] + [None]):
            body = text[start.end() : following.start() if following else len(text)]
            if not re.search(r"\b(EXPECT_|ASSERT_|FAIL\(|ADD_FAILURE|expect|check|must|require)", body, re.IGNORECASE):
                wrong.append(f"{tree.relative(path)}: {start.group(1)}: nothing is expected")
    assert not wrong, "\n".join(wrong)
