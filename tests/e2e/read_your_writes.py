#!/usr/bin/env python3
"""Changes a permission and asks at once, over and over, over HTTP against SQLite: never an old answer.

    tests/e2e/read_your_writes.py [--rounds 10000] [--seed 1]

Each round changes what one user may do in one of six ways (attach or detach a policy, join or leave a group, another
default version, another document, a boundary or none), and asks when the change is acknowledged: once as a decision,
once as a call of that user. Both must be as the change left them. The questions go over several connections in turn,
which the server's threads share among themselves. The program is build/dev's or OPENCAM_PROGRAM. Needs no package.
"""

import argparse
import json
import random
import tempfile
import time

from opencam_server import Server
from signed import Refused, Signed

ACTION = "cam:ListUsers"
CONNECTIONS = 6


def document(effect):
    """A document that allows the action, denies it, or says nothing about it."""
    statement = {"effect": effect, "action": ACTION, "resource": "*"}
    if effect == "none":
        statement |= {"effect": "allow", "action": "cam:GetUser"}
    return json.dumps({"version": "2.0", "statement": [statement]})


class Rounds:
    def __init__(self, server, account, seed):
        self.random = random.Random(seed)
        self.root = Signed(server.address, account)
        user = self.root.cam("AddUser", Name="ann", UseApi=1)
        self.uin, self.uid = user["Uin"], user["Uid"]
        key = {"secret_id": user["SecretId"], "secret_key": user["SecretKey"]}
        self.askers = [Signed(server.address, account) for _ in range(CONNECTIONS)]
        self.callers = [Signed(server.address, key) for _ in range(CONNECTIONS)]
        self.allow = self.policy("Allow", "allow")
        self.bound = self.policy("Bound", "deny")
        self.group = int(self.root.cam("CreateGroup", GroupName="ops")["GroupId"])
        self.root.cam("AttachGroupPolicy", PolicyId=self.policy("Group", "allow"), AttachGroupId=self.group)
        self.turned = self.policy("Turned", "none")
        self.root.cam("CreatePolicyVersion", PolicyId=self.turned, PolicyDocument=document("deny"), SetAsDefault=False)
        self.edited = self.policy("Edited", "none")
        for policy in (self.turned, self.edited):
            self.root.cam("AttachUserPolicy", PolicyId=policy, AttachUin=self.uin)
        # What holds now: `attached`, `member` and `edited` may allow, `turned` and `bounded` may forbid.
        self.state = {"attached": False, "member": False, "turned": "none", "edited": "none", "bounded": False}

    def policy(self, name, effect):
        return int(self.root.cam("CreatePolicy", PolicyName=name, PolicyDocument=document(effect))["PolicyId"])

    def change(self):
        way = self.random.choice(list(self.state))
        state = self.state
        if way == "attached":
            state[way] = not state[way]
            action = "AttachUserPolicy" if state[way] else "DetachUserPolicy"
            uin = {"AttachUin": self.uin} if state[way] else {"DetachUin": self.uin}
            self.root.cam(action, PolicyId=self.allow, **uin)
        elif way == "member":
            state[way] = not state[way]
            action = "AddUserToGroup" if state[way] else "RemoveUserFromGroup"
            self.root.cam(action, Info=[{"Uid": self.uid, "GroupId": self.group}])
        elif way == "turned":
            state[way] = "deny" if state[way] == "none" else "none"
            self.root.cam("SetDefaultPolicyVersion", PolicyId=self.turned, VersionId=1 if state[way] == "none" else 2)
        elif way == "edited":
            state[way] = "allow" if state[way] == "none" else "none"
            self.root.cam("UpdatePolicy", PolicyId=self.edited, PolicyDocument=document(state[way]))
        else:
            state[way] = not state[way]
            if state[way]:
                self.root.cam("PutUserPermissionsBoundary", TargetUin=self.uin, PolicyId=self.bound)
            else:
                self.root.cam("DeleteUserPermissionsBoundary", TargetUin=self.uin)
        return way

    def expected(self):
        state = self.state
        is_forbidden = state["bounded"] or state["turned"] == "deny"
        return not is_forbidden and (state["attached"] or state["member"] or state["edited"] == "allow")

    def may_call(self, caller):
        try:
            caller.cam("ListUsers")
            return True
        except Refused as refused:
            assert refused.code.startswith("AuthFailure") or refused.code.startswith("UnauthorizedOperation"), refused
            return False

    def run(self, rounds):
        allowed = 0
        for number in range(rounds):
            way = self.change()
            asker = self.askers[self.random.randrange(CONNECTIONS)]
            caller = self.callers[self.random.randrange(CONNECTIONS)]
            answers = (asker.allowed(str(self.uin), ACTION, "*"), self.may_call(caller))
            assert answers == (self.expected(),) * 2, f"round {number}: {way} changed, {self.state}, and the answers are {answers}"
            allowed += answers[0]
        return allowed


def run(rounds, seed=None, say=print):
    seed = seed if seed is not None else random.SystemRandom().randrange(1 << 32)
    say(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder, Server(folder) as server:
        account = server.create_account("acme")
        began = time.monotonic()
        allowed = Rounds(server, account, seed).run(rounds)
        say(f"{rounds} rounds, {allowed} of them allowed, no old answer, {time.monotonic() - began:.1f} s")
    return allowed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10_000)
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    run(options.rounds, options.seed)


if __name__ == "__main__":
    main()
