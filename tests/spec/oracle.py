"""The command: answers each request line against a world file, as `opencam eval` does.

    python3 -m tests.spec.oracle --world W.json --requests R.jsonl
"""

import argparse
import json
import sys
from pathlib import Path

from tests.spec import authorizer, catalog, strict_json
from tests.spec.world import World, read_request


def answer_line(decision: authorizer.Decision) -> str:
    statements = [{"policy": policy, "index": index, "effect": effect}
                  for policy, index, effect in decision.statements]
    answer = {"decision": decision.decision, "reason": decision.reason, "statements": statements}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def decide_line(world: World, line: str) -> authorizer.Decision:
    try:
        request = read_request(strict_json.read(line))
    except (strict_json.NotJson, ValueError, KeyError, TypeError):
        return authorizer.Decision("deny", "invalid_request")
    return authorizer.decide(world, request)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", required=True)
    parser.add_argument("--requests", default="-")
    options = parser.parse_args()
    world = World(strict_json.read(Path(options.world).read_text("utf-8")), catalog.load())
    lines = sys.stdin if options.requests == "-" else open(options.requests, encoding="utf-8")
    for line in lines:
        if line.strip():
            print(answer_line(decide_line(world, line)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
