"""World files and request lines (docs/formats/world.md, request.md), and who is who in them (CAM-100 to CAM-108)."""

import json
from dataclasses import dataclass, field

from tests.spec import document, names
from tests.spec.rules import covers


@dataclass(frozen=True)
class Attached:
    """A policy with a say: its name, its statements (None: unreadable) and the account it belongs to."""

    name: str
    policy: document.Policy | None
    owner_uin: str


@dataclass
class Caller:
    kind: str  # root, user, role, service, anonymous
    uin: str = ""
    owner_uin: str = ""
    app_id: str = ""
    name: str = ""
    group_ids: list[str] = field(default_factory=list)
    federated: str = ""
    policies: list[Attached] = field(default_factory=list)
    boundary: Attached | None = None

    def variables(self) -> dict[str, str]:
        """CAM-050: a role session has no `uin`, a service and nobody have none."""
        if self.kind in ("service", "anonymous"):
            covers("CAM-050/service")
            return {}
        uin = "" if self.kind == "role" else self.uin
        return {"uin": uin, "owner_uin": self.owner_uin, "app_id": self.app_id}


class World:
    def __init__(self, content: dict, catalog):
        self.catalog = catalog
        self.app_id_of = {one["uin"]: one.get("app_id", "") for one in content.get("accounts", [])}
        self.account_of = {app_id: uin for uin, app_id in self.app_id_of.items() if app_id}
        self._policies = {(one["owner_uin"], one["name"]): document.read(one["document"], "identity")
                          for one in content.get("policies", [])}
        self._presets: dict[str, document.Policy | None] = {}
        self._users = content.get("users", [])
        self._groups = content.get("groups", [])
        self._roles = content.get("roles", [])
        self._resource_policies: dict[str, list[Attached]] = {}
        for one in content.get("resource_policies", []):
            attached = Attached(one["name"], document.read(one["document"], "resource"), one["owner_uin"])
            self._resource_policies.setdefault(one["owner_uin"], []).append(attached)
        self._tags = {}
        for name, tags in content.get("resource_tags", {}).items():
            self._tags[self.canonical_name(names.read_resource(name), "")] = tags
        self._callers: dict[str, Caller | None] = {}

    def resource_policies(self, owner_uin: str | None) -> list[Attached]:
        return self._resource_policies.get(owner_uin, []) if owner_uin else []

    def owner_of(self, resource: names.Resource, caller_account: str) -> str | None:
        """CAM-042; None when nobody known owns it."""
        if resource.account == "":
            return caller_account or None
        if resource.account.startswith("uin/"):
            return resource.account[4:]
        return self.account_of.get(resource.account[4:])

    def canonical_name(self, resource: names.Resource, caller_account: str) -> tuple[str, ...]:
        """CAM-046."""
        owner = self.owner_of(resource, caller_account)
        account = f"uin/{owner}" if owner else resource.account
        return resource.project, resource.service, resource.region, account, resource.content

    def tags_of(self, resource: names.Resource, caller_account: str) -> dict[str, str] | None:
        return self._tags.get(self.canonical_name(resource, caller_account)) if self._tags else None

    def attached(self, name: str, account: str) -> Attached:
        """CAM-106: the account's own policy of that name, otherwise the preset."""
        if (account, name) in self._policies:
            return Attached(name, self._policies[account, name], account)
        if name not in self._presets:
            self._presets[name] = document.read(_with_number_texts(self.catalog.presets[name]), "identity")
        covers("CAM-106")
        return Attached(name, self._presets[name], account)

    def caller(self, principal: dict) -> Caller | None:
        """Who asks, or None when they are not known or may not call (CAM-081, CAM-102)."""
        key = json.dumps({name: value for name, value in principal.items() if name != "session_policy"})
        if key not in self._callers:
            self._callers[key] = self._find_caller(principal)
        return self._callers[key]

    def _find_caller(self, principal: dict) -> Caller | None:
        if "anonymous" in principal:
            return Caller("anonymous")
        if "service" in principal:
            return Caller("service", name=principal["service"])
        if "role" in principal:
            return self._find_role(principal["role"], principal["owner_uin"])
        uin, owner_uin = principal["uin"], principal.get("owner_uin", "")
        if uin in self.app_id_of and owner_uin in ("", uin):
            return Caller("root", uin, uin, self.app_id_of[uin])
        users = [one for one in self._users if one["uin"] == uin and owner_uin in ("", one["owner_uin"])]
        if len(users) != 1:
            return None
        user = users[0]
        if user.get("type") == "message_recipient":
            covers("CAM-102")
            return None
        return self._user(user)

    def _user(self, user: dict) -> Caller:
        account = user["owner_uin"]
        caller = Caller("user", user["uin"], account, self.app_id_of[account], user.get("name", ""))
        policy_names = list(user.get("policies", []))
        for group in self._groups:
            if group["owner_uin"] == account and user["uin"] in group.get("members", []):
                covers("CAM-103")
                caller.group_ids.append(group["id"])
                policy_names += group.get("policies", [])
        caller.policies = [self.attached(name, account) for name in dict.fromkeys(policy_names)]
        if user.get("boundary"):
            caller.boundary = self.attached(user["boundary"], account)
        return caller

    def role(self, role: str, account: str) -> dict | None:
        """By its id, otherwise by its name."""
        own = [one for one in self._roles if one["owner_uin"] == account]
        found = [one for one in own if one["id"] == role] or [one for one in own if one["name"] == role]
        return found[0] if found else None

    def _find_role(self, role: str, account: str) -> Caller | None:
        one = self.role(role, account)
        if one is None:
            return None
        covers("CAM-104")
        caller = Caller("role", one["id"], account, self.app_id_of[account], one["name"])
        caller.policies = [self.attached(name, account) for name in dict.fromkeys(one.get("policies", []))]
        if one.get("boundary"):
            caller.boundary = self.attached(one["boundary"], account)
        return caller


def _with_number_texts(document_value: dict) -> str:
    """A document of a catalogue file, as text again, so that numbers keep their text."""
    return json.dumps(document_value, ensure_ascii=False)


@dataclass
class Request:
    principal: dict
    action: str
    resources: list[str]
    context: dict[str, list[str]]


def _context_value(value) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    if not isinstance(value, str):
        raise ValueError("a context value is text, a number or a boolean")
    return str(value)


def read_request(value: dict) -> Request:
    """From the JSON of one line, read by strict_json."""
    resource = value.get("resource", "*")
    context = {key: [_context_value(one) for one in (given if isinstance(given, list) else [given])]
               for key, given in value.get("context", {}).items()}
    return Request(value["principal"], value["action"],
                   resource if isinstance(resource, list) else [resource], context)
