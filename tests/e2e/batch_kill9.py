#!/usr/bin/env python3
"""Kills a server (SIGKILL) in the middle of many jobs, again and again, and starts it anew: none is lost, none is begun twice unseen.

    tests/e2e/batch_kill9.py                       50 jobs, 3 kills
    tests/e2e/batch_kill9.py --jobs 500 --rounds 40 --seed 5

Every attempt appends a line to a file of its own instance before it does anything: its log, which outlives the server. A
begun attempt must be counted: the number of an instance's logs is at most the number of its attempts as the server counts
them, and an instance that succeeded has run. What it cost in failures is printed.
"""

import argparse
import collections
import pathlib
import random
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import batch_scene


def run(folder, jobs=50, rounds=3, seed=1, slots=4, between=(0.3, 1.0)):
    dice = random.Random(seed)
    server, files = batch_scene.server_in(folder, slots)
    server.start()
    try:
        scene = batch_scene.Scene(server, server.create_account("acme"), files)
        made = []
        for number in range(jobs):
            retries = dice.randint(0, 2)
            first = scene.task("a", f"echo begun; sleep 0.0{dice.randint(0, 9)}", count=3, MaxRetryCount=retries)
            then = scene.task("b", "echo begun", count=2, MaxRetryCount=retries)
            made.append((scene.submit([first, then], after=[("a", "b")], name=f"j{number}"), retries))
        for _ in range(rounds):
            time.sleep(dice.uniform(*between))
            server.kill()
            server.start()
        return [judged(scene, job, retries) for job, retries in made]
    finally:
        server.kill()


def judged(scene, job, retries):
    """(state, reasons of failures) of a job that is over, after every rule was held against it."""
    found = scene.wait(job)
    logs = collections.Counter()
    folder = scene.server.data / "batch" / "jobs" / job
    for log in folder.glob("*.out") if folder.exists() else []:
        ordinal, index, _ = log.stem.removeprefix(job + "-").split("-")
        logs[int(ordinal), int(index)] += 1
        assert log.read_text() == "begun\n", f"{log} was written by more than one run"
    reasons = []
    succeeded = {}
    for ordinal, name in enumerate(["a", "b"]):
        for row in scene.call("DescribeTask", JobId=job, TaskName=name)["TaskInstanceSet"]:
            runs, state = logs[ordinal, row["TaskInstanceIndex"]], row["TaskInstanceState"]
            assert state in ("SUCCEED", "FAILED"), row
            assert runs <= retries + 1, f"{job} {name}: {runs} runs with {retries} retries: {row}"
            assert state != "SUCCEED" or runs >= 1, row
            assert state != "FAILED" or row["StateReason"], "a failure says why"
            succeeded[name] = succeeded.get(name, True) and state == "SUCCEED"
            if state == "FAILED":
                reasons.append(row["StateReason"])
    assert (found["JobState"] == "SUCCEED") == all(succeeded.values()), found
    return found["JobState"], reasons


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slots", type=int, default=4)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = run(folder, **vars(arguments))
    print(collections.Counter(state for state, _ in results))
    for reason, count in collections.Counter(reason for _, reasons in results for reason in reasons).most_common(10):
        print(f"  {count} x {reason}")


if __name__ == "__main__":
    main()
