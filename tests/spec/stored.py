"""The oracle's answers, written down once so that they can be held against the engine any number of times.

    python3 -m tests.spec.stored DIR [--worlds 40]

DIR receives for each world N.world.json and either N.decide.jsonl, N.decide.answers or, about assuming roles, N.assume.jsonl,
N.assume.answers: random worlds, and all small ones. `opencam_answers DIR` reads them.
"""

import argparse
import itertools
import json
from pathlib import Path

from tests.spec import assume, catalog, exhaustive, generate, oracle, strict_json
from tests.spec.world import World

REQUESTS_PER_WORLD = 250
SEED = 9_000_000


def worlds(count: int):
    """(world, request lines, the oracle's way to decide one, the kind of the questions)"""
    for number in range(count):
        yield *generate.generate(SEED + number, REQUESTS_PER_WORLD), oracle.decide_line, "decide"
        yield *assume.questions(SEED + number, REQUESTS_PER_WORLD), assume.decide_line, "assume"
    for world, requests in itertools.chain(exhaustive.glob_worlds(), exhaustive.layer_worlds()):
        yield world, [json.dumps(request) for request in requests], oracle.decide_line, "decide"


def store(folder: Path, count: int) -> None:
    shipped = catalog.load()
    folder.mkdir(parents=True, exist_ok=True)
    for number, (world, lines, decide, kind) in enumerate(worlds(count)):
        text = json.dumps(world)
        held = World(strict_json.read(text), shipped)
        answers = [oracle.answer_line(decide(held, line)) for line in lines]
        (folder / f"{number}.world.json").write_text(text, "utf-8")
        (folder / f"{number}.{kind}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        (folder / f"{number}.{kind}.answers").write_text("\n".join(answers) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worlds", type=int, default=40)
    options = parser.parse_args()
    store(options.folder, options.worlds)


if __name__ == "__main__":
    main()
