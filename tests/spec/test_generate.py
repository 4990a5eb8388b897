"""The generator reaches every rule of the decision, every reason, and every operator form with both results."""

import json

from tests.spec import broken, catalog, document, generate, oracle, rules, strict_json
from tests.spec.world import World

SHIPPED = catalog.load()
WORLDS, REQUESTS = 700, 100


def test_everything_is_reached():
    for seed in range(WORLDS):
        world, lines = generate.generate(seed, REQUESTS)
        held = World(strict_json.read(json.dumps(world)), SHIPPED)
        for line in lines:
            rules.reached.add(f"reason {oracle.decide_line(held, line).reason}")
    assert generate.missing(rules.reached, rules.operator_results) == []


def test_same_seed_same_world():
    assert generate.generate(5, 10) == generate.generate(5, 10)


def test_broken_documents_reach_every_code():
    breaker, found = broken.Breaker(1), set()
    for _ in range(6_000):
        kind, text = breaker.document()
        found.add(document.first_mistake(text, kind, SHIPPED))
    codes = {"PolicyDocumentLengthOverLimit", "PolicyDocumentError", "VersionError", "StatementError", "EffectError",
             "ActionMiss", "ActionError", "ActionServiceNotExist", "ActionNotExist", "ResourceError", "ResourceQcsError",
             "ResourceProjectError", "ResourceServiceNotExist", "ResourceRegionError", "ResourceUinError",
             "ResourceContentError", "ConditionError", "ConditionTypeError", "ConditionContentError", "PrincipalError",
             "PrincipalQcsError", "PrincipalServiceNotExist", None}
    assert codes <= found, codes - found
