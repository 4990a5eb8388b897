"""W3: patterns. `hostile`: k stars that make a backtracking matcher try every split; `prefixes`: many patterns with shared
beginnings, of which one in a hundred requests meets one."""

import random

from .scene import Policy, Request, Scene, Statement, User, uin

SERVICE = "store"
ACTION = "store:GetObject"


def one_user(policies, requests):
    scene = Scene(policies=policies, users=[User(uin(0), [p.name for p in policies])])
    scene.requests = [Request(uin(0), ACTION, f"{SERVICE}:{content}") for content in requests]
    return scene


def hostile(size, seed, requests):
    """`size` stars: `a*a*...a*b`, asked for keys of 64 bytes to 2 KiB of `a`, of which some end in `b`."""
    rng = random.Random(f"hostile {size} {seed}")
    pattern = "obj/" + "a*" * size + "b"
    keys = []
    for n in range(requests):
        length = (64, 256, 1024, 2000)[n % 4] + rng.randrange(16)
        keys.append("obj/" + "a" * length + ("b" if rng.random() < 0.25 else ""))
    return one_user([Policy("Hostile", [Statement("allow", [ACTION], [f"{SERVICE}:{pattern}"])])], keys)


def prefixes(size, seed, requests):
    """`size` patterns of paths that share their first folders; a key falls below one of them in one case in a hundred."""
    rng = random.Random(f"prefixes {size} {seed}")
    words = ["alpha", "beta", "gamma", "delta", "logs", "data", "tmp", "backup"]
    patterns, seen = [], set()
    while len(patterns) < size:
        path = "/".join(rng.choice(words) for _ in range(rng.randint(1, 3))) + f"/n{rng.randrange(size * 4)}"
        pattern = path + rng.choice(["/*", "-*", "*/part-*", "/*/log"])
        if pattern not in seen:
            seen.add(pattern)
            patterns.append(pattern)
    policies = []
    for at in range(0, size, 100):
        resources = [f"{SERVICE}:{p}" for p in patterns[at : at + 100]]
        policies.append(Policy(f"P{at // 100}", [Statement("allow", [ACTION], resources)]))
    keys = []
    for n in range(requests):
        if n % 100 == 0:
            keys.append(rng.choice(patterns).replace("*", f"x{rng.randrange(99)}"))
        else:
            keys.append("/".join(rng.choice(words) for _ in range(rng.randint(1, 3))) + f"/m{rng.randrange(size * 4)}/file{n}")
    rng.shuffle(keys)
    return one_user(policies, keys)
