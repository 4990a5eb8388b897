"""W2: policies with the measured shape of the managed policies of a large cloud.

The numbers of TARGET were counted on the published documents of 1,523 managed policies (7,972 statements, 52,614 action
entries); what is made here draws sizes, wildcards, resources, conditions and operators from distributions that come out
alike. `shape` measures a made corpus in the same way, so that the two can stand side by side.

Chosen here, because it was not counted: names, that variables stand in condition values only, and which keys a request
carries; there is one boolean key only, because MinIO knows one. Keys under a negated operator or a `for_all_value` are always in the request: engines differ on absent ones, and
the decision has to be the same for all.
"""

import random
import statistics

from .scene import Group, Meaning, Policy, Request, Scene, Statement, User, uin

TARGET = {
    "policies": 1523, "statements": 7972, "action entries": 52614, "distinct actions": 14923, "action entries with wildcard %": 5.0,
    "resource * %": 49.0, "resource with wildcard %": 50.5, "resource exact %": 0.4, "statements with condition %": 41.0,
    "deny %": 1.0, "policies with variables": 194, "statements per policy median": 2, "statements per policy p95": 18,
    "statements per policy max": 162, "actions per statement median": 2, "actions per statement p95": 15,
    "actions per statement max": 1548, "StringEquals": 1964, "StringLike": 654, "Null": 447, "ForAnyValue:StringEquals": 291,
    "ForAllValues:StringEquals": 162, "ArnLike": 123, "Bool": 99, "StringNotEquals": 82,
}  # fmt: skip

SERVICES = 230
ACTIONS_PER_SERVICE = 50
VERBS = ["Get", "List", "Describe", "Create", "Delete", "Update", "Put", "Start", "Stop", "Tag"]
NOUNS = ["Job", "Cluster", "Instance", "Bucket", "Queue", "Key", "Role", "Table", "Stream", "Image", "Volume", "Alarm"]
TYPES = ["job", "cluster", "instance", "queue", "table", "stream"]
OPERATORS = ["string_equal"] * 1964 + ["string_like"] * 777 + ["null_equal"] * 447 + ["for_any_value:string_equal"] * 291 + [
    "for_all_value:string_equal"] * 162 + ["bool_equal"] * 99 + ["string_not_equal"] * 82  # fmt: skip


def service(n):
    return f"svc{n:03d}"


def action_name(n):
    return f"{VERBS[n % len(VERBS)]}{NOUNS[(n // len(VERBS)) % len(NOUNS)]}{n // 120 or ''}"


def statement_count(rng):
    draw = rng.random()
    if draw < 0.44:
        return 1
    if draw < 0.62:
        return 2
    if draw < 0.95:
        return 3 + int(rng.expovariate(1 / 5.6)) % 16
    return min(162, 18 + int(rng.paretovariate(1.0) * 4.5))


def action_count(rng):
    draw = rng.random()
    if draw < 0.46:
        return 1
    if draw < 0.95:
        return 2 + int(rng.expovariate(1 / 3.8)) % 14
    return min(1548, 15 + int(rng.paretovariate(0.86) * 9))


def values(rng, key, count):
    return [f"{key[-2:]}v{rng.randrange(20)}" for _ in range(count)]


def condition(rng, operator):
    if operator == "string_equal":
        key = f"ctx:s{rng.randrange(8)}"
        return operator, key, sorted(set(values(rng, key, rng.choice([1, 1, 1, 2, 4]))))
    if operator == "string_like":
        key = f"ctx:a{rng.randrange(4)}"
        return operator, key, [f"{v}*" for v in sorted(set(values(rng, key, rng.choice([1, 1, 2]))))]
    if operator == "null_equal":
        return operator, f"ctx:s{rng.randrange(8)}", [rng.choice(["true", "false", "false"])]
    if operator.startswith("for_"):
        key = f"ctx:m{rng.randrange(4)}"
        return operator, key, sorted(set(values(rng, key, rng.randint(1, 6))))
    if operator == "bool_equal":
        return operator, "ctx:b0", [rng.choice(["true", "false"])]
    key = f"ctx:n{rng.randrange(3)}"
    return operator, key, values(rng, key, 1)


def make_statement(rng, home, may_have_variable):
    actions = []
    wanted = action_count(rng)
    names = ACTIONS_PER_SERVICE if wanted < ACTIONS_PER_SERVICE // 2 else 72
    svc = service(home if rng.random() < 0.6 else rng.randrange(SERVICES))
    while len(actions) < wanted:
        if wanted > 40 and rng.random() < 0.3:
            svc = service(rng.randrange(SERVICES))
        if rng.random() < 0.05:
            actions.append(f"{svc}:{rng.choice(VERBS)}*" if rng.random() < 0.8 else f"{svc}:*")
        else:
            actions.append(f"{svc}:{action_name(int(rng.random() ** 2 * names))}")
    draw, resources = rng.random(), []
    if draw < 0.49:
        resources = ["*"]
    else:
        for _ in range(rng.choice([1, 1, 1, 2, 4])):
            content = f"{rng.choice(TYPES)}/{rng.choice('abcdefgh')}{rng.randrange(40)}"
            tail = "" if rng.random() < 0.017 else rng.choice(["*", "-*", "/*", "*/log*"])
            resources.append(f"{svc}:{content}{tail}")
    conditions = []
    if rng.random() < 0.41:
        for _ in range(rng.choice([1, 1, 1, 1, 2])):
            made = condition(rng, rng.choice(OPERATORS))
            if all(made[:2] != c[:2] for c in conditions):
                conditions.append(made)
    if may_have_variable and conditions and rng.random() < 0.7:
        conditions[0] = ("string_equal", "ctx:owner", ["${uin}"])
    effect = "deny" if rng.random() < 0.01 else "allow"
    return Statement(effect, sorted(set(actions)), resources, conditions)


def policies(count, seed, name="P"):
    rng = random.Random(f"corpus {seed}")
    made = []
    for n in range(count):
        home, variables = rng.randrange(SERVICES), rng.random() < 0.22
        made.append(Policy(f"{name}{n}", [make_statement(rng, home, variables) for _ in range(statement_count(rng))]))
    return made


def shape(made):
    statements = [s for p in made for s in p.statements]
    actions = [a for s in statements for a in s.actions]
    kinds = ["*" if s.resources == ["*"] else "wild" if any("*" in r for r in s.resources) else "exact" for s in statements]
    used = [operator for s in statements for operator, _, _ in s.conditions]

    def share(part, whole):
        return round(100 * part / len(whole), 1)

    def percentile(numbers, part):
        return sorted(numbers)[int(part * (len(numbers) - 1))]

    per_policy, per_statement = [len(p.statements) for p in made], [len(s.actions) for s in statements]
    return {
        "policies": len(made), "statements": len(statements), "action entries": len(actions), "distinct actions": len(set(actions)),
        "action entries with wildcard %": share(sum("*" in a for a in actions), actions),
        "resource * %": share(kinds.count("*"), kinds), "resource with wildcard %": share(kinds.count("wild"), kinds),
        "resource exact %": share(kinds.count("exact"), kinds),
        "statements with condition %": share(sum(bool(s.conditions) for s in statements), statements),
        "deny %": share(sum(s.effect == "deny" for s in statements), statements),
        "policies with variables": sum(any("${uin}" in v for s in p.statements for _, _, v in s.conditions) for p in made),
        "statements per policy median": int(statistics.median(per_policy)), "statements per policy p95": percentile(per_policy, 0.95),
        "statements per policy max": max(per_policy), "actions per statement median": int(statistics.median(per_statement)),
        "actions per statement p95": percentile(per_statement, 0.95), "actions per statement max": max(per_statement),
        "StringEquals": used.count("string_equal"), "StringLike and ArnLike": used.count("string_like"), "Null": used.count("null_equal"),
        "ForAnyValue:StringEquals": used.count("for_any_value:string_equal"),
        "ForAllValues:StringEquals": used.count("for_all_value:string_equal"), "Bool": used.count("bool_equal"),
        "StringNotEquals": used.count("string_not_equal"),
    }  # fmt: skip


def context(rng, asked_uin):
    """What a request carries: some keys always, others sometimes."""
    made = {f"ctx:n{n}": values(rng, f"ctx:n{n}", 1) for n in range(3)}
    made |= {f"ctx:m{n}": sorted(set(values(rng, f"ctx:m{n}", rng.randint(1, 3)))) for n in range(4)}
    made |= {f"ctx:s{n}": values(rng, f"ctx:s{n}", 1) for n in range(8) if rng.random() < 0.4}
    made |= {f"ctx:a{n}": [values(rng, f"ctx:a{n}", 1)[0] + "x"] for n in range(4) if rng.random() < 0.5}
    if rng.random() < 0.5:
        made["ctx:b0"] = [rng.choice(["true", "false"])]
    if rng.random() < 0.5:
        made["ctx:owner"] = [asked_uin]
    return made


def satisfy(rng, statement, made, asked_uin):
    for operator, key, wanted in statement.conditions:
        value = wanted[0].replace("${uin}", asked_uin)
        if operator == "null_equal":
            if value == "true":
                made.pop(key, None)
            else:
                made.setdefault(key, values(rng, key, 1))
        elif operator == "string_not_equal":
            made[key] = [value + "other"]
        elif operator == "string_like":
            made[key] = [value.replace("*", "x")]
        else:
            made[key] = [value]


def draw_requests(scene, seed, count):
    """Half of them meet the statement they were drawn from, unless another one denies; the other half meet none."""
    rng = random.Random(f"requests {seed}")
    meaning = Meaning(scene)
    by_name = {p.name: p for p in scene.policies}
    through = {g.id: g.policies for g in scene.groups}
    users = [(u, u.policies + [p for g in u.groups for p in through[g]]) for u in scene.users]
    wanted, tries = [count - count // 2, count // 2], 0  # allowed, not allowed
    while sum(wanted) and tries < 60 * count:
        tries += 1
        user, held = rng.choice(users)
        statement = rng.choice(by_name[rng.choice(held)].statements)
        action = rng.choice(statement.actions).replace("*", action_name(rng.randrange(120)))
        resource = rng.choice(statement.resources)
        if resource == "*":
            resource = f"{action.split(':')[0]}:{rng.choice(TYPES)}/z{rng.randrange(1000)}"
        resource = resource.replace("*", f"x{rng.randrange(1000)}")
        made = context(rng, user.uin)
        if wanted[0]:
            satisfy(rng, statement, made, user.uin)
        else:
            spoil = rng.randrange(3)
            action = action + "Q" if spoil == 0 else action
            resource = f"{resource.split(':')[0]}:other/{rng.randrange(1000)}" if spoil == 1 else resource
        request = Request(user.uin, action, resource, made)
        kind = 0 if meaning.allows(request) else 1
        if wanted[kind]:
            wanted[kind] -= 1
            scene.requests.append(request)
    rng.shuffle(scene.requests)


def one_account(size, seed, requests):
    """W2a and the growth series: one user holds everything."""
    made = policies(size, seed)
    scene = Scene(policies=made, users=[User(uin(0), [p.name for p in made])])
    draw_requests(scene, f"a {seed}", requests)
    return scene


def many_principals(size, seed, requests):
    """W2b: `size` principals with ten policies each, of the corpus of 1,523."""
    made = policies(min(TARGET["policies"], size * 10), seed)
    rng = random.Random(f"principals {seed}")
    scene = Scene(policies=made, users=[User(uin(n), [p.name for p in rng.sample(made, min(10, len(made)))]) for n in range(size)])
    draw_requests(scene, f"b {seed}", requests)
    return scene


def maximum(size, seed, requests):
    """W2c: CAM's own maximum: `size` users with 200 policies of nearly 6,144 characters, out of 1,500."""
    from .cam import document
    import json

    rng = random.Random(f"maximum {seed}")
    count = 1500 if size >= 200 else max(200, size * 2)
    small, made = policies(count * 12, f"c {seed}"), []
    pool = [s for p in small for s in p.statements]
    for n in range(count):
        policy, characters = Policy(f"P{n}", []), 40
        for s in pool[n % 7 :: 7] if count < 50 else iter(lambda: rng.choice(pool), None):
            length = len(json.dumps(document(Policy("", [s])), separators=(",", ":")))
            if characters + length > 6100:
                if characters > 4500:
                    break
                continue
            policy.statements.append(s)
            characters += length
        made.append(policy)
    users = [User(uin(n), [p.name for p in rng.sample(made, min(200, len(made)))]) for n in range(size)]
    scene = Scene(policies=made, users=users, groups=[Group("1")])
    draw_requests(scene, f"c {seed}", requests)
    return scene
