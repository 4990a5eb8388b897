"""Engine against oracle: the same worlds and requests to the oracle and to each of the engine's ways, every answer compared.

    python3 -m tests.spec.differential --opencam build/opencam --requests 1000000 --seed 1 --jobs 4

Compares decision, reason and statements, prints the total and the first disagreements, each shrunk to a small world
and written to --keep. Exit code 1 when there was one.
"""

import argparse
import collections
import copy
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.spec import catalog, generate, oracle, rules, strict_json
from tests.spec.world import World

REQUESTS_PER_WORLD = 250
SHOWN_MAX = 5
TRIES_MAX = 400


class EngineFailed(Exception):
    pass


WAYS = ("indexed", "compiled", "segmented", "plain")


def ask_engine(program: str, folder: Path, world: dict, lines: list[str], command: str = "eval", way: str = "") -> list[str]:
    (folder / "world.json").write_text(json.dumps(world), "utf-8")
    (folder / "requests.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    arguments = [program, command, "--world", str(folder / "world.json"), "--requests", str(folder / "requests.jsonl"),
                 "--format", "json", *(["--engine", way] if way else [])]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    answers = done.stdout.splitlines()
    if len(answers) != len(lines):
        raise EngineFailed(f"{len(answers)} answers to {len(lines)} requests, exit {done.returncode}: {done.stderr[:300]}")
    return answers


def answer(line: str) -> tuple:
    """What is compared of an answer line."""
    value = json.loads(line)
    statements = [(one["policy"], one["index"], one["effect"]) for one in value["statements"]]
    return value["decision"], value["reason"], tuple(statements)


def ask_oracle(world: dict, lines: list[str], shipped) -> list[tuple]:
    held = World(strict_json.read(json.dumps(world)), shipped)
    decisions = [oracle.decide_line(held, line) for line in lines]
    return [(one.decision, one.reason, tuple(one.statements)) for one in decisions]


def run_world(program: str, seed: int, count: int, shipped) -> tuple[list[tuple[dict, str]], collections.Counter]:
    """Those requests on which the two disagree, with their world, and how often each reason came."""
    world, lines = generate.generate(seed, count)
    with tempfile.TemporaryDirectory() as folder:
        found = [[answer(line) for line in ask_engine(program, Path(folder), world, lines, way=way)] for way in WAYS]
    wanted = ask_oracle(world, lines, shipped)
    differing = [(world, line) for line, *ones, other in zip(lines, *found, wanted) if any(one != other for one in ones)]
    return differing, collections.Counter(reason for _, reason, _ in wanted)


def disagree(program: str, world: dict, line: str, shipped) -> bool:
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = [answer(ask_engine(program, Path(folder), world, [line], way=way)[0]) for way in WAYS]
        wanted = ask_oracle(world, [line], shipped)[0]
        return any(one != wanted for one in found)
    except (EngineFailed, KeyError, ValueError):
        return False


def smaller(value):
    """Every copy of a JSON value with one member or element less."""
    if isinstance(value, dict):
        for name in value:
            yield {key: one for key, one in value.items() if key != name}
        for name, one in value.items():
            for less in smaller(one):
                yield value | {name: less}
    elif isinstance(value, list):
        for index in range(len(value)):
            yield value[:index] + value[index + 1:]
        for index, one in enumerate(value):
            for less in smaller(one):
                yield [*value[:index], less, *value[index + 1:]]


def shrink(program: str, world: dict, line: str, shipped) -> tuple[dict, str]:
    """A world and request as small as single removals make them that still disagree."""
    pair, tries = [copy.deepcopy(world), json.loads(line)], 0
    progress = True
    while progress and tries < TRIES_MAX:
        progress = False
        for candidate in smaller(pair):
            tries += 1
            if tries > TRIES_MAX:
                break
            if len(candidate) == 2 and disagree(program, candidate[0], json.dumps(candidate[1]), shipped):
                pair, progress = candidate, True
                break
    return pair[0], json.dumps(pair[1])


def show(program: str, world: dict, line: str, shipped, folder: Path) -> None:
    world, line = shrink(program, world, line, shipped)
    folder.mkdir(parents=True, exist_ok=True)
    found = {way: answer(ask_engine(program, folder, world, [line], way=way)[0]) for way in WAYS}
    print(f"--- disagreement, kept in {folder}")
    print(json.dumps(world))
    print(line)
    for way, one in found.items():
        print(f"{way}: {one}")
    print(f"oracle: {ask_oracle(world, [line], shipped)[0]}", flush=True)


_shipped = None


def _worker(task: tuple[str, int, int]):
    global _shipped  # one catalogue per process
    if _shipped is None:
        _shipped = catalog.load()
    try:
        differing, reasons = run_world(*task, _shipped)
    except EngineFailed as error:
        return task[1], str(error), [], collections.Counter(), set(), set()
    return task[1], "", differing, reasons, rules.reached, rules.operator_results


def run(program: str, requests: int, seed: int, jobs: int, keep: Path) -> int:
    """The number of disagreements and failures."""
    worlds = -(-requests // REQUESTS_PER_WORLD)
    tasks = [(program, seed * 1_000_000 + number, REQUESTS_PER_WORLD) for number in range(worlds)]
    total, bad, failed, shown = 0, 0, 0, 0
    reasons, reached, results = collections.Counter(), set(), set()
    start = time.monotonic()
    with multiprocessing.Pool(jobs) as pool:
        for world_seed, failure, differing, counts, rules_reached, operator_results in pool.imap_unordered(_worker, tasks):
            if failure:
                failed += 1
                if failed <= SHOWN_MAX:
                    print(f"world {world_seed}: {failure}", flush=True)
            total += counts.total()
            bad += len(differing)
            reasons += counts
            reached |= rules_reached
            results |= operator_results
            if differing and shown < SHOWN_MAX:
                show(program, *differing[0], catalog.load(), keep / f"{world_seed}")
                shown += 1
    seconds = time.monotonic() - start
    print(f"{total} requests in {worlds} worlds, {bad} disagreements, {failed} worlds failed, {seconds:.0f} s")
    print("  ".join(f"{reason} {count}" for reason, count in reasons.most_common()))
    reached |= {f"reason {reason}" for reason in reasons}
    absent = generate.missing(reached, results)
    print(f"not reached: {len(absent)}", *absent[:SHOWN_MAX], sep="\n  ")
    return bad + failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opencam", required=True)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "opencam-disagreements")
    options = parser.parse_args()
    return 1 if run(options.opencam, options.requests, options.seed, options.jobs, options.keep) else 0


if __name__ == "__main__":
    sys.exit(main())
