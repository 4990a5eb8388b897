"""SAPL: a document for each statement of a policy, with its holders in the target.

The subject carries its groups; texts with `*` become regular expressions; conditions are compared in `where`. Attachment
is part of the document, so a policy that thousands hold would be thousands of comparisons: such scenes are left out.
"""

import json
import re

LANGUAGE = "sapl"
HOLDERS_MAX = 50
ORDER = {
    "numeric_less_than": "<", "numeric_less_than_equal": "<=", "numeric_greater_than": ">", "numeric_greater_than_equal": ">=",
}  # fmt: skip


def left_out(scene):
    holders = {}
    for u in scene.users:
        for p in u.policies:
            holders[p] = holders.get(p, 0) + 1
    if holders and max(holders.values()) > HOLDERS_MAX:
        return f"SAPL attaches nothing: who holds a policy stands in its text, and here more than {HOLDERS_MAX} users hold one"
    if any(operator in ("ip_not_equal", "ip_equal") or operator.startswith("date_") for p in scene.policies for s in p.statements for operator, _, _ in s.conditions):
        return "no function for networks and moments is in the engine's own libraries"
    return None


def quoted(text):
    return json.dumps(text)


def listed(values):
    return "[" + ", ".join("subject.id" if v == "${uin}" else quoted(v) for v in values) + "]"


def compare(what, texts):
    exact, wild = [t for t in texts if "*" not in t], [t for t in texts if "*" in t]
    tests = [f"{what} in {listed(exact)}" if len(exact) > 1 else f"{what} == {quoted(exact[0])}"] if exact else []
    tests += [f"{what} =~ {quoted('^' + '.*'.join(re.escape(x) for x in t.split('*')) + '$')}" for t in wild]
    return "(" + " | ".join(tests) + ")" if len(tests) > 1 else tests[0]


def condition(operator, key, values):
    what = f"environment[{quoted(key)}]"
    if operator == "null_equal":
        return f"{what} == undefined" if values[0] == "true" else f"{what} != undefined"
    present = f"{what} != undefined && "
    if operator == "string_equal":
        return present + f"{what}[0] in {listed(values)}"
    if operator == "string_not_equal":
        return present + f"!({what}[0] in {listed(values)})"
    if operator == "string_like":
        return present + compare(f"{what}[0]", values)
    if operator == "bool_equal":
        return present + f"{what}[0] == {quoted(values[0])}"
    if operator == "for_any_value:string_equal":
        return present + f"{what}[?(@ in {listed(values)})] != []"
    if operator == "for_all_value:string_equal":
        return present + f"{what}[?(!(@ in {listed(values)}))] == []"
    if operator in ORDER:
        return present + f"{what}[0] {ORDER[operator]} {values[0]}"
    raise ValueError(f"SAPL has nothing for {operator}")


def documents(scene):
    holders = {}
    for user in scene.users:
        for name in user.policies:
            holders.setdefault(name, []).append(f"subject.id == {quoted(user.uin)}")
    for group in scene.groups:
        for name in group.policies:
            holders.setdefault(name, []).append(f"{quoted(group.id)} in subject.groups")
    made = []
    for policy in scene.policies:
        for n, s in enumerate(policy.statements):
            tests = [compare("action", s.actions)]
            if "*" not in s.resources:
                tests.append(compare("resource", s.resources))
            held = holders.get(policy.name)
            if not held:
                continue
            tests.insert(0, "(" + " | ".join(held) + ")" if len(held) > 1 else held[0])
            text = f"policy {quoted(policy.name + '.' + str(n))}\n{'permit' if s.effect == 'allow' else 'deny'}\n  {' & '.join(tests)}\n"
            if s.conditions:
                text += "where\n" + "".join(f"  {condition(*c)};\n" for c in s.conditions)
            made.append(text)
    return made


def files(scene):
    groups = {u.uin: u.groups for u in scene.users}
    return {"documents.json": json.dumps({"documents": documents(scene), "groups": groups})}


def request(asked):
    context = {k: [int(v[0])] if k.endswith(":sensitivity") or k.startswith("num:") else v for k, v in asked.context.items()}
    return {"id": asked.uin, "action": asked.action, "resource": asked.resource, "environment": context}
