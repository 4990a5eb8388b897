"""Writes every generated file of the tree anew, or checks that none is stale.

    python3 tools/generate_all.py            writes; prints the files that changed
    python3 tools/generate_all.py --check    writes nothing; exit code 1 when a file is stale, missing or left over
"""

from __future__ import annotations

import sys
from pathlib import Path

import embed_catalog
import generate_api
import generate_console
import generate_openapi
import generate_reference

ROOT = Path(__file__).resolve().parent.parent
# Folders in which nothing but generated files may stand.
GENERATED_FOLDERS = ("console/wire/generated", "docs/reference", "src/policy/generated", "src/services/generated")


def all_files() -> dict[str, str]:
    generators = (embed_catalog, generate_api, generate_openapi, generate_console, generate_reference)
    return {path: text for generator in generators for path, text in generator.generated_files().items()}


def current_text(path: str) -> str | None:
    file = ROOT / path
    return file.read_text("utf-8") if file.exists() else None


def left_over(files: dict[str, str]) -> list[str]:
    found = [p for folder in GENERATED_FOLDERS for p in (ROOT / folder).glob("*") if p.is_file()]
    return sorted(str(p.relative_to(ROOT)) for p in found if str(p.relative_to(ROOT)) not in files)


def write_files(files: dict[str, str]) -> None:
    for path, text in files.items():
        if current_text(path) != text:
            (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / path).write_text(text, "utf-8")
            print(f"wrote {path}")


def main(arguments: list[str]) -> int:
    files = all_files()
    if arguments == ["--check"]:
        stale = [path for path, text in files.items() if current_text(path) != text] + left_over(files)
        for path in stale:
            print(f"{path} is not what its generator makes: run python3 tools/generate_all.py", file=sys.stderr)
        return 1 if stale else 0
    if arguments:
        print("usage: generate_all.py [--check]", file=sys.stderr)
        return 64
    write_files(files)
    for path in left_over(files):
        (ROOT / path).unlink()
        print(f"removed {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
