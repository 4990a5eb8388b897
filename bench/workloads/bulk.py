"""W5: questions with many answers. The requests of one question stand in a row; `size` of them make one question.

`what_can`: which of these actions may this user take on that resource; `who_can`: which of these users may take this action there;
`batch`: any requests at once.
"""

import random

from . import corpus
from .scene import Request, Scene, User, uin


def what_can(size, seed, questions):
    rng = random.Random(f"what can {seed}")
    made = corpus.policies(corpus.TARGET["policies"], seed)
    scene = Scene(policies=made, users=[User(uin(0), [p.name for p in made])])
    known = sorted({a for p in made for s in p.statements for a in s.actions if "*" not in a})
    actions = rng.sample(known, min(size, len(known)))
    patterns = [r for p in made for s in p.statements for r in s.resources if r != "*"]
    for _ in range(questions):
        resource = rng.choice(patterns).replace("*", f"x{rng.randrange(100)}")
        circumstances = small_context(rng)
        scene.requests += [Request(uin(0), action, resource, circumstances) for action in actions]
    return scene


def who_can(size, seed, questions):
    rng = random.Random(f"who can {seed}")
    scene = corpus.many_principals(size, seed, 0)
    held = {name for user in scene.users for name in user.policies}
    statements = [s for p in scene.policies if p.name in held for s in p.statements if s.effect == "allow" and not s.conditions]
    for _ in range(questions):
        s = rng.choice(statements)
        action = rng.choice(s.actions).replace("*", "GetJob")
        resource = rng.choice(s.resources)
        resource = f"{action.split(':')[0]}:job/j1" if resource == "*" else resource.replace("*", "x1")
        circumstances = small_context(rng)
        scene.requests += [Request(user.uin, action, resource, circumstances) for user in scene.users]
    return scene


def batch(size, seed, questions):
    return corpus.many_principals(1000, seed, size * questions)


def small_context(rng):
    """The keys that engines treat differently when absent, and nothing else."""
    made = corpus.context(rng, uin(0))
    return {key: values for key, values in made.items() if key[:5] in ("ctx:n", "ctx:m")}
