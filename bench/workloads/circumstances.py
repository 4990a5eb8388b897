"""W4: conditions. One user with twenty statements on one action, told apart by their conditions alone."""

import random

from .corpus import OPERATORS, condition, context
from .scene import Policy, Request, Scene, Statement, User, uin

ACTION = "batch-like:DescribeJob"
RESOURCE = "batch-like:job/j1"


def one_user(statements, contexts):
    scene = Scene(policies=[Policy("Conditions", statements)], users=[User(uin(0), ["Conditions"])])
    scene.requests = [Request(uin(0), ACTION, RESOURCE, made) for made in contexts]
    return scene


def allow(*conditions):
    return Statement("allow", [ACTION], ["*"], list(conditions))


def operators(size, seed, requests):
    """`size` statements with two conditions each, operators as often as in the corpus; a tenth compares with `${uin}`."""
    rng = random.Random(f"operators {size} {seed}")
    statements = []
    for n in range(size):
        first, second = condition(rng, rng.choice(OPERATORS)), condition(rng, rng.choice(OPERATORS))
        if n % 10 == 0:
            first = ("string_equal", "ctx:owner", ["${uin}"])
        statements.append(allow(first, second) if first[:2] != second[:2] else allow(first))
    return one_user(statements, [context(rng, uin(0)) for _ in range(requests)])


def networks(size, seed, requests):
    """One statement with `size` networks; half of the addresses lie in one."""
    rng = random.Random(f"networks {size} {seed}")
    made = sorted({f"10.{rng.randrange(256)}.{rng.randrange(256)}.0/{rng.choice([24, 24, 24, 22, 20])}" for _ in range(size * 2)})
    rng.shuffle(made)
    made = [aligned(n) for n in made[:size]]
    contexts = []
    for n in range(requests):
        inside = rng.choice(made).split("/")[0].rsplit(".", 1)[0]
        contexts.append({"ip:source": [f"{inside}.{rng.randrange(256)}" if n % 2 else f"172.{rng.randrange(256)}.{rng.randrange(256)}.1"]})
    return one_user([allow(("ip_equal", "ip:source", made))], contexts)


def aligned(network):
    import ipaddress

    return str(ipaddress.ip_network(network, strict=False))


def sets(size, seed, requests):
    """`for_any_value` and `for_all_value` with `size` values in the policy and up to as many in the request."""
    rng = random.Random(f"sets {size} {seed}")
    wanted = [f"tag{n}" for n in range(size)]
    statements = [allow(("for_all_value:string_equal", "ctx:m0", wanted), ("for_any_value:string_equal", "ctx:m1", wanted))]
    contexts = []
    for _ in range(requests):
        inside = rng.sample(wanted, rng.randint(1, size))
        other = [f"other{rng.randrange(99)}" for _ in range(rng.randint(1, size))]
        contexts.append({"ctx:m0": inside if rng.random() < 0.7 else inside + ["odd"], "ctx:m1": other + inside[:1] if rng.random() < 0.7 else other})
    return one_user(statements, contexts)


def orders(size, seed, requests):
    """`size` statements that compare a number and a moment, each with a band of its own."""
    rng = random.Random(f"orders {size} {seed}")
    statements = []
    for n in range(size):
        low, day = rng.randrange(1000), 1 + n % 27
        statements.append(
            allow(
                ("numeric_greater_than_equal", "num:low", [str(low)]), ("numeric_less_than", "num:high", [str(low + 200)]),
                ("date_greater_than", "date:now", [f"2026-01-{day:02d}T00:00:00Z"]), ("date_less_than", "date:end", [f"2026-02-{day:02d}T12:00:00Z"]),
            )  # fmt: skip
        )
    contexts = []
    for _ in range(requests):
        value = str(rng.randrange(1300))
        now = f"2026-01-{rng.randint(1, 31):02d}T0{rng.randrange(10)}:00:00Z"
        end = f"2026-02-{rng.randint(1, 28):02d}T0{rng.randrange(10)}:00:00Z"
        contexts.append({"num:low": [value], "num:high": [value], "date:now": [now], "date:end": [end]})
    return one_user(statements, contexts)
