"""Golden cases of the command line: what is typed, and exactly what comes back.

A case is a text file below tests/golden/<command>/:

    # A sentence that says what the case shows.
    $ opencam lint trap.json
    --- stdin
    (only when the command reads it)
    --- stdout
    --- stderr
    --- exit 0
    --- file written.json
    (only when the command writes it)
    # alone: tests/golden/update --check lint/trap

The command runs in a fresh copy of tests/golden/inputs. `tests/golden/update` writes the sections anew from what the
program does; the difference is reviewed like code.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def program():
    return os.environ.get("OPENCAM_PROGRAM") or str(ROOT / "build" / "dev" / "opencam")


def case_paths():
    return sorted(p for p in HERE.glob("*/*.txt") if p.parent.name not in ("inputs", "__pycache__"))


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


class Case:
    def __init__(self, path):
        self.path = path
        self.comments, self.command, self.stdin, self.files = [], None, None, []
        section = None
        for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
            mark = re.fullmatch(r"--- (stdin|stdout|stderr|exit|file)(?: (.+))?\n", line)
            if mark:
                section = mark.group(1)
                if section == "stdin":
                    self.stdin = ""
                if section == "file":
                    self.files.append(mark.group(2))
            elif section is None and line.startswith("#"):
                self.comments.append(line)
            elif section is None and line.startswith("$ "):
                self.command = line[2:].strip()
            elif section == "stdin" and not line.startswith("# alone: "):
                self.stdin += line
        if not self.comments or not self.command or not self.command.startswith("opencam"):
            raise ValueError(f"{path}: a case is a `#` sentence and a line `$ opencam ...`")

    def expected_text(self):
        return self.path.read_text(encoding="utf-8")

    def found_text(self):
        """Runs the command; the case file as it would have to be."""
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(HERE / "inputs", folder, dirs_exist_ok=True)
            words = shlex.split(self.command)
            result = subprocess.run(
                [program(), *words[1:]],
                cwd=folder,
                input=(self.stdin or "").encode(),
                capture_output=True,
                timeout=60,
                check=False,
                env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "LC_ALL": "C.UTF-8"},
            )
            written = []
            for name in self.files:
                path = pathlib.Path(folder) / name
                text = path.read_text(encoding="utf-8") if path.exists() else "(there is no such file)\n"
                written.append(f"--- file {name}\n" + ended(text))
        parts = ["".join(self.comments), f"$ {self.command}\n"]
        if self.stdin is not None:
            parts.append("--- stdin\n" + ended(self.stdin))
        parts.append("--- stdout\n" + ended(result.stdout.decode()))
        parts.append("--- stderr\n" + ended(result.stderr.decode()))
        parts.append(f"--- exit {result.returncode}\n")
        parts += written
        parts.append(f"# alone: tests/golden/update --check {name_of(self.path)}\n")
        return "".join(parts)


def ended(text):
    return text if not text or text.endswith("\n") else text + "\n(no line break at the end)\n"
