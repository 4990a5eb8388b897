"""W2, the growth series: 10 to 100,000 policies in one account, each with one or two statements, without conditions.

Only what every engine can say: exact actions and a few `service:*`, resources that end in `*`. All policies hang on one user,
and every request asks about a service that a handful of them speak of, so that what grows is the account and not the
question.
"""

import random

from .corpus import TYPES, action_name
from .scene import Policy, Request, Scene, Statement, User, uin


def growth(size, seed, requests):
    rng = random.Random(f"growth {size} {seed}")
    services = max(3, size // 5)
    scene, statements = Scene(users=[User(uin(0))]), []
    for n in range(size):
        policy = Policy(f"P{n}", [])
        for _ in range(rng.choice([1, 1, 2])):
            service = f"svc{rng.randrange(services)}"
            actions = sorted({f"{service}:{action_name(rng.randrange(40))}" for _ in range(rng.choice([1, 2, 2, 3, 6]))})
            if rng.random() < 0.05:
                actions = [f"{service}:*"]
            resource = "*" if rng.random() < 0.3 else f"{service}:{rng.choice(TYPES)}/{rng.choice('abcdefgh')}{rng.randrange(20)}*"
            policy.statements.append(Statement("deny" if rng.random() < 0.01 else "allow", actions, [resource]))
        scene.policies.append(policy)
        scene.users[0].policies.append(policy.name)
        statements += policy.statements
    for n in range(requests):
        s = rng.choice(statements)
        action = rng.choice(s.actions).replace("*", action_name(rng.randrange(40)))
        resource = s.resources[0] if s.resources[0] != "*" else f"{action.split(':')[0]}:{rng.choice(TYPES)}/z"
        resource = resource.replace("*", f"-{rng.randrange(1000)}")
        if n % 2:
            action, resource = (action + "Q", resource) if rng.random() < 0.5 else (action, f"{action.split(':')[0]}:other/{rng.randrange(99)}")
        scene.requests.append(Request(uin(0), action, resource))
    return scene
