"""The oracle's answers, written down so that the engine is held against them without Python, once or at scale.

    python3 -m tests.spec.stored DIR [--worlds 40]                  # writes them
    python3 -m tests.spec.stored --hold build/dev/tests/spec/opencam_answers --worlds 40000 --jobs 4

DIR receives for each world N.world.json and either N.decide.jsonl, N.decide.answers or, about assuming roles, N.assume.jsonl,
N.assume.answers: random worlds, and all small ones. `opencam_answers DIR` asks the engine, by every way it has. With --hold
that is done in parallel, some worlds at a time; a part in which something differs is kept. Exit code 1: a difference.
"""

import argparse
import itertools
import json
import multiprocessing
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.spec import assume, catalog, exhaustive, generate, oracle, strict_json
from tests.spec.world import World

REQUESTS_PER_WORLD = 250
WORLDS_PER_PART = 25
SEED = 9_000_000
SAID_EVERY_SECONDS = 20


def random_worlds(seeds):
    """(world, request lines, the oracle's way to decide one, the kind of the questions)"""
    for seed in seeds:
        yield *generate.generate(seed, REQUESTS_PER_WORLD), oracle.decide_line, "decide"
        yield *assume.questions(seed, REQUESTS_PER_WORLD), assume.decide_line, "assume"


def small_worlds():
    for world, requests in itertools.chain(exhaustive.glob_worlds(), exhaustive.layer_worlds()):
        yield world, [json.dumps(request) for request in requests], oracle.decide_line, "decide"


def store(folder: Path, worlds) -> None:
    shipped = catalog.load()
    folder.mkdir(parents=True, exist_ok=True)
    for number, (world, lines, decide, kind) in enumerate(worlds):
        text = json.dumps(world)
        held = World(strict_json.read(text), shipped)
        answers = [oracle.answer_line(decide(held, line)) for line in lines]
        (folder / f"{number}.world.json").write_text(text, "utf-8")
        (folder / f"{number}.{kind}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        (folder / f"{number}.{kind}.answers").write_text("\n".join(answers) + "\n", "utf-8")


def hold_part(task: tuple[str, int, int]) -> tuple[int, str]:
    """How many answers were compared, and what the program said when one differs."""
    program, begin, end = task
    folder = Path(tempfile.mkdtemp(prefix="opencam-stored-"))
    store(folder, random_worlds(range(begin, end)) if end > begin else small_worlds())
    done = subprocess.run([program, str(folder)], capture_output=True, text=True, check=False)
    count = re.search(r"^(\d+) answers", done.stdout, re.MULTILINE)
    if done.returncode != 0:
        return 0, f"{folder}: {done.stdout}{done.stderr}"
    shutil.rmtree(folder)
    return int(count.group(1)), ""


def hold(program: str, worlds: int, seed: int, jobs: int) -> int:
    tasks = [(program, 0, 0)]  # the small ones
    tasks += [(program, begin, min(begin + WORLDS_PER_PART, seed + worlds)) for begin in range(seed, seed + worlds, WORLDS_PER_PART)]
    compared, differing, began, said = 0, 0, time.monotonic(), time.monotonic()
    with multiprocessing.Pool(jobs) as pool:
        for done, (count, difference) in enumerate(pool.imap_unordered(hold_part, tasks), 1):
            compared += count
            if difference:
                differing += 1
                print(difference, flush=True)
            if time.monotonic() - said > SAID_EVERY_SECONDS:
                said = time.monotonic()
                print(f"{compared:,} answers of the oracle compared, {done} of {len(tasks)} parts", flush=True)
    print(f"{compared:,} answers of the oracle compared, {differing} of {len(tasks)} parts differ, in {time.monotonic() - began:.0f} s")
    return 1 if differing else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--worlds", type=int, default=40, help="random ones, of each kind of question")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--hold", help="the program opencam_answers")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    if options.hold:
        return hold(options.hold, options.worlds, options.seed, options.jobs)
    if options.folder is None:
        parser.error("a folder, or --hold, is needed")
    store(options.folder, itertools.chain(random_worlds(range(options.seed, options.seed + options.worlds)), small_worlds()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
