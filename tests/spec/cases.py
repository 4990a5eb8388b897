"""Policy test files (docs/formats/test-file.md): each case becomes a small world and one request."""

import json
import re
from pathlib import Path

from tests.spec import authorizer, document, names, strict_json
from tests.spec.world import Attached, Caller, Request, World, read_request

GRANT_EVERYTHING = {"version": "2.0", "statement": [
    {"effect": "allow", "principal": "*", "action": "*", "resource": "*"}]}


def entries_of(path: Path) -> list[dict]:
    return strict_json.read(path.read_text("utf-8"))


def found_by_check(entry: dict, text: str, catalog) -> str:
    """`valid` or the code, for an entry of kind `document`; `text` is the document as it stands in the file."""
    return document.first_mistake(text, entry.get("policy_kind", "identity"), catalog) or "valid"


GENERATE = re.compile(r"__generate a valid document whose length without white space is (\d+)__")


def document_of(entry: dict):
    if "policy_text" not in entry:
        return entry["policy"]
    wanted = GENERATE.fullmatch(entry["policy_text"])
    return of_length(int(wanted[1])) if wanted else entry["policy_text"]


def of_length(length: int) -> str:
    """A valid document of so many characters that are no white space."""
    document_of_name = '{{"version":"2.0","statement":[{{"effect":"allow","action":"cvm:{}","resource":"*"}}]}}'.format
    return document_of_name("x" * (length - len(document_of_name(""))))


def document_text(entry: dict) -> str:
    given = document_of(entry)
    return given if type(given) is str else json.dumps(_plain(given), ensure_ascii=False)


def _plain(value):
    """Numbers as numbers again."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return json.loads(value) if isinstance(value, strict_json.Number) else value


def decide(entry: dict, case: dict, catalog) -> authorizer.Decision:
    kind = entry.get("policy_kind", "identity")
    world, caller, owner = _parties(entry, case, catalog)
    given = [document_of(entry), *entry.get("more_policies", [])]
    policies = [Attached(f"policy {index}" if index else "policy", document.read(one, kind), owner)
                for index, one in enumerate(given)]
    request = read_request({name: case[name] for name in ("action", "resource", "context") if name in case}
                           | {"principal": {"uin": "0"}})
    if "session_policy" in entry:
        request.principal["session_policy"] = entry["session_policy"]
    if kind == "trust":
        return _decide_trust(world, request, caller, policies)
    if kind == "identity" and caller.kind in ("user", "role"):
        caller.policies = policies
    if "boundary" in entry:
        caller.boundary = Attached("boundary", document.read(entry["boundary"], "identity"), caller.owner_uin)
    _grant(entry, case, world, request, policies if kind == "resource" else [], caller, owner)
    world.caller = lambda principal: caller
    return authorizer.decide(world, request)


def _parties(entry: dict, case: dict, catalog) -> tuple[World, Caller, str]:
    """The world of accounts, the caller, and the account that owns the policies."""
    who = case["principal"]
    kind = {"root": "root", "role": "role", "service": "service", "anonymous": "anonymous"}.get(who["type"], "user")
    accounts = {}
    if kind not in ("service", "anonymous"):
        accounts[who["owner_uin"]] = who.get("app_id", "")
    owner = entry.get("policy_owner", who)
    accounts.setdefault(owner.get("owner_uin", owner["uin"]) if owner is who else owner["uin"], owner.get("app_id", ""))
    for text in case["resource"] if isinstance(case["resource"], list) else [case["resource"]]:
        resource = names.read_resource(text)
        if resource is None:
            continue
        if resource.account.startswith("uin/"):
            accounts.setdefault(resource.account[4:], "")
        elif resource.account.startswith("uid/") and resource.account[4:] not in accounts.values():
            accounts["9" + resource.account[4:]] = resource.account[4:]
    world = World({"accounts": [{"uin": uin, "app_id": app_id} for uin, app_id in accounts.items()],
                   "resource_tags": entry.get("resource_tags", {})}, catalog)
    caller = Caller(kind, federated=who.get("federated", ""))
    if kind == "service":
        caller.name = who["service"]
    elif kind != "anonymous":
        caller = Caller(kind, who["uin"], who["owner_uin"], who.get("app_id", ""), who.get("name", who["uin"]),
                        [str(one) for one in who.get("groups", [])], who.get("federated", ""))
    return world, caller, owner["owner_uin"] if owner is who else owner["uin"]


def _grant(entry, case, world: World, request: Request, policies: list, caller: Caller, owner: str) -> None:
    """Puts the resource policies of every account in place; the owner's side is taken as given unless it is said."""
    by_account = {owner: list(policies)}
    for index, one in enumerate(entry.get("resource_policies", [])):
        name = f"resource policy {index}" if index else "resource policy"
        by_account[owner].append(Attached(name, document.read(one, "resource"), owner))
    is_own_side = entry.get("policy_kind", "identity") == "identity" and "resource_policies" not in entry
    side = case.get("cross_account", {}).get("owner_side_policy") if "cross_account" in case else GRANT_EVERYTHING
    for text in request.resources:
        resource = names.read_resource(text)
        account = world.owner_of(resource, caller.owner_uin) if resource else None
        if is_own_side and side is not None and account not in (None, caller.owner_uin):
            by_account[account] = [Attached("owner side", document.read(side, "resource"), account)]
    world.resource_policies = lambda account: by_account.get(account, [])


def _decide_trust(world, request, caller, policies) -> authorizer.Decision:
    action = names.read_action(request.action)
    resource = names.read_resource(request.resources[0])
    if action is None or resource is None:
        return authorizer.Decision("deny", "invalid_request")
    question = authorizer.question_about(world, request, caller, action, resource)
    if any(one.policy is None for one in policies):
        return authorizer.Decision("deny", "unreadable_policy")
    if all(authorizer.trust_allows(question, one) for one in policies):
        return authorizer.Decision("allow", "allowed")
    return authorizer.Decision("deny", "trust_policy")
