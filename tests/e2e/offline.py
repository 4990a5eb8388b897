"""Decisions through `opencam eval` and `opencam explain`, on a small world made here.

    world = World()
    world.user("ann", policies={"Jobs": statement("allow", "batch:*", "*")})
    world.decide("ann", "batch:SubmitJob", "*")["decision"]
"""

import json

from opencam_server import opencam

ROOT_UIN, APP_ID = "100000000001", "1250000001"


def statement(effect, action, resource, condition=None):
    made = {"effect": effect, "action": action, "resource": resource}
    return {**made, "condition": condition} if condition else made


def document(*statements):
    return {"version": "2.0", "statement": list(statements)}


class World:
    def __init__(self, root=ROOT_UIN, app_id=APP_ID):
        self.root, self.app_id = root, app_id
        self.users, self.groups, self.policies, self.tags = {}, [], {}, {}

    def user(self, name, *statements, uin=None, kind="sub_user", presets=(), boundary=None):
        """A user with a policy of these statements, and these presets."""
        held = list(presets)
        if statements:
            self.policies[f"of-{name}"] = document(*statements)
            held.append(f"of-{name}")
        entry = {
            "uin": uin or str(int(self.root) + 100 + len(self.users)),
            "owner_uin": self.root,
            "name": name,
            "type": kind,
            "policies": held,
        }
        if boundary:
            self.policies[f"bounds-{name}"] = document(*boundary)
            entry["boundary"] = f"bounds-{name}"
        self.users[name] = entry
        return self

    def group(self, name, members, *statements):
        self.policies[f"of-{name}"] = document(*statements)
        uins = [self.users[m]["uin"] for m in members]
        self.groups.append(
            {"id": str(len(self.groups) + 1), "owner_uin": self.root, "name": name, "members": uins, "policies": [f"of-{name}"]}
        )
        return self

    def as_json(self):
        return {
            "schema_version": 1,
            "accounts": [{"uin": self.root, "app_id": self.app_id, "name": "acme"}],
            "users": list(self.users.values()),
            "groups": self.groups,
            "policies": [{"name": n, "owner_uin": self.root, "document": d} for n, d in self.policies.items()],
            "resource_tags": self.tags,
        }

    def ask(self, tmp_path, *requests, command="eval"):
        """Each request is (who, action, resource) or with a context as fourth; the answers, and the exit code."""
        lines = []
        for who, action, resource, *context in requests:
            uin = self.root if who == "root" else self.users[who]["uin"]
            line = {"principal": {"uin": uin}, "action": action, "resource": resource}
            lines.append(json.dumps({**line, "context": context[0]} if context else line))
        path = tmp_path / "world.json"
        path.write_text(json.dumps(self.as_json()), encoding="utf-8")
        result = opencam(command, "--world", path, "--format", "json", stdin="\n".join(lines) + "\n")
        assert result.stderr == "", result.stderr
        return [json.loads(line) for line in result.stdout.splitlines()], result.returncode

    def decisions(self, tmp_path, *requests):
        return [answer["decision"] for answer in self.ask(tmp_path, *requests)[0]]
