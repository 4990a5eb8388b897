"""Walks the scenario with one client against a server of its own.

    with Server(folder) as server, Program(["build/clients/go/client"], server.address, folder) as client:
        walk(SCENARIO, client, server.create_account("acme"))

A client is anything with `call(service, action, key, parameters)` that gives the reply as a value, or a Refusal. The
programs do it over their standard input and output: a JSON line with these four in, a JSON line with `response`, or with
`code`, `message` and `request_id`, out.
"""

import contextlib
import dataclasses
import json
import os
import re
import subprocess
import time

AWAITED_SECONDS_MAX = 60.0
REFERENCE = re.compile(r"<(\w+(?:\.\w+)*)(?::(int|str))?>")


@dataclasses.dataclass
class Refusal:
    code: str
    message: str
    request_id: str


@dataclasses.dataclass
class Step:
    caller: str  # whose key signs: a name that `key` of an earlier step gave, or root
    action: str  # "cam.AddUser"
    parameters: dict
    gives: dict = dataclasses.field(default_factory=dict)  # what the reply holds at least
    refused: str | None = None  # the error code, instead of a reply
    keeps: str | None = None  # the name under which later steps find the reply
    key: str | None = None  # the caller that the reply's key is for
    awaited: bool = False  # taken again until it is right: what it looks at moves by itself

    def __str__(self):
        return f"{self.caller}: {self.action} {json.dumps(self.parameters, ensure_ascii=False)}"


class Program:
    """A client program, one for the whole walk. It finds the server in OPENCAM_ADDRESS and OPENCAM_SCHEME."""

    def __init__(self, command, address, home, **environment):
        given = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", "OPENCAM_SCHEME": "http"}
        self.process = subprocess.Popen(
            [str(word) for word in command],
            env={**given, "OPENCAM_ADDRESS": address, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def call(self, service, action, key, parameters):
        call = {"service": service, "action": action, "key": key, "parameters": parameters}
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(json.dumps(call) + "\n")
            self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the client program ended with {self.process.wait(timeout=20)}"
        answer = json.loads(line)
        return answer["response"] if answer.get("response") is not None else Refusal(**answer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):  # a program that ended has been reported already
            self.process.stdin.close()
        self.process.wait(timeout=20)


def key_of(reply):
    """The key in a reply, whichever action made it."""
    if "Credentials" in reply:
        made = reply["Credentials"]
        return {"secret_id": made["TmpSecretId"], "secret_key": made["TmpSecretKey"], "token": made["Token"]}
    if "AccessKey" in reply:
        return {"secret_id": reply["AccessKey"]["AccessKeyId"], "secret_key": reply["AccessKey"]["SecretAccessKey"]}
    return {"secret_id": reply["SecretId"], "secret_key": reply["SecretKey"]}


def resolve(value, known):
    """The value with every <name.Field> replaced by what was kept. One that is the whole text keeps its type, or is of the
    type that it names: <name.Field:str>."""
    if isinstance(value, dict):
        return {name: resolve(inner, known) for name, inner in value.items()}
    if isinstance(value, list):
        return [resolve(inner, known) for inner in value]
    if not isinstance(value, str):
        return value

    def kept(match):
        found = known
        for name in match.group(1).split("."):
            found = found[name]
        wanted = {"int": int, "str": str}.get(match.group(2))
        return wanted(found) if wanted else found

    whole = REFERENCE.fullmatch(value)
    return kept(whole) if whole else REFERENCE.sub(lambda match: str(kept(match)), value)


def difference(wanted, found, where="the reply"):
    """Where `found` does not hold what is wanted, in words; None when it does. Null is the same as absent."""
    if callable(wanted):
        return None if wanted(found) else f"{where} is {found!r}"
    if isinstance(wanted, dict):
        if not isinstance(found, dict):
            return f"{where} is {found!r}, not an object"
        parts = (difference(inner, found.get(name), f"{where}.{name}") for name, inner in wanted.items())
        return next((part for part in parts if part), None)
    if isinstance(wanted, list):
        if not isinstance(found, list) or len(found) != len(wanted):
            return f"{where} is {found!r}, not {len(wanted)} entries"
        parts = (difference(w, f, f"{where}[{n}]") for n, (w, f) in enumerate(zip(wanted, found)))
        return next((part for part in parts if part), None)
    return None if wanted == found and type(wanted) is type(found) else f"{where} is {found!r}, not {wanted!r}"


def take(step, client, known, keys):
    """Takes one step; what is wrong with its outcome in words, or None."""
    service, action = step.action.split(".")
    answer = client.call(service, action, keys[step.caller], resolve(step.parameters, known))
    if isinstance(answer, Refusal):
        if answer.code != step.refused:
            return f"was refused with {answer.code}: {answer.message}"
        return None if answer.request_id else "the refusal has no RequestId"
    if step.refused:
        return f"was not refused with {step.refused} but gave {answer}"
    if step.keeps:
        known[step.keeps] = answer
    if step.key:
        keys[step.key] = key_of(answer)
    return difference(resolve(step.gives, known), answer)


def walk(steps, client, account, **known):
    """Takes every step in order; the first that goes wrong ends the walk. `known` can be referred to from the start."""
    known = {"acme": {"Uin": int(account["uin"]), "AppId": int(account["app_id"])}, **known}
    keys = {"root": {"secret_id": account["secret_id"], "secret_key": account["secret_key"]}}
    for number, step in enumerate(steps, start=1):
        wrong = take(step, client, known, keys)
        deadline = time.monotonic() + AWAITED_SECONDS_MAX
        while wrong and step.awaited and time.monotonic() < deadline:
            time.sleep(0.05)
            wrong = take(step, client, known, keys)
        assert wrong is None, f"step {number}, {step}\n{wrong}"
