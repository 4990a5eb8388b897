"""What the specification needs to know of the shipped catalogue (CAM-070 to CAM-079; docs/formats/catalog.md)."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from tests.spec.rules import covers

FOLDER = Path(__file__).parents[2] / "catalog"


@dataclass
class Action:
    level: str
    supports_ip_condition: bool
    needs_permission: bool


@dataclass
class Service:
    actions_complete: bool
    is_authorisable: bool
    actions: dict[str, Action] = field(default_factory=dict)
    templates: list[str] = field(default_factory=list)


@dataclass
class Catalog:
    services: dict[str, Service] = field(default_factory=dict)
    regions: set[str] = field(default_factory=set)
    principals: set[str] = field(default_factory=set)
    presets: dict[str, dict] = field(default_factory=dict)

    def action(self, name: tuple[str, str]) -> Action | None:
        service = self.services.get(name[0])
        return service.actions.get(name[1]) if service else None

    def level(self, name: tuple[str, str], names_resource: bool) -> str:
        """`operation` or `resource`."""
        action = self.action(name)
        if action is not None:
            covers("CAM-070")
            return "resource" if action.level == "resource" else "operation"
        covers("CAM-071")
        service = self.services.get(name[0])
        if service is not None and service.actions_complete:
            return "operation"
        return "resource" if names_resource else "operation"


def _add_service(catalog: Catalog, entry: dict) -> None:
    service = Service(entry.get("actions_complete", False), entry.get("is_authorisable", True))
    for one in entry.get("actions", []):
        level = one.get("level", "resource" if "resources" in one else "operation")
        service.actions[one["name"]] = Action(
            level, one.get("supports_ip_condition", True), one.get("needs_permission", True))
    catalog.services[entry["service"]] = service
    catalog.principals.update(entry.get("principals", []))
    for preset in entry.get("presets", []):
        catalog.presets[preset["name"]] = preset["document"]


def load(folder: Path = FOLDER) -> Catalog:
    catalog = Catalog()
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        if "service" in content:
            _add_service(catalog, content)
        else:
            for entry in content.get("services", []):
                _add_service(catalog, entry)
            for preset in content.get("presets", []):
                catalog.presets[preset["name"]] = preset["document"]
        catalog.regions.update(content.get("regions", []))
    return catalog
