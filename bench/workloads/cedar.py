"""Cedar: every statement becomes one policy, held through the entity hierarchy.

A policy that a user or group holds is an entity `Policy`, an ancestor of the user; the scope `principal in Policy::"..."`
stands for the attachment. Exact actions stand in the scope (`action in [...]`); wildcards, resources and conditions are
compared in `when`, resources and wildcard actions as text in the context, because entities have no patterns. Values that
are addresses, numbers or moments are given in the types Cedar has for them.
"""

import json

LANGUAGE = "cedar"


def quoted(text):
    return json.dumps(text, ensure_ascii=True)


def like(what, pattern):
    return f"{what} like {quoted(pattern)}" if "*" in pattern else f"{what} == {quoted(pattern)}"


def any_of(tests):
    return tests[0] if len(tests) == 1 else "(" + " || ".join(tests) + ")"


def literal(value):
    return "principal.uin" if value == "${uin}" else quoted(value)


ORDER = {"equal": "==", "less_than": "<", "less_than_equal": "<=", "greater_than": ">", "greater_than_equal": ">="}


def condition(operator, key, values):
    has, what = f"context has {quoted(key)}", f"context[{quoted(key)}]"
    listed = "[" + ", ".join(literal(v) for v in values) + "]"
    if operator == "null_equal":
        return f"!({has})" if values[0] == "true" else has
    if operator == "string_equal":
        test = f"{listed}.contains({what})" if len(values) > 1 else f"{what} == {literal(values[0])}"
    elif operator == "string_not_equal":
        test = f"!({listed}.contains({what}))"
    elif operator == "string_like":
        test = any_of([like(what, v) for v in values])
    elif operator == "bool_equal":
        test = f"{what} == {values[0]}"
    elif operator == "for_any_value:string_equal":
        test = f"{what}.containsAny({listed})"
    elif operator == "for_all_value:string_equal":
        test = f"{listed}.containsAll({what})"
    elif operator in ("ip_equal", "ip_not_equal"):
        test = any_of([f"{what}.isInRange(ip({quoted(v)}))" for v in values])
        test = f"!{test}" if operator == "ip_not_equal" and test.startswith("(") else f"!({test})" if operator == "ip_not_equal" else test
    elif operator.startswith("numeric_"):
        test = any_of([f"{what} {ORDER[operator.removeprefix('numeric_')]} {v}" for v in values])
    elif operator.startswith("date_"):
        test = any_of([f"{what} {ORDER[operator.removeprefix('date_')]} datetime({quoted(v)})" for v in values])
    else:
        raise ValueError(f"Cedar has nothing for {operator}")
    return f"{has} && {test}"


def policy_of(name, statement):
    exact = [a for a in statement.actions if "*" not in a]
    wild = [a for a in statement.actions if "*" in a]
    scope, tests = "action", []
    if not wild:
        scope = "action in [" + ", ".join(f"Action::{quoted(a)}" for a in exact) + "]"
    else:
        tests.append(any_of([like("context.action", a) for a in exact + wild]))
    if "*" not in statement.resources:
        tests.append(any_of([like("context.resource", r) for r in statement.resources]))
    tests += [condition(*c) for c in statement.conditions]
    effect = "permit" if statement.effect == "allow" else "forbid"
    when = f" when {{ {' && '.join(tests)} }}" if tests else ""
    return f"{effect}(principal in Policy::{quoted(name)}, {scope}, resource){when};\n"


def files(scene):
    text = "".join(policy_of(p.name, s) for p in scene.policies for s in p.statements)
    entities = [{"uid": {"type": "Policy", "id": p.name}, "attrs": {}, "parents": []} for p in scene.policies]
    for g in scene.groups:
        entities.append({"uid": {"type": "Group", "id": g.id}, "attrs": {}, "parents": [{"type": "Policy", "id": p} for p in g.policies]})
    for u in scene.users:
        parents = [{"type": "Policy", "id": p} for p in u.policies] + [{"type": "Group", "id": g} for g in u.groups]
        entities.append({"uid": {"type": "User", "id": u.uin}, "attrs": {"uin": u.uin}, "parents": parents})
    return {"policies.cedar": text, "entities.json": json.dumps(entities)}


def typed(key, values):
    kind = key.split(":")[-1][:1]
    if key.startswith("ctx:m"):
        return list(values)
    if kind == "b":
        return values[0] == "true"
    if key.startswith("num:") or key.endswith(":sensitivity"):
        return int(values[0])
    if key.startswith("ip:"):
        return {"__extn": {"fn": "ip", "arg": values[0]}}
    if key.startswith("date:"):
        return {"__extn": {"fn": "datetime", "arg": values[0]}}
    return values[0]


def request(asked):
    context = {key: typed(key, values) for key, values in asked.context.items()}
    context |= {"action": asked.action, "resource": asked.resource}
    return {"principal": ["User", asked.uin], "action": asked.action, "resource": ["Resource", "any"], "context": context}
