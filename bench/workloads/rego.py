"""Rego, for OPA and regorus: statements are data, found by exact action or by service, and one policy reads them.

The statements stand in the store, not in the input, and candidates are looked up by action; a user's policies are an object, so
that holding one is a lookup too. That is the shape Rego's own advice on speed leads to.
"""

import json

LANGUAGE = "rego"

POLICY = """package bench

import rego.v1

default allow := false

allow if {
	says("allow")
	not says("deny")
}

says(effect) if {
	some id in data.exact[input.action]
	statement := data.statements[id]
	statement.effect == effect
	data.holds[input.user][statement.policy]
	fits(statement)
}

says(effect) if {
	some entry in data.wild[input.service]
	statement := data.statements[entry.id]
	statement.effect == effect
	data.holds[input.user][statement.policy]
	glob.match(entry.action, [], input.action)
	fits(statement)
}

fits(statement) if {
	names(statement)
	every condition in statement.conditions { holds(condition) }
}

names(statement) if statement.any

names(statement) if input.resource in statement.exact

names(statement) if {
	some prefix in statement.prefixes
	startswith(input.resource, prefix)
}

names(statement) if {
	some pattern in statement.globs
	glob.match(pattern, [], input.resource)
}

wanted(condition) := condition.values if not condition.variable

wanted(condition) := [input.user] if condition.variable

holds(condition) if {
	condition.op == "string_equal"
	input.context[condition.key][_] in wanted(condition)
}

holds(condition) if {
	condition.op == "string_not_equal"
	values := input.context[condition.key]
	not values[0] in wanted(condition)
}

holds(condition) if {
	condition.op == "string_like"
	some pattern in condition.values
	glob.match(pattern, [], input.context[condition.key][_])
}

holds(condition) if {
	condition.op == "null_equal"
	condition.values[0] == "true"
	not input.context[condition.key]
}

holds(condition) if {
	condition.op == "null_equal"
	condition.values[0] == "false"
	input.context[condition.key]
}

holds(condition) if {
	condition.op == "bool_equal"
	input.context[condition.key][0] == condition.values[0]
}

holds(condition) if {
	condition.op == "for_any_value:string_equal"
	input.context[condition.key][_] in condition.values
}

holds(condition) if {
	condition.op == "for_all_value:string_equal"
	values := input.context[condition.key]
	every value in values { value in condition.values }
}

holds(condition) if {
	condition.op == "ip_equal"
	within(condition)
}

holds(condition) if {
	condition.op == "ip_not_equal"
	input.context[condition.key]
	not within(condition)
}

within(condition) if {
	some network in condition.values
	net.cidr_contains(network, input.context[condition.key][0])
}

holds(condition) if {
	condition.op == "numeric_equal"
	to_number(input.context[condition.key][0]) == condition.numbers[_]
}

holds(condition) if {
	condition.op == "numeric_less_than"
	to_number(input.context[condition.key][0]) < condition.numbers[_]
}

holds(condition) if {
	condition.op == "numeric_less_than_equal"
	to_number(input.context[condition.key][0]) <= condition.numbers[_]
}

holds(condition) if {
	condition.op == "numeric_greater_than"
	to_number(input.context[condition.key][0]) > condition.numbers[_]
}

holds(condition) if {
	condition.op == "numeric_greater_than_equal"
	to_number(input.context[condition.key][0]) >= condition.numbers[_]
}

holds(condition) if {
	condition.op == "date_less_than"
	time.parse_rfc3339_ns(input.context[condition.key][0]) < condition.moments[_]
}

holds(condition) if {
	condition.op == "date_greater_than"
	time.parse_rfc3339_ns(input.context[condition.key][0]) > condition.moments[_]
}
"""


def condition(operator, key, values):
    from .scene import moment

    made = {"op": operator, "key": key, "values": values, "variable": values == ["${uin}"]}
    if operator.startswith("numeric_"):
        made["numbers"] = [int(v) for v in values]
    if operator.startswith("date_"):
        made["moments"] = [int(moment(v).timestamp()) * 1_000_000_000 for v in values]
    return made


def files(scene):
    data = {"statements": [], "exact": {}, "wild": {}, "holds": {}}
    for policy in scene.policies:
        for s in policy.statements:
            number = len(data["statements"])
            patterns = [r for r in s.resources if "*" in r and r != "*"]
            data["statements"].append({
                "policy": policy.name, "effect": s.effect, "any": "*" in s.resources,
                "exact": [r for r in s.resources if "*" not in r],
                "prefixes": [r[:-1] for r in patterns if r.index("*") == len(r) - 1],
                "globs": [r for r in patterns if r.index("*") != len(r) - 1],
                "conditions": [condition(*c) for c in s.conditions],
            })  # fmt: skip
            for action in s.actions:
                if "*" in action:
                    data["wild"].setdefault(action.split(":")[0], []).append({"action": action, "id": number})
                else:
                    data["exact"].setdefault(action, []).append(number)
    through = {g.id: g.policies for g in scene.groups}
    for u in scene.users:
        data["holds"][u.uin] = {p: True for p in u.policies + [p for g in u.groups for p in through[g]]}
    return {"policy.rego": POLICY, "data.json": json.dumps(data, separators=(",", ":"))}


def request(asked):
    return {
        "user": asked.uin, "action": asked.action, "service": asked.action.split(":")[0], "resource": asked.resource,
        "context": asked.context,
    }  # fmt: skip
