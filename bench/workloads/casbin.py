"""Casbin: a line for each (holder, resource, action), groups by `g`, a deny overrides.

Patterns are keyMatch's: a `*` at the end. Of conditions it can say one, "a number of the request is greater than", as a
fourth column; everything else is left out.
"""

LANGUAGE = "casbin"

MODEL = """[request_definition]
r = sub, obj, act{number}

[policy_definition]
p = sub, obj, act, eft{limit}

[role_definition]
g = _, _

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = g(r.sub, p.sub) && {obj} && {act}{compare}
"""


def left_out(scene):
    """Why this scene cannot be said, or nothing."""
    for policy in scene.policies:
        for s in policy.statements:
            if any(operator != "numeric_greater_than" for operator, _, _ in s.conditions):
                return "Casbin compares a request with its lines; it has no conditions on circumstances"
            if any("*" in text[:-1] for text in s.actions + s.resources):
                return "keyMatch knows a `*` at the end only"
    return None


def files(scene):
    has_number, has_patterns, lines = scene.has_conditions(), False, []
    holders = {}
    for holder, name in [(u.uin, p) for u in scene.users for p in u.policies] + [(f"g{g.id}", p) for g in scene.groups for p in g.policies]:
        holders.setdefault(name, []).append(holder)
    for policy in scene.policies:
        for s in policy.statements:
            limit = s.conditions[0][2][0] if s.conditions else "0"
            for holder in holders.get(policy.name, []):
                for resource in s.resources:
                    for action in s.actions:
                        has_patterns |= "*" in resource + action
                        lines.append(f"p, {holder}, {resource}, {action}, {s.effect}" + (f", {limit}" if has_number else ""))
    lines += [f"g, {u.uin}, g{g}" for u in scene.users for g in u.groups]
    model = MODEL.format(
        number=", number" if has_number else "", limit=", limit" if has_number else "",
        obj="keyMatch(r.obj, p.obj)" if has_patterns else "r.obj == p.obj",
        act="keyMatch(r.act, p.act)" if has_patterns else "r.act == p.act",
        compare=" && r.number > p.limit" if has_number else "",
    )  # fmt: skip
    return {"model.conf": model, "policy.csv": "\n".join(lines) + "\n"}


def request(asked):
    return [asked.uin, asked.resource, asked.action] + [v[0] for v in asked.context.values()][:1]
