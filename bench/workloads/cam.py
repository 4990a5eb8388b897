"""CAM: policies, users and groups become a world file; a request becomes a request line."""

import json

from .scene import ACCOUNT, APP_ID

LANGUAGE = "opencam"


def resource(text):
    if text == "*":
        return "*"
    service, content = text.split(":", 1)
    return f"qcs::{service}:::{content}"


def document(policy):
    statements = []
    for s in policy.statements:
        made = {"effect": s.effect, "action": s.actions, "resource": [resource(r) for r in s.resources]}
        for operator, key, values in s.conditions:
            made.setdefault("condition", {}).setdefault(operator, {})[key] = values
        statements.append(made)
    return {"version": "2.0", "statement": statements}


def files(scene):
    world = {
        "schema_version": 1,
        "accounts": [{"uin": ACCOUNT, "app_id": APP_ID, "name": "bench"}],
        "users": [{"uin": u.uin, "owner_uin": ACCOUNT, "name": f"u{u.uin}", "policies": u.policies} for u in scene.users],
        "groups": [],
        "policies": [{"name": p.name, "owner_uin": ACCOUNT, "document": document(p)} for p in scene.policies],
    }
    members = {}
    for user in scene.users:
        for group in user.groups:
            members.setdefault(group, []).append(user.uin)
    for group in scene.groups:
        world["groups"].append(
            {"id": group.id, "owner_uin": ACCOUNT, "name": f"g{group.id}", "members": members.get(group.id, []), "policies": group.policies}
        )
    return {"world.json": json.dumps(world, separators=(",", ":"))}


def request(asked):
    service, content = asked.resource.split(":", 1)
    return {
        "principal": {"uin": asked.uin},
        "action": asked.action,
        "resource": f"qcs::{service}:ap-guangzhou:uin/{ACCOUNT}:{content}",
        "context": asked.context,
    }
