"""What the tree says about each action of the API, read once for the generators that show it.

From api/*.json the version and the codes, from catalog/*.json what it is authorised as, from
src/services/offered_actions.cc whether it has a handler, from the tests who plays it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("batch", "cam", "cloudaudit", "sts", "tag")


@dataclass
class Facts:
    service: str
    version: str
    name: str
    errors: list[str]
    is_offered: bool
    reason: str  # why not, when it is not offered
    authorised_as: list[str]  # resources; empty: being authenticated is enough
    tested_by: list[str] = field(default_factory=list)


def read(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


def apis() -> list[dict]:
    return [read(ROOT / "api" / f"{name}.json") for name in SERVICES]


def catalog_actions() -> dict[tuple[str, str], dict]:
    out = {}
    for path in sorted((ROOT / "catalog").glob("*.json")):
        file = read(path)
        for service in file.get("services", [file] if "service" in file else []):
            for action in service.get("actions", []):
                out[service["service"], action["name"]] = action
    return out


def offered_names() -> set[str]:
    source = ROOT / "src/services/offered_actions.cc"
    return set(re.findall(r"offer<\w+::(\w+), \w+>", source.read_text("utf-8"))) if source.exists() else set()


def reasons(offered: set[str]) -> dict[str, str]:
    path = ROOT / "tests/api/not_offered.txt"
    if not path.exists():
        return {}
    rows = [line.split(" ", 1) for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    for name, _ in rows:
        if name in offered:
            raise SystemExit(f"tests/api/not_offered.txt excuses `{name}`, which is offered: remove its line")
    return {name: reason for name, reason in rows}


def tested_by() -> dict[str, list[str]]:
    """The tests in which an action's name stands as a word of its own, by the folder or file that says most."""
    places = {"tests/api": "cases*.cc", "tests/clients": "**/*", "tests/e2e": "*.py"}
    out: dict[str, list[str]] = {}
    for folder, pattern in places.items():
        for path in sorted((ROOT / folder).glob(pattern)):
            if not path.is_file() or path.suffix not in (".cc", ".py", ".tf"):
                continue
            shown = path.relative_to(ROOT).as_posix() if folder == "tests/api" else folder
            for word in set(re.findall(r"[A-Z][A-Za-z]+", path.read_text("utf-8"))):
                if shown not in out.setdefault(word, []):
                    out[word].append(shown)
    return out


def asked_on(action: dict | None) -> list[str]:
    if action is not None and not action.get("needs_permission", True):
        return []
    templates = (action or {}).get("resources", [])
    return [t if isinstance(t, str) else t["resource"] for t in templates] or ["*"]


def facts() -> dict[str, Facts]:
    """By the action's name, which is of one service only."""
    catalog, offered, tests = catalog_actions(), offered_names(), tested_by()
    why = reasons(offered)
    out = {}
    for api in apis():
        for name, action in api["actions"].items():
            reason = why.get(name, "")
            if not reason and name not in offered:
                reason = f"withdrawn by the real service on {action['withdrawn']}" if "withdrawn" in action else "not there yet"
            out[name] = Facts(
                service=api["service"], version=api["version"], name=name, errors=action["errors"],
                is_offered=name in offered, reason="" if name in offered else reason,
                authorised_as=asked_on(catalog.get((api["service"], name))),
                tested_by=tests.get(name, []),
            )
    return out
