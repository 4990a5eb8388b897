"""Explanations against the oracle: `opencam explain` decides as `eval` does, and the change it proposes turns the decision.

    python3 -m tests.spec.changes --opencam build/opencam --requests 10000 --seed 1

The proposed change is made in the world or the request, as its words say, and the oracle decides again.
"""

import argparse
import collections
import copy
import json
import re
import sys
import tempfile
from pathlib import Path

from tests.spec import catalog, document, generate
from tests.spec.differential import REQUESTS_PER_WORLD, answer, ask_engine, ask_oracle

SEVERAL_VALUES = ("qcs:tag", "qcs:resource_tag", "qcs:request_tag")
INERT = {"effect": "allow", "action": "cvm:DescribeNothing", "resource": "qcs::cvm::uin/0:nothing"}
SHOWN_MAX = 5


class Changed:
    """A copy of a world and a request, to be changed."""

    def __init__(self, world: dict, request: dict, shipped):
        self.world, self.request = copy.deepcopy(world), copy.deepcopy(request)
        self._shipped = shipped
        self._holder = self._find_holder()
        self._account = self._holder["owner_uin"] if self._holder else self.request["principal"].get("uin", "")

    def apply(self, change: dict) -> None:
        getattr(self, change["kind"])(change)

    def set_context(self, change: dict) -> None:
        key, value, context = change["key"], change["value"], self.request["context"]
        given = context.get(key, [])
        given = given if isinstance(given, list) else [given]
        context[key] = [*given, value] if key in SEVERAL_VALUES else value

    def remove_context(self, change: dict) -> None:
        del self.request["context"][change["key"]]

    def add_statement(self, change: dict) -> None:
        summary, statement = change["summary"], change["document"]
        if summary.startswith("attach a policy"):
            self._add_policy("added", [statement])
            self._holder["policies"] = [*self._holder.get("policies", []), "added"]
        elif owner := re.match(r"let account `(uid/)?(\d+)`", summary):
            uin = f"9{owner[2]}" if owner[1] else owner[2]
            if uin not in [one["uin"] for one in self.world["accounts"]]:  # an account that only the request names
                self.world["accounts"].append({"uin": uin} | ({"app_id": owner[2]} if owner[1] else {}))
            self.world.setdefault("resource_policies", []).append(
                {"name": "added", "owner_uin": uin, "document": _document([statement])})
        else:
            layer, name = re.match(r"add this statement to the (\w+) policy `(.*)`$", summary).groups()
            self._replace(layer, name, lambda statements: [*statements, statement])

    def alter_statement(self, change: dict) -> None:
        self._put(change["statement"], change["document"])

    def remove_statement(self, change: dict) -> None:
        self._put(change["statement"], INERT)

    def detach_policy(self, change: dict) -> None:
        name, layer = change["statement"]["policy"], change["statement"]["layer"]
        if layer == "boundary":
            del self._holder["boundary"]
        elif layer == "resource":
            self.world["resource_policies"] = [
                one for one in self.world["resource_policies"]
                if one["name"] != name or document.read(one["document"], "resource") is not None]
        else:
            for one in self._attachments():
                one["policies"] = [given for given in one.get("policies", []) if given != name]

    def _put(self, ref: dict, statement: dict) -> None:
        if ref["layer"] == "resource":
            statement = {"principal": "*"} | statement  # an inert one names nobody in particular
        self._replace(ref["layer"], ref["policy"],
                      lambda given: [*given[:ref["index"]], statement, *given[ref["index"] + 1:]])

    def _replace(self, layer: str, name: str, change) -> None:
        """A changed copy of that policy stands in the place of it, in that layer alone."""
        if layer == "session":
            principal = self.request["principal"]
            given = principal["session_policy"]
            text = given if isinstance(given, str) else json.dumps(given)
            readable = document.read(text, "session") is not None  # an unreadable one has no statements (CAM-088)
            principal["session_policy"] = _document(change(_statements(given) if readable else []))
        elif layer == "resource":
            owners = self._owners()
            for one in self.world["resource_policies"]:
                if one["name"] == name and one["owner_uin"] in owners:
                    one["document"] = _document(change(_statements(one["document"])))
        else:
            self._add_policy("changed", change(_statements(self._document_named(name))))
            if layer == "boundary":
                self._holder["boundary"] = "changed"
                return
            for one in self._attachments():
                one["policies"] = ["changed" if given == name else given for given in one.get("policies", [])]

    def _owners(self) -> set[str]:
        """The accounts that the resources of the request name; the caller's for those that name none."""
        given = self.request["resource"]
        owners = set()
        for text in given if isinstance(given, list) else [given]:
            named = {one["uin"] for one in self.world["accounts"]
                     if f"uin/{one['uin']}" in text or (one.get("app_id") and f"uid/{one['app_id']}" in text)}
            owners |= named or {self._account}
        return owners

    def _find_holder(self) -> dict | None:
        principal = self.request["principal"]
        if "role" in principal:
            roles = [one for one in self.world["roles"] if one["owner_uin"] == principal["owner_uin"]
                     and principal["role"] in (one["id"], one["name"])]
            return roles[0] if roles else None
        users = [one for one in self.world["users"] if one["uin"] == principal.get("uin")]
        return users[0] if users else None

    def _attachments(self) -> list[dict]:
        if self._holder is None:
            return []
        groups = [one for one in self.world["groups"]
                  if one["owner_uin"] == self._account and self._holder.get("uin") in one["members"]]
        return [self._holder, *groups]

    def _document_named(self, name: str):
        for one in self.world["policies"]:
            if one["name"] == name and one["owner_uin"] == self._account:
                return one["document"]
        return self._shipped.presets[name]

    def _add_policy(self, name: str, statements: list) -> None:
        self.world["policies"].append({"name": name, "owner_uin": self._account, "document": _document(statements)})


def _lower(value: dict) -> dict:
    return {name[:1].lower() + name[1:]: one for name, one in value.items()}


def _statements(given) -> list[dict]:
    """The statements of a document in either letter case, each with its principal."""
    top = _lower(json.loads(given) if isinstance(given, str) else given)
    listed = top["statement"] if isinstance(top["statement"], list) else [top["statement"]]
    principal = {"principal": top["principal"]} if "principal" in top else {}
    return [principal | _lower(one) | {"effect": _lower(one)["effect"].lower()} for one in listed]


def _document(statements: list) -> dict:
    return {"version": "2.0", "statement": statements}


def run(program: str, requests: int, seed: int) -> int:
    """The number of wrong answers and of changes that turn nothing."""
    shipped, kinds, bad = catalog.load(), collections.Counter(), 0
    for number in range(-(-requests // REQUESTS_PER_WORLD)):
        world, lines = generate.generate(seed * 1_000_000 + number, REQUESTS_PER_WORLD)
        with tempfile.TemporaryDirectory() as folder:
            explained = ask_engine(program, Path(folder), world, lines, command="explain")
        for line, text, wanted in zip(lines, explained, ask_oracle(world, lines, shipped)):
            change = json.loads(text).get("change")
            wrong = answer(text) != wanted
            if change is not None:
                kinds[change["kind"]] += 1
                changed = Changed(world, json.loads(line), shipped)
                changed.apply(change)
                turned = ask_oracle(changed.world, [json.dumps(changed.request)], shipped)[0]
                wrong = wrong or turned[0] == wanted[0]
            if wrong:
                bad += 1
                if bad <= SHOWN_MAX:
                    print(f"--- world {seed * 1_000_000 + number}: {line}\noracle: {wanted}\nengine: {text[:200]}\n"
                          f"change: {json.dumps(change)}", flush=True)
    print(f"{requests} explanations, {bad} wrong; changes: " + "  ".join(f"{kind} {n}" for kind, n in kinds.most_common()))
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opencam", required=True)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return 1 if run(options.opencam, options.requests, options.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
