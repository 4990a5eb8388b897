"""All small worlds over a tiny alphabet: what a random run may miss, in full.

    python3 -m tests.spec.exhaustive --opencam build/opencam

Two families: every pattern of up to four letters of `a`, `/`, `*` against every text of up to four letters of `a` and `/`,
as the content of a resource and as a value of string_like; and every combination of what each layer may say.
"""

import argparse
import itertools
import json
import sys
import tempfile
from pathlib import Path

from tests.spec import catalog
from tests.spec.differential import answer, ask_engine, ask_oracle

ACCOUNT, FOREIGN = "100000000001", "100000000002"
ACCOUNTS = [{"uin": ACCOUNT, "app_id": "1250000001"}, {"uin": FOREIGN, "app_id": "1250000002"}]
UNREADABLE = "{"


def words(letters: str, most: int) -> list[str]:
    return ["".join(word) for length in range(1, most + 1) for word in itertools.product(letters, repeat=length)]


def policy(*statements: dict) -> dict:
    return {"version": "2.0", "statement": list(statements)}


def statement(effect: str, **elements) -> dict:
    return {"effect": effect, "action": "*", "resource": "*"} | elements


def glob_worlds():
    """One user for each pattern, who asks for each text."""
    patterns, texts = words("a/*", 4), words("a/", 4)
    users, policies, lines = [], [], []
    for number, pattern in enumerate(patterns):
        uin = str(200000000000 + number)
        policies.append({"name": f"P{number}", "owner_uin": ACCOUNT, "document": policy(
            statement("allow", action="cvm:Read", resource=f"qcs::cvm:::{pattern}"),
            statement("allow", action="cvm:Like", condition={"string_like": {"vpc:vpc": pattern}}))})
        users.append({"uin": uin, "owner_uin": ACCOUNT, "policies": [f"P{number}"]})
        for text in texts:
            resource = f"qcs::cvm::uin/{ACCOUNT}:{text}"
            lines.append({"principal": {"uin": uin}, "action": "cvm:Read", "resource": resource})
            lines.append({"principal": {"uin": uin}, "action": "cvm:Like", "resource": resource, "context": {"vpc:vpc": text}})
    yield {"schema_version": 1, "accounts": ACCOUNTS, "users": users, "policies": policies}, lines


ALLOW, DENY = statement("allow"), statement("deny")
ELSEWHERE = statement("allow", action="cvm:SomethingElse")
IDENTITY = {"none": None, "allow": policy(ALLOW), "deny": policy(DENY), "both": policy(ALLOW, DENY), "bad": UNREADABLE}
LIMIT = {"none": None, "allow": policy(ALLOW), "both": policy(ALLOW, DENY), "other": policy(ELSEWHERE), "bad": UNREADABLE}


def layer_worlds():
    """Each combination of identity policy, boundary, session policy, resource policy, caller, owner and kind of action."""
    for granted in IDENTITY.values():
        policies = [{"name": f"I{name}", "owner_uin": ACCOUNT, "document": one} for name, one in IDENTITY.items() if one]
        policies += [{"name": f"B{name}", "owner_uin": ACCOUNT, "document": one} for name, one in LIMIT.items() if one]
        users, roles = [], []
        for number, (identity, boundary) in enumerate(itertools.product(IDENTITY, LIMIT)):
            holder = {"owner_uin": ACCOUNT, "policies": [f"I{identity}"] if IDENTITY[identity] else []}
            holder |= {"boundary": f"B{boundary}"} if LIMIT[boundary] else {}
            users.append({"uin": str(200000000000 + number)} | holder)
            roles.append({"id": str(300000000000 + number), "name": f"r{number}", "trust": policy(DENY)} | holder)
        world = {"schema_version": 1, "accounts": ACCOUNTS, "users": users, "roles": roles, "policies": policies}
        if granted:
            world["resource_policies"] = [{"name": "R", "owner_uin": account, "document": with_principal(granted)}
                                          for account in (ACCOUNT, FOREIGN)]
        yield world, list(layer_requests(users, roles))


def with_principal(document):
    if isinstance(document, str):
        return document
    return policy(*[one | {"principal": "*"} for one in document["statement"]])


def layer_requests(users: list[dict], roles: list[dict]):
    callers = [{"uin": one["uin"]} for one in users]
    callers += [{"role": one["id"], "owner_uin": ACCOUNT} for one in roles]
    callers += [{"uin": ACCOUNT}, {"service": "cvm.qcloud.com"}, {"anonymous": True}]
    for caller, session in itertools.product(callers, LIMIT.values()):
        if session and ("service" in caller or "anonymous" in caller):
            continue
        principal = caller | ({"session_policy": session} if session else {})
        for account, action in itertools.product((ACCOUNT, FOREIGN), ("cvm:Read", "account:BindToken", "sts:AssumeRole",
                                                                      "sts:GetCallerIdentity")):
            yield {"principal": principal, "action": action, "resource": f"qcs::cam::uin/{account}:roleName/r"}
        yield {"principal": principal, "action": "cvm:Read", "resource": "*"}


def run(program: str) -> int:
    """The number of disagreements."""
    shipped, total, bad = catalog.load(), 0, 0
    for world, requests in itertools.chain(glob_worlds(), layer_worlds()):
        lines = [json.dumps(request) for request in requests]
        with tempfile.TemporaryDirectory() as folder:
            found = [answer(line) for line in ask_engine(program, Path(folder), world, lines)]
        for line, one, other in zip(lines, found, ask_oracle(world, lines, shipped)):
            total += 1
            if one != other:
                bad += 1
                if bad <= 5:
                    print(f"--- {line}\nengine: {one}\noracle: {other}")
    print(f"{total} requests, {bad} disagreements")
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opencam", required=True)
    return 1 if run(parser.parse_args().opencam) else 0


if __name__ == "__main__":
    sys.exit(main())
