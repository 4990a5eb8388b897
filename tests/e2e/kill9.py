#!/usr/bin/env python3
"""Kills a server with SIGKILL at random moments while clients write, and looks for what is missing afterwards.

    tests/e2e/kill9.py --rounds 200 [--writers 4] [--seed 1]

Each round: the server starts (that it does is half of the test), the clients write and note what was acknowledged, the
server is killed after a random time, and now and then once more while it starts. Then it starts and every acknowledged change must be there: each user
that was made and not deleted, each that was deleted must be gone, and every policy attached. A change that was not
acknowledged may be there or not. The audit trail must be whole. Needs .venv (./test makes it); the program is build/dev's or OPENCAM_PROGRAM.
"""

import argparse
import json
import os
import pathlib
import random
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv" / "bin" / "python"
if __name__ == "__main__" and VENV.exists() and pathlib.Path(sys.prefix) != ROOT / ".venv":
    os.execv(VENV, [str(VENV), *sys.argv])

from clients import Sdk  # noqa: E402
from opencam_server import Server, opencam  # noqa: E402

DOCUMENT = json.dumps({"version": "2.0", "statement": [{"effect": "allow", "action": "batch:*", "resource": "*"}]})
USERS_KEPT_MAX = 60  # older ones are deleted, so that CAM's limit of users is never reached


class Writer(threading.Thread):
    """Makes, attaches and deletes until the server is gone; remembers what was acknowledged."""

    def __init__(self, server, account, policy, name, seed):
        super().__init__(daemon=True)
        self.sdk, self.policy, self.label = Sdk(server, account), policy, name
        self.random = random.Random(seed)
        self.made, self.attached, self.deleted = {}, set(), set()
        self.unknown = set()  # asked for, never answered: may be either way
        self.acknowledged = 0

    def run(self):
        for number in range(1_000_000):
            if not self.step(f"{self.label}-{number}"):
                return

    def step(self, name):
        in_doubt = name
        try:
            uin = self.sdk.cam("AddUser", Name=name, Remark="kill -9")["Uin"]
            self.made[name] = uin
            self.acknowledged += 1
            self.sdk.cam("AttachUserPolicy", PolicyId=self.policy, AttachUin=uin)
            self.attached.add(name)
            self.acknowledged += 1
            if len(self.made) - len(self.deleted) > USERS_KEPT_MAX // 4 or self.random.random() < 0.3:
                in_doubt = self.random.choice(sorted(set(self.made) - self.deleted))
                self.sdk.cam("DeleteUser", Name=in_doubt)
                self.deleted.add(in_doubt)
                self.acknowledged += 1
        except Exception as error:  # noqa: BLE001 - the server is gone in the middle of something
            self.unknown.add(in_doubt)
            self.last_error = error
            return False
        return True


def all_users(sdk):
    return {user["Name"]: user["Uin"] for user in sdk.cam("ListUsers")["Data"]}


def missing(sdk, writers, policy):
    """What was acknowledged and is not so now, in words."""
    users = all_users(sdk)
    wrong = []
    for writer in writers:
        for name, uin in writer.made.items():
            if name in writer.unknown:
                continue
            if name in writer.deleted and name in users:
                wrong.append(f"{name} was deleted and is there")
            if name not in writer.deleted and users.get(name) != uin:
                wrong.append(f"{name} was made and is missing")
        for name in writer.attached - writer.deleted - writer.unknown:
            listed = sdk.cam("ListAttachedUserPolicies", TargetUin=writer.made[name])["List"]
            if policy not in [int(entry["PolicyId"]) for entry in listed]:
                wrong.append(f"{name} lost its policy")
    return wrong


def clean_up(sdk, writers):
    users = all_users(sdk)
    for writer in writers:
        for name in set(writer.made) | writer.unknown:
            if name in users:
                sdk.cam("DeleteUser", Name=name)


def run(rounds, writers=4, seed=None, say=print):
    """Runs the rounds; the number of acknowledged changes. Raises when something is missing."""
    seed = seed if seed is not None else random.SystemRandom().randrange(1 << 32)
    say(f"seed {seed}")
    chance = random.Random(seed)
    acknowledged, slowest_start = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        account = server.start().create_account("acme")
        root = Sdk(server, account)
        policy = int(root.cam("CreatePolicy", PolicyName="Batch", PolicyDocument=DOCUMENT)["PolicyId"])
        for number in range(1, rounds + 1):
            threads = [Writer(server, account, policy, f"r{number}w{w}", chance.random()) for w in range(writers)]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0.02, 0.6))
            server.kill()
            for thread in threads:
                thread.join(timeout=60)
            while chance.random() < 0.25:  # and now and then while it starts
                server.start(wait=False)
                time.sleep(chance.uniform(0.0, 0.03))
                server.kill()
            server.start()
            slowest_start = max(slowest_start, server.start_seconds)
            wrong = missing(root, threads, policy)
            verified = opencam("audit", "verify", "--data", server.data)
            if verified.returncode != 0:
                wrong.append(f"the audit trail is not whole: {verified.stdout}{verified.stderr}")
            assert not wrong, f"round {number}, seed {seed}: " + "; ".join(wrong)
            acknowledged += sum(thread.acknowledged for thread in threads)
            clean_up(root, threads)
            if number % 10 == 0 or number == rounds:
                say(f"round {number}: {acknowledged} changes acknowledged, none missing; slowest start {slowest_start:.3f} s")
        server.kill()
    return acknowledged


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    run(options.rounds, options.writers, options.seed)


if __name__ == "__main__":
    main()
