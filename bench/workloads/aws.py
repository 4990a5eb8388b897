"""AWS-style JSON, for engines that follow AWS IAM: policies by name, users with the names they hold.

`{"policies": {name: document}, "users": {uin: [names]}}`; a request is `{"user", "action", "resource", "service",
"content", "context"}`. The policy variable `${uin}` becomes `${aws:userid}`.
"""

import json

from .scene import ACCOUNT

LANGUAGE = "aws"

OPERATORS = {
    "string_equal": "StringEquals", "string_not_equal": "StringNotEquals", "string_like": "StringLike", "null_equal": "Null",
    "bool_equal": "Bool", "ip_equal": "IpAddress", "ip_not_equal": "NotIpAddress", "numeric_equal": "NumericEquals",
    "numeric_less_than": "NumericLessThan", "numeric_less_than_equal": "NumericLessThanEquals",
    "numeric_greater_than": "NumericGreaterThan", "numeric_greater_than_equal": "NumericGreaterThanEquals",
    "date_less_than": "DateLessThan", "date_greater_than": "DateGreaterThan",
    "for_any_value:string_equal": "ForAnyValue:StringEquals", "for_all_value:string_equal": "ForAllValues:StringEquals",
    "for_any_value:string_like": "ForAnyValue:StringLike", "for_all_value:string_like": "ForAllValues:StringLike",
}  # fmt: skip


def arn(text, account):
    if text == "*":
        return "*"
    service, content = text.split(":", 1)
    return f"arn:aws:{service}:cn-north-1:{account}:{content}"


def document(policy):
    statements = []
    for s in policy.statements:
        made = {"Effect": s.effect.title(), "Action": s.actions, "Resource": [arn(r, ACCOUNT) for r in s.resources]}
        for operator, key, values in s.conditions:
            values = [v.replace("${uin}", "${aws:userid}") for v in values]
            made.setdefault("Condition", {}).setdefault(OPERATORS[operator], {})[key] = values
        statements.append(made)
    return {"Version": "2012-10-17", "Statement": statements}


def files(scene):
    through = {g.id: g.policies for g in scene.groups}
    users = {u.uin: u.policies + [p for g in u.groups for p in through[g]] for u in scene.users}
    made = {"policies": {p.name: document(p) for p in scene.policies}, "users": users}
    return {"policies.json": json.dumps(made, separators=(",", ":"))}


def request(asked):
    service, content = asked.resource.split(":", 1)
    return {
        "user": asked.uin, "action": asked.action, "resource": arn(asked.resource, ACCOUNT), "service": service,
        "content": content, "context": {**asked.context, "aws:userid": [asked.uin]},
    }  # fmt: skip
