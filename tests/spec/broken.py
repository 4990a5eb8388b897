"""Documents with mistakes, and the checks of engine and oracle on them: both must report the same first code.

    python3 -m tests.spec.broken --opencam build/opencam --documents 100000 --seed 1

A document is made whole and then broken in one to three places, in its structure or in its text.
"""

import argparse
import collections
import copy
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.spec import catalog, document

DOCUMENTS_PER_RUN = 400
SHOWN_MAX = 8

ACTIONS = ["*", "*:*", "name/*:*", "cvm:*", "name/cvm:DescribeInstances", "batch:SubmitJob", "cos:Get*", "*:Describe*",
           "cvm", "cvm:", ":x", "c*:X", "CVM:RunInstances", "cvm:Run Instances", "cvm:Describe?", "permid/12",
           "actionName/Read", "nosuch:Call", "nosuch:Call*", "batch:NoSuchJob", "batch:submitJob", "batch:NoSuch*",
           "cvm:a:b", "cvm:${uin}", "", "name/name/cvm:X", "cam:CreateUser", "sts:AssumeRole", "cvm:a/b.c-d_e", "cvm:é"]
RESOURCES = ["*", "qcs::cvm:::*", "qcs::cvm:gz:uin/1:instance/ins-1", "qcs::cos:ap-guangzhou:uid/1250000001:b-1250000001/*",
             "qcs:::::*", "qcs::*:*:*:*", "qcs::cvm::uin/-1:x", "qcs::cmqqueue::uin/1:queueName/uin/${uin}/*",
             "qcs::cvm:gz:uin/1", "arn::cvm:gz:uin/1:x", "", "**", "qcs:id/0:cvm:gz:uin/1:x", "qcs:x:cvm:gz:uin/1:x",
             "qcs::nosuch:gz:uin/1:x", "qcs::SMS::uin/1:x", "qcs::c*::uin/1:x", "qcs::${uin}::uin/1:x",
             "qcs::cvm:ap-atlantis:uin/1:x", "qcs::cvm:ap-*:uin/1:x", "qcs::cvm:${uin}:uin/1:x", "qcs::cvm:gz:1:x",
             "qcs::cvm:gz:uin/:x", "qcs::cvm:gz:uin/${uin}:x", "qcs::cvm:gz:uid/x:x", "qcs::cvm:gz:uin/1:",
             "qcs::cvm:gz:uin/1:x/${foo}", "qcs::cvm:gz:uin/1:x/${uin", "qcs::cos:gz:uid/1:b-1/${uin}/*",
             "qcs::cvm:gz:uin/1:a:b:c", "QCS::cvm:gz:uin/1:x", "qcs::cvm:gz:uid/1250000001:x", "qcs::cvm:gz:uin/1:${uin}${app_id}"]
CLAUSES = [("string_equal", "vpc:vpc", "a"), ("for_any_value:string_equal", "qcs:resource_tag", ["a&b", "c&d"]),
           ("ip_equal", "qcs:ip", ["10.0.0.0/8", "::1"]), ("date_less_than", "qcs:current_time", "2022-05-31 00:00:00"),
           ("numeric_equal_if_exist", "cos:tls-version", 1.2), ("bool_equal", "cos:secure-transport", "TRUE"),
           ("null_equal", "vpc:vpc", "false"), ("string_like", "qcs:create_uin", "${uin}"),
           ("string_equals", "vpc:vpc", "a"), ("null_equal_if_exist", "vpc:vpc", "true"),
           ("for_any_value:null_equal", "vpc:vpc", "true"), ("String_equal", "vpc:vpc", "a"),
           ("string_equal_if_exist_if_exist", "vpc:vpc", "a"), ("for_any_value:for_all_value:string_equal", "k", "a"),
           ("ip_equal", "qcs:ip", "10.0.0.0/33"), ("ip_equal", "qcs:ip", "10.0.0.01"), ("ip_equal", "qcs:ip", "fe80::1%1"),
           ("date_equal", "qcs:current_time", "tomorrow"), ("date_equal", "qcs:current_time", "2022-02-29T00:00:00Z"),
           ("date_equal", "x:t", "2016-06-01T 00:01:00Z"), ("date_equal", "x:t", "2016-06-01T00:01:00+08:00"),
           ("numeric_equal", "k", "1.2.3"), ("numeric_equal", "k", "0x10"), ("numeric_equal", "k", "+1"),
           ("numeric_equal", "k", ".5"), ("numeric_equal", "k", "1e5"), ("numeric_equal", "k", "${uin}"),
           ("bool_equal", "k", "yes"), ("bool_equal", "k", 1), ("null_equal", "k", "maybe"),
           ("numeric_equal", "qcs:ip", 1), ("string_equal", "qcs:ip", "a"), ("ip_equal", "qcs:resource_tag", "10.0.0.1"),
           ("binary_equal", "qcs:tag", "a"), ("date_equal", "qcs:tag/a", "2022-05-31 00:00:00"),
           ("string_equal", "", "a"), ("string_equal", "${uin}", "a"), ("string_equal", "k", "${foo}"),
           ("string_equal", "k", "${uin"), ("string_equal", "k", True), ("string_equal", "k", None),
           ("string_equal", "k", []), ("string_equal", "k", [["a"]]), ("string_equal", "k", [1, "a"]),
           ("string_equal", "k", {"a": 1}), ("string_equal", "qcs:current_time", "a"), ("null_equal", "qcs:ip", "true")]
CONDITIONS = [[], {}, "x", None, {"string_equal": []}, {"string_equal": {}}, {"string_equal": "a"}, {"no_operator": {}}]
PRINCIPALS = ["*", {"qcs": ["qcs::cam::uin/1:root"]}, {"qcs": "qcs::cam::anyone:anyone"}, {"service": "cvm.qcloud.com"},
              {"qcs": ["qcs::cam::uin/1:uin/2", "qcs::cam::uin/1:groupid/3"], "service": ["cos.qcloud.com"]},
              {"federated": "qcs::cam::uin/1:saml-provider/idp"}, {"service": "nosuch.example.com"},
              {}, [], "root", {"aws": "x"}, {"qcs": []}, {"qcs": [1]}, {"qcs": "*"}, {"qcs": "qcs::cam::uin/1:uin/*"},
              {"qcs": "qcs::cam::1:root"}, {"qcs": "qcs::cam:gz:uin/1:root"}, {"qcs": "qcs::cam::uin/${uin}:root"},
              {"federated": "qcs::cam::uin/1:root"}, {"qcs": "qcs::cam::uin/1:saml-provider/x"}, {"service": ""},
              {"qcs": "qcs::cam::uin/1:roleName/r*"}, {"qcs": "qcs::cam::uin/1:role/42"}, {"QCS": "qcs::cam::uin/1:root"}]
GOOD = {"action": 8, "resource": 8, "clause": 8, "principal": 6}  # so many at the front of each list are right


class Breaker:
    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def pick(self, items):
        return copy.deepcopy(self.random.choice(items))

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def listed(self, items, good: int):
        """One or several, nearly always right ones."""
        def one():
            return self.pick(items if self.chance(0.12) else items[:good])
        return one() if self.chance(0.4) else [one() for _ in range(self.random.randint(1, 3))]

    def condition(self) -> dict:
        result: dict = {}
        for _ in range(self.random.randint(1, 3)):
            operator, key, value = self.pick(CLAUSES if self.chance(0.2) else CLAUSES[:GOOD["clause"]])
            result.setdefault(operator, {})[key] = value
        return result

    def statement(self, kind: str) -> dict:
        result = {"effect": self.pick(["allow", "deny"]), "action": self.listed(ACTIONS, GOOD["action"])}
        if kind == "trust":
            result["action"] = self.pick(["name/sts:AssumeRole", ["sts:AssumeRoleWithSAML"], "sts:*"])
        else:
            result["resource"] = self.listed(RESOURCES, GOOD["resource"])
        if self.chance(0.4):
            result["condition"] = self.condition()
        if kind in ("trust", "resource") and self.chance(0.85):
            result["principal"] = self.pick(PRINCIPALS if self.chance(0.3) else PRINCIPALS[:GOOD["principal"]])
        if kind == "resource" and self.chance(0.2):
            result["sid"] = self.pick(["one", "one", 1])
        return result

    def break_structure(self, value: dict) -> None:
        statements = value.get("statement")
        one = self.random.choice(statements) if isinstance(statements, list) and statements else value
        if not isinstance(one, dict):
            return
        where = self.random.choice([value, one, one, one])
        name = self.pick(list(where)) if where else "x"
        match self.random.randrange(9):
            case 0:
                where.pop(name, None)
            case 1:
                where[name] = self.pick([None, 1, True, "", [], {}, "2.0", ["2.0"], [1], [[]], "Allow", "ALLOW"])
            case 2:
                where[self.pick(["notaction", "Id", "sid", "Sid", "principal", "version", "statement", "condition"])] = "x"
            case 3:
                where[name.capitalize()] = where.pop(name, None)
            case 4:
                where[name.capitalize()] = where.get(name)
            case 5:
                one["condition"] = self.pick(CONDITIONS)
            case 6:
                value["principal"] = self.pick(PRINCIPALS)
            case 7:
                value["statement"] = self.pick([one, [], {}, [one, 1], "allow", [[one]]])
            case 8:
                one["action"] = self.pick([[], "", [1], None, {"a": 1}, ACTIONS[8:]])

    def break_text(self, text: str) -> str:
        at = self.random.randrange(len(text) + 1)
        match self.random.randrange(8):
            case 0:
                return text[:at]
            case 1:
                return text[:at] + self.pick([",", "}", "//x\n", "\\", '"', "\x00", "\u00a0", "[", "1"]) + text[at:]
            case 2:
                return text + self.pick([" ", "x", "{}", ",", "\n\n"])
            case 3:
                return text.replace('"effect"', '"effect":"deny","effect"', 1)
            case 4:
                return text.replace('"2.0"', self.pick(["2.0", '"2.0 "', '"1.0"', "NaN", '"\\u0032.0"', '"\\ud800"']), 1)
            case 5:
                return self.pick(["", " ", "\ufeff", "[", "null", "[1]", '"x"']) + (text if self.chance(0.5) else "")
            case 6:
                return text.replace("{", "{" + " " * 7000, 1)
            case _:
                return text.replace('"statement"', '"x":"' + "y" * 7000 + '","statement"', 1)

    def document(self) -> tuple[str, str]:
        """A kind and a text."""
        kind = self.pick(["identity", "identity", "identity", "session", "trust", "resource"])
        value = {"version": "2.0", "statement": [self.statement(kind) for _ in range(self.random.randint(1, 3))]}
        for _ in range(self.pick([0, 0, 0, 1, 1, 2, 3])):
            self.break_structure(value)
        text = json.dumps(value, ensure_ascii=self.chance(0.5))
        return kind, self.break_text(text) if self.chance(0.2) else text


def ask_engine(program: str, kind: str, texts: list[str]) -> list[str | None]:
    """The first code that lint gives for each text, or None."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / f"{number}.json") for number in range(len(texts))]
        for path, text in zip(paths, texts):
            Path(path).write_bytes(text.encode("utf-8", "surrogatepass"))
        done = subprocess.run([program, "lint", "--format", "json", "--kind", kind, *paths], capture_output=True,
                              text=True, timeout=120, check=False)
        findings = json.loads(done.stdout)["findings"]
    first: dict[str, str] = {}
    for one in findings:
        if one["severity"] == "error":
            first.setdefault(one["file"], one["code"])
    return [first.get(path) for path in paths]


def run(program: str, documents: int, seed: int) -> int:
    """The number of disagreements."""
    shipped, breaker = catalog.load(), Breaker(seed)
    codes, bad = collections.Counter(), 0
    for _ in range(-(-documents // DOCUMENTS_PER_RUN)):
        by_kind = collections.defaultdict(list)
        for _ in range(DOCUMENTS_PER_RUN):
            kind, text = breaker.document()
            by_kind[kind].append(text)
        for kind, texts in by_kind.items():
            for text, found in zip(texts, ask_engine(program, kind, texts)):
                wanted = document.first_mistake(text, kind, shipped)
                codes[wanted or "valid"] += 1
                if found != wanted:
                    bad += 1
                    if bad <= SHOWN_MAX:
                        print(f"--- {kind}: engine {found}, oracle {wanted}\n{text[:600]!r}", flush=True)
    print(f"{codes.total()} documents, {bad} disagreements")
    print("  ".join(f"{code} {count}" for code, count in codes.most_common()))
    return bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opencam", required=True)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return 1 if run(options.opencam, options.documents, options.seed) else 0


if __name__ == "__main__":
    sys.exit(main())
