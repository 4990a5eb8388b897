"""A neutral description of policies, principals and requests, and what it means.

A Scene is what every translation starts from. Actions are `service:Name` and may hold `*`; resources are
`service:content` and may hold `*`, or are `*` alone; conditions carry CAM's operator names. `Meaning` decides a request
as plainly as it can: it is the yardstick that every engine has to agree with, and shares no code with any of them.
"""

import dataclasses
import datetime
import ipaddress

ACCOUNT = "100000000001"
APP_ID = "1250000001"


@dataclasses.dataclass
class Statement:
    effect: str
    actions: list
    resources: list
    conditions: list = dataclasses.field(default_factory=list)  # (operator, key, [values])


@dataclasses.dataclass
class Policy:
    name: str
    statements: list


@dataclasses.dataclass
class User:
    uin: str
    policies: list = dataclasses.field(default_factory=list)
    groups: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Group:
    id: str
    policies: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Request:
    uin: str
    action: str
    resource: str
    context: dict = dataclasses.field(default_factory=dict)  # key -> [values], all as text


@dataclasses.dataclass
class Scene:
    policies: list = dataclasses.field(default_factory=list)
    users: list = dataclasses.field(default_factory=list)
    groups: list = dataclasses.field(default_factory=list)
    requests: list = dataclasses.field(default_factory=list)
    facts: dict = dataclasses.field(default_factory=dict)  # W1: the relations, for languages that know them

    def statements(self):
        return sum(len(policy.statements) for policy in self.policies)

    def has_conditions(self):
        return any(s.conditions for policy in self.policies for s in policy.statements)


def uin(number):
    return str(100000010000 + number)


def fits(pattern, text):
    """Glob with `*` only: the pieces between stars, leftmost first."""
    if "*" not in pattern:
        return pattern == text
    first, *middle, last = pattern.split("*")
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, at, end)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


NUMERIC = {
    "numeric_equal": lambda a, b: a == b,
    "numeric_less_than": lambda a, b: a < b,
    "numeric_less_than_equal": lambda a, b: a <= b,
    "numeric_greater_than": lambda a, b: a > b,
    "numeric_greater_than_equal": lambda a, b: a >= b,
}
DATE = {"date_less_than": lambda a, b: a < b, "date_greater_than": lambda a, b: a > b}


def one_value(operator, value, wanted):
    """Does this one value of the request meet one of the wanted values?"""
    if operator in ("string_equal", "string_not_equal"):
        return value in wanted
    if operator == "string_like":
        return any(fits(w, value) for w in wanted)
    if operator == "bool_equal":
        return value.lower() in wanted
    if operator in NUMERIC:
        return any(NUMERIC[operator](int(value), int(w)) for w in wanted)
    if operator in DATE:
        return any(DATE[operator](moment(value), moment(w)) for w in wanted)
    if operator in ("ip_equal", "ip_not_equal"):
        address = ipaddress.ip_address(value)
        return any(address in network(w) for w in wanted)
    raise ValueError(operator)


NETWORKS = {}


def network(text):
    if text not in NETWORKS:
        NETWORKS[text] = ipaddress.ip_network(text, strict=False)
    return NETWORKS[text]


def holds(operator, key, wanted, request):
    values = request.context.get(key, [])
    if operator == "null_equal":
        return (not values) == (wanted[0] == "true")
    if not values:
        return False
    wanted = [request.uin if w == "${uin}" else w for w in wanted]
    if operator.startswith("for_any_value:"):
        return any(one_value(operator.split(":")[1], v, wanted) for v in values)
    if operator.startswith("for_all_value:"):
        return all(one_value(operator.split(":")[1], v, wanted) for v in values)
    met = any(one_value(operator, v, wanted) for v in values)
    return not met if "_not_" in operator else met


class Meaning:
    """Decides requests of one scene; actions are looked up by name or service, everything else is tried."""

    def __init__(self, scene):
        self.exact, self.wild, self.holders = {}, {}, {}
        for policy in scene.policies:
            for statement in policy.statements:
                for action in statement.actions:
                    if "*" in action:
                        self.wild.setdefault(action.split(":")[0], []).append((action, policy.name, statement))
                    else:
                        self.exact.setdefault(action, []).append((policy.name, statement))
        groups = {group.id: group.policies for group in scene.groups}
        for user in scene.users:
            self.holders[user.uin] = set(user.policies).union(*(groups[g] for g in user.groups))

    def allows(self, request):
        held = self.holders.get(request.uin, set())
        found = list(self.exact.get(request.action, []))
        wild = self.wild.get(request.action.split(":")[0], [])
        found += [(name, s) for action, name, s in wild if name in held and fits(action, request.action)]
        allowed = False
        for name, statement in found:
            if name not in held or not any(r == "*" or fits(r, request.resource) for r in statement.resources):
                continue
            if all(holds(*condition, request) for condition in statement.conditions):
                if statement.effect == "deny":
                    return False
                allowed = True
        return allowed
