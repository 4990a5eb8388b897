"""Reads the data files of the tree strictly: an object that names a member twice is refused."""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def _once(pairs: list[tuple[str, object]]) -> dict:
    members = dict(pairs)
    assert len(members) == len(pairs), f"a member stands twice: {[name for name, _ in pairs]}"
    return members


def read(path: str) -> dict:
    return json.loads((ROOT / path).read_text("utf-8"), object_pairs_hook=_once)


API_SERVICES = ("batch", "cam", "cloudaudit", "sts", "tag")


def apis() -> dict[str, dict]:
    return {name: read(f"api/{name}.json") for name in API_SERVICES}


def catalog_files() -> dict[str, dict]:
    return {path.name: read(f"catalog/{path.name}") for path in sorted((ROOT / "catalog").glob("*.json"))}


def catalog_services() -> dict[str, dict]:
    """Every service of the catalogue by name, wherever it stands."""
    services: dict[str, dict] = {}
    for name, file in catalog_files().items():
        for service in file.get("services", [file] if "service" in file else []):
            assert service["service"] not in services, f"{service['service']} stands twice, again in {name}"
            services[service["service"]] = service
    return services


def presets() -> list[dict]:
    return [preset for file in catalog_files().values() for preset in file.get("presets", [])]
