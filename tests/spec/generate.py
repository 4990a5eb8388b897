"""Worlds and requests that reach every rule: small alphabets, and policies made from the requests they are about.

    python3 -m tests.spec.generate --seed 1 --worlds 200 [--out DIR]

prints what was reached and fails when a rule of the decision, or a form of an operator with one of its two results, was
not. The same seed gives the same files.
"""

import argparse
import json
import random
import re
import sys
from pathlib import Path

from tests.spec import authorizer, catalog, conditions, oracle, regions, rules, strict_json
from tests.spec.world import World

ACCOUNTS = [("100000000001", "1250000001"), ("100000000002", "1250000002"), ("100000000003", "")]
A, B, C = (uin for uin, _ in ACCOUNTS)
USERS = {A: ["100000000101", "100000000102", "100000000103"], B: ["100000000201"], C: ["100000000301"]}
RECIPIENT = "100000000109"
ROLES = {A: ("4611686018427387001", "runner"), B: ("4611686018427387002", "reader")}
SERVICES = ["cvm.qcloud.com", "cdn.cloud.tencent.com", "cdn", "batch.cloud.tencent.com"]
PRESETS = ["AdministratorAccess", "ReadOnlyAccess", "QcloudBatchReadOnlyAccess", "QcloudCOSBucketConfigRead",
           "QcloudCDBFullAccess", "QCloudFinanceFullAccess"]
REGIONS = ["ap-guangzhou", "ap-shanghai", "gz", "cn-south", "na-toronto", ""]

# Actions, each with the contents it is asked on; an empty list: it names no resource.
ACTIONS = {
    "batch:SubmitJob": ["job/*"],
    "batch:DescribeJob": ["job/j-1", "job/j-11", "job/100000000101"],
    "batch:CreateCpmComputeEnv": ["computeenv/*"],
    "batch:DeleteComputeEnv": ["computeenv/env-1", "computeenv/env-2"],
    "batch:DescribeInstanceCategories": [],
    "batch:NotListed": ["job/j-1"],
    "cam:CreateUser": [],
    "cam:PassRole": ["roleName/runner"],
    "sts:AssumeRole": ["roleName/runner", "roleName/reader"],
    "sts:GetCallerIdentity": [],
    "sts:GetFederationToken": [],
    "cvm:RunInstances": ["instance/*", "image/img-1", "sg/a:b"],
    "cvm:DescribeInstances": ["instance/ins-1", "instance/ins-11"],
    "cvm:DescribeZones": [],
    "cos:GetObject": ["b-1250000001/dir/x.jpg", "b-1250000001/", "b-1250000001/dir"],
    "cos:PutObject": ["b-1250000001/100000000101/y", "c-1250000002/dir/x.jpg"],
    "cmqqueue:SendMessage": ["queueName/uin/100000000101", "queueName/uin/100000000101/q", "queueName/uin/1250000001"],
    "vpc:DeleteVpc": ["vpc/vpc-1"],
    "finance:trade": ["*"],
    "account:ModifyMail": [],
    "account:QueryKeyBySecretId": [],
}

TEXTS = ["a", "A", "b", "vpc-1", "vpc-12", "", "100000000101", "100000000001", "1250000001", "x*y", "0", "1"]
TAGS = ["team&a", "team&b", "team", "env&", "a&b", "c&d", "e&f", "a&b&c"]
NUMBERS = ["1", "1.0", "1.2", "10", "-3", "1e1", "0.1", "100", "007", "0"]
DATES = ["2022-05-31 00:00:00", "2022-05-30T23:59:59Z", "2022-05-31T00:00:00Z", "2024-02-29T12:00:00Z"]
BOOLS = ["true", "false", "TRUE", "False"]
ADDRESSES = ["10.0.0.1", "10.0.0.129", "192.168.1.77", "fe80::1", "2001:db8::5", "::ffff:10.0.0.1"]
NETWORKS = ["10.0.0.0/25", "10.0.0.3/24", "192.168.1.77", "0.0.0.0/0", "2001:db8::/32", "::/0", "fe80::1/128", "10.0.0.1/32"]
GARBAGE = ["", "abc", "10.0.0.1/24", "tomorrow", "1.2.3", "0x10", "fe80::1%eth0", "yes", "+1", "2022-02-30T00:00:00Z",
           "010.0.0.1", "1e9999999", "2016-06-01T 00:01:00Z"]

TAG_KEYS = ["qcs:resource_tag", "qcs:tag", "qcs:request_tag"]
ONE_TAG_KEYS = [f"{key}/team" for key in TAG_KEYS]
KEYS = {
    "string": ["vpc:vpc", "qcs:create_uin", "cvm:region", *TAG_KEYS, *ONE_TAG_KEYS, "qcs:uin", "qcs:owner_uin", "mfa",
               "qcs:mfa"],
    "numeric": ["cos:content-length", "cos:tls-version"],
    "date": ["qcs:current_time", "x:since"],
    "bool": ["cos:secure-transport"],
    "ip": ["qcs:ip", "x:peer"],
}
REQUEST_VALUES = {"numeric": NUMBERS, "date": DATES, "bool": BOOLS, "ip": ADDRESSES}
POLICY_VALUES = REQUEST_VALUES | {"ip": NETWORKS}


def family_of(base: str) -> str:
    return "string" if base == "binary_equal" else base.split("_")[0]


class Generator:
    def __init__(self, seed: int):
        self.random = random.Random(seed)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, items):
        return self.random.choice(items)

    def some(self, make, most: int) -> list:
        return [make() for _ in range(self.random.randint(1, most))]

    # --- Requests. ---

    def resource(self, action: str, account: str) -> str:
        contents = ACTIONS[action]
        if not contents:
            return "*" if self.chance(0.8) else self.named(action.split(":")[0], account, "thing/t-1")
        return self.named(self.resource_service(action), account, self.pick(contents)) if self.chance(0.95) else "*"

    def resource_service(self, action: str) -> str:
        service = action.split(":")[0]
        return {"sts": "cam", "finance": self.pick(["cvm", "vpc"])}.get(service, service)

    def named(self, service: str, account: str, content: str) -> str:
        project = self.pick([""] * 8 + ["id/0", "id/7"])
        region = "" if service == "cam" and self.chance(0.9) else self.pick(REGIONS)
        owner = f"uin/{account}"
        if service == "cos" or self.chance(0.05):
            owner = self.pick([f"uid/{dict(ACCOUNTS)[account] or '1259999999'}", owner])
        if self.chance(0.05):
            owner = self.pick(["", "uin/999", "uid/1259999999"])
        return f"qcs:{project}:{service}:{region}:{owner}:{content}"

    def respelled(self, resource: str) -> str:
        """The same resource under another of its names (CAM-046)."""
        if resource == "*":
            return resource
        _, project, service, region, account, content = resource.split(":", 5)
        project = {"": "id/0", "id/0": ""}.get(project, project)
        long = regions.LONG_NAMES.get(region, region)
        region = self.pick([long, *[code for code, name in regions.LONG_NAMES.items() if name == long]])
        for uin, app_id in ACCOUNTS:
            if app_id and account in (f"uin/{uin}", f"uid/{app_id}"):
                account = self.pick([f"uin/{uin}", f"uid/{app_id}"])
                break
        return f"qcs:{project}:{service}:{region}:{account}:{content}"

    def tags(self) -> dict:
        """Tags of the resources of two targets, each under one of its names."""
        result, seen = {}, set()
        for resource in [self.targets[0][1], self.targets[1][1]]:
            plain = (resource.split(":")[2:3], resource.rpartition(":")[2])
            if resource == "*" or str(plain) in seen:
                continue
            seen.add(str(plain))
            result[self.respelled(resource)] = dict(
                self.pick(TAGS).partition("&")[::2] for _ in range(self.pick([0, 1, 2])))
        return result

    def context(self) -> dict:
        result = {}
        for family, keys in KEYS.items():
            for key in keys:
                if self.chance(0.45 if family != "string" else 0.3):
                    result[key] = self.request_value(family, key)
        return result

    def request_value(self, family: str, key: str):
        def one():
            if self.chance(0.07):
                return self.pick(GARBAGE)
            if key in TAG_KEYS:
                return self.pick(TAGS)
            return self.pick(["0", "1"] if "mfa" in key else REQUEST_VALUES.get(family, TEXTS))

        if self.chance(0.03):
            return []
        if self.chance(0.3):
            return self.some(one, 3)
        value = one()
        if re.fullmatch(r"-?[1-9][0-9]*(\.[0-9]+)?", value) and self.chance(0.3):
            return json.loads(value)
        return value == "true" if value in ("true", "false") and self.chance(0.3) else value

    def principal(self) -> dict:
        account = self.pick([A] * 8 + [B, B, C])
        choice = self.random.random()
        if choice < 0.60:
            result = {"uin": self.pick(USERS[account])}
        elif choice < 0.72:
            result = {"uin": account}
        elif choice < 0.86:
            owner = self.pick([A, A, A, B])
            result = {"role": self.pick(ROLES[owner]), "owner_uin": owner}
        elif choice < 0.92:
            return {"service": self.pick(SERVICES)}
        elif choice < 0.97:
            return {"anonymous": True}
        else:
            result = self.pick([{"uin": RECIPIENT}, {"uin": "5"}, {"role": "nobody", "owner_uin": A},
                                {"uin": self.pick(USERS[A]), "owner_uin": self.pick([A, B])}])
        if self.chance(0.15):
            result["session_policy"] = self.document([self.pick(self.targets)], "session")
        return result

    def target(self) -> tuple[str, str, dict]:
        action = self.action()
        return action, self.resource(action, self.pick([A] * 8 + [B, B, C])), self.context()

    def action(self) -> str:
        """Most often one that leads through all steps of the decision."""
        action = self.pick(list(ACTIONS))
        if action.startswith(("account:", "sts:Get")) and self.chance(0.7):
            return self.action()
        return action

    def request(self) -> dict:
        action, resource, context = self.pick(self.targets)
        if self.chance(0.25):
            context = self.context()
        if self.chance(0.1):
            action = self.action()
        if self.chance(0.1):
            resource = self.resource(action, self.pick([A, A, B, C]))
        if self.chance(0.1):
            action = "name/" + action
        if self.chance(0.2):
            resource = self.respelled(resource)
        if self.chance(0.12):
            resource = [resource, *self.some(lambda: self.pick(self.targets)[1], 2)]
        if self.chance(0.02):
            action = self.pick(["cvm", "cvm:*", "permid/1", "CVM:RunInstances", "cvm:", "cvm:Run Instances", "*"])
        if self.chance(0.02):
            resource = self.pick(["qcs::cvm:gz:uin/1", "qcs::cvm:gz:*:x", "arn::cvm:::x", "qcs:7:cvm:::x", "", [],
                                  f"qcs::cvm::uin/{A}:", f"qcs::cvm::{A}:x", f"qcs::cvm::uin/:x"])
        return {"principal": self.principal(), "action": action, "resource": resource, "context": context}

    # --- Policies. ---

    def action_pattern(self, action: str) -> str:
        service, name = action.split(":")
        cut = self.random.randint(1, len(name) - 1)
        return self.pick([
            action, action, f"name/{action}", f"{service}:*", f"{service}:{name[:cut]}*", f"{service}:*{name[cut:]}",
            f"{service}:{name[:1]}*{name[-1:]}", "*", "*:*", "name/*:*", f"*:{name[:cut]}*", f"{service}:{name}*",
            f"{service}:{name.lower()}", self.pick(list(ACTIONS)), self.pick(["permid/12", "actionName/Read"])])

    def resource_pattern(self, resource: str) -> str:
        if resource == "*" or self.chance(0.2):
            return self.pick(["*", "*", "qcs:::::*", f"qcs::{self.pick(['cvm', 'batch', 'account', ''])}:::*",
                              f"qcs::cam::uin/{self.pick([A, B])}:*", "qcs::batch:gz::*", "qcs::batch:::${uin}",
                              "qcs::batch:*:*:*", "qcs:id/0:cvm:::*", "qcs:id/7:cvm:::*", "qcs::cam:::${x}"])
        _, project, service, region, account, content = resource.split(":", 5)
        if self.chance(0.4):
            service = self.pick(["", "*", service, "c*", "cvm"])
        if self.chance(0.6):
            codes = [code for code, long in regions.LONG_NAMES.items() if long == region]
            region = self.pick(["", "*", *codes, "ap-shanghai", "${uin}" if self.chance(0.2) else "gz"])
        if self.chance(0.5):
            account = self.pick(["", "*", "uin/-1", f"uin/{A}", f"uin/{B}", "uid/1250000001", "uid/1250000002", "uid/1259999999",
                                 A if self.chance(0.3) else "", "uin/${uin}" if self.chance(0.3) else "*"])
        project = self.pick([""] * 12 + ["id/0", "id/7", "*", "id/*", "x", project])
        return f"qcs:{project}:{service}:{region}:{account}:{self.content_pattern(content)}"

    def content_pattern(self, content: str) -> str:
        cut = self.random.randint(0, len(content))
        head = content.rpartition("/")[0]
        patterns = [content, "*", content + "/*", content + "*", content[:cut] + "*", "*" + content[cut:],
                    content[:cut] + "*" + content[cut + 1:], head + "/*" if head else "*", content[:cut] or "x",
                    "queueName/uin/${uin}/*", "job/${uin}", "*/${owner_uin}", "queueName/uin/${app_id}", "*${uin}*"]
        for uin, app_id in ACCOUNTS:
            if app_id and app_id in content:
                patterns += [content.replace(app_id, "${app_id}")] * 4
        if USERS[A][0] in content:
            patterns += [content.replace(USERS[A][0], "${uin}")] * 4
        if self.chance(0.03):
            patterns = ["${foo}", "x/${uin", "${${uin}}", "$uin", "a?c", "[a]"]
        return self.pick(patterns)

    def condition(self, context: dict) -> dict:
        result: dict = {}
        for _ in range(self.pick([1, 1, 1, 2, 3])):
            base = self.pick(conditions.BASES)
            operator = base
            if base != "null_equal":
                operator = self.pick(["", "", "for_any_value:", "for_all_value:"]) + base + self.pick(["", "_if_exist"])
            key, value = self.clause(base, context)
            result.setdefault(operator, {})[key] = value
        return result

    def clause(self, base: str, context: dict):
        if base == "null_equal":
            keys = [key for family in KEYS.values() for key in family]
            return self.pick(keys), self.pick(["true", "false", ["true", "false"], "TRUE"])
        family = family_of(base)
        keys = KEYS[family]
        if base == "binary_equal":
            keys = [key for key in keys if "tag" not in key]
        present = [key for key in keys if key in context]
        key = self.pick(present) if present and self.chance(0.7) else self.pick(keys)
        values = self.some(lambda: self.policy_value(base, family, key, context), 3)
        return key, values[0] if len(values) == 1 and self.chance(0.7) else values

    def policy_value(self, base: str, family: str, key: str, context: dict):
        given = context.get(key, [])
        texts = [str(one) for one in (given if isinstance(given, list) else [given]) if type(one) is str]
        if family != "string":
            if self.chance(0.02):
                return "${uin}"
            value = self.pick(POLICY_VALUES[family])
            if family == "numeric" and value != "007" and self.chance(0.4):
                return json.loads(value)
            return value
        if self.chance(0.1):
            return self.pick(["${uin}", "${owner_uin}", "${app_id}", "x${uin}", "${foo}" if self.chance(0.3) else "${uin}",
                              "1*${uin}" if "like" in base else "${uin}"])
        value = self.pick(texts) if texts and self.chance(0.6) else self.pick(TAGS if key in TAG_KEYS else TEXTS)
        if self.chance(0.1):
            value = value.swapcase()
        if "like" in base and self.chance(0.6):
            cut = self.random.randint(0, len(value))
            value = self.pick([value[:cut] + "*", "*" + value[cut:], "*", value])
        return value

    def named_principals(self):
        if self.chance(0.15):
            return "*"
        texts = ["qcs::cam::anyone:anyone", "qcs::cam::anonymous:anonymous", f"qcs::cam::uin/{A}:root",
                 f"qcs::cam::uin/{B}:root", f"qcs::cam::uin/{A}:uin/{A}", f"qcs::cam::uin/{A}:uin/{USERS[A][0]}",
                 f"qcs::cam::uin/{A}:uin/{USERS[A][1]}", f"qcs::cam::uin/{B}:uin/{USERS[B][0]}",
                 f"qcs::cam::uin/{A}:groupid/1", f"qcs::cam::uin/{A}:roleName/runner",
                 f"qcs::cam::uin/{B}:role/{ROLES[B][0]}", f"qcs::cam::uin/{A}:service/cdn"]
        if self.chance(0.05):
            texts = ["qcs::cam::uin/1:uin/*", f"qcs::cam::{A}:root", "nobody", f"qcs::cam::uin/{A}:uin/${{uin}}"]
        result = {}
        if self.chance(0.9):
            result["qcs"] = self.pick([self.pick(texts), self.some(lambda: self.pick(texts), 3)])
        if not result or self.chance(0.3):
            result["service"] = self.pick(SERVICES)
        if self.chance(0.05):
            result["federated"] = f"qcs::cam::uin/{A}:saml-provider/idp"
        return result

    def statement(self, targets: list, kind: str) -> dict:
        action, resource, context = self.pick(targets)
        result = {
            "effect": "allow" if self.chance(0.72) else "deny",
            "action": self.pick([self.action_pattern(action), self.some(lambda: self.action_pattern(action), 2)]),
            "resource": self.pick([self.resource_pattern(resource), self.some(lambda: self.resource_pattern(resource), 2)]),
        }
        if result["effect"] == "allow" and self.chance(0.35):
            result["action"], result["resource"] = "*", "*"
        if self.chance(0.45):
            result["condition"] = self.condition(context)
        if kind == "resource":
            result["principal"] = self.named_principals()
            if self.chance(0.2):
                result["sid"] = "one"
        return result

    def document(self, targets: list, kind: str):
        if self.chance(0.015):
            return self.pick(["", "{", "[]", '{"version":"2.0"}', '{"version":"1.0","statement":[]}',
                              '{"version":"2.0","statement":[{"effect":"allow","effect":"deny","action":"*","resource":"*"}]}',
                              '{"version":"2.0","statement":[{"effect":"allow","action":"cvm","resource":"*"}]}',
                              '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"cvm"}]}'])
        statements = self.some(lambda: self.statement(targets, kind), 3)
        result = {"version": "2.0", "statement": statements}
        if self.chance(0.1):
            result["statement"] = statements[0]
        if kind == "resource" and self.chance(0.2):
            result["principal"] = self.named_principals()
            for statement in statements[1:]:
                statement.pop("principal")
        if self.chance(0.05):
            result = _capitalised(result)
        return json.dumps(result) if self.chance(0.05) else result

    # --- The world. ---

    def world(self) -> dict:
        """Makes a world; requests made afterwards are about it."""
        self.targets = [self.target() for _ in range(5)]
        policies = [{"name": f"P{index}", "owner_uin": account, "document": self.document(self.targets, "identity")}
                    for account in (A, B, C) for index in range(5 if account == A else 2)]
        names = {account: [one["name"] for one in policies if one["owner_uin"] == account] for account in (A, B, C)}
        if self.chance(0.1):
            policies.append({"name": PRESETS[0], "owner_uin": A, "document": self.document(self.targets, "identity")})

        def attached(account, most):
            count = self.random.randint(0, most)
            return list(dict.fromkeys(self.pick(names[account] + [self.pick(PRESETS)]) for _ in range(count)))

        def limited(one, account):
            one["policies"] = attached(account, 3)
            if self.chance(0.2):
                one["boundary"] = self.pick(names[account] + [PRESETS[0]])
            return one

        users = [limited({"uin": uin, "owner_uin": account, "name": f"u{uin[-3:]}",
                          "type": "collaborator" if uin.endswith("3") else "sub_user"}, account)
                 for account, uins in USERS.items() for uin in uins]
        users.append({"uin": RECIPIENT, "owner_uin": A, "name": "mail", "type": "message_recipient"})
        return {
            "schema_version": 1,
            "accounts": [{"uin": uin, "name": f"account {uin[-1]}"} | ({"app_id": app_id} if app_id else {})
                         for uin, app_id in ACCOUNTS],
            "users": users,
            "groups": [{"id": "1", "owner_uin": A, "name": "ops", "members": USERS[A][:2], "policies": attached(A, 2)},
                       {"id": "2", "owner_uin": A, "name": "dev", "members": USERS[A][1:], "policies": attached(A, 1)},
                       {"id": "1", "owner_uin": B, "name": "ops", "members": USERS[B], "policies": attached(B, 1)}],
            "roles": [limited({"id": role, "owner_uin": account, "name": name, "trust": _TRUST}, account)
                      for account, (role, name) in ROLES.items()],
            "policies": policies,
            "resource_policies": [
                {"name": f"R{index}", "owner_uin": account, "document": self.document(self.targets, "resource")}
                for account in (A, B) for index in range(self.pick([0, 1, 1, 2]))],
            "resource_tags": self.tags(),
        }


_TRUST = {"version": "2.0", "statement": [
    {"effect": "allow", "action": "sts:AssumeRole", "principal": {"qcs": [f"qcs::cam::uin/{A}:root"]}}]}


def _capitalised(value: dict) -> dict:
    result = {}
    for name, one in value.items():
        if name == "statement":
            one = [_capitalised(each) for each in one] if isinstance(one, list) else _capitalised(one)
        if name == "effect":
            one = one.capitalize()
        result[name.capitalize()] = one
    return result


def generate(seed: int, count: int) -> tuple[dict, list[str]]:
    """A world and `count` request lines about it."""
    generator = Generator(seed)
    world = generator.world()
    return world, [json.dumps(generator.request()) for _ in range(count)]


# --- What is reached. ---


def rules_of_the_oracle() -> set[str]:
    """Every rule that decisions can reach, read from the oracle's own sources."""
    found = set()
    for path in Path(__file__).parent.glob("*.py"):
        found.update(re.findall(r'covers\(\s*"(CAM-[^"]+)"', path.read_text("utf-8")))
    return found - {"CAM-013/valid", "CAM-095"}  # creation, and assuming a role, have their own tests


def missing(reached: set[str], results: set[tuple[str, bool]]) -> list[str]:
    forms = ["null_equal"]
    for base in conditions.BASES[:-1]:
        forms += [prefix + base + suffix for prefix in ("", "for_any_value:", "for_all_value:")
                  for suffix in ("", "_if_exist")]
    wanted = [(form, result) for form in forms for result in (True, False)]
    reasons = {f"reason {reason}" for reason in REASONS}
    return sorted(rules_of_the_oracle() - reached) + sorted(reasons - reached) + [
        f"{form} never gave {result}" for form, result in wanted if (form, result) not in results]


REASONS = ["root", "allowed", "no_permission_needed", "explicit_deny", "no_matching_allow", "boundary", "session_policy",
           "general_policy", "cross_account", "unreadable_policy", "unknown_principal", "invalid_request"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--out")
    options = parser.parse_args()
    shipped, counts = catalog.load(), dict.fromkeys(REASONS, 0)
    for number in range(options.worlds):
        world, lines = generate(options.seed + number, options.requests)
        if options.out:
            folder = Path(options.out)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"world-{number}.json").write_text(json.dumps(world, indent=1), "utf-8")
            (folder / f"requests-{number}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        held = World(strict_json.read(json.dumps(world)), shipped)
        for line in lines:
            decision = oracle.decide_line(held, line)
            counts[decision.reason] += 1
            rules.reached.add(f"reason {decision.reason}")
    for reason, count in counts.items():
        print(f"{count:8}  {reason}")
    absent = missing(rules.reached, rules.operator_results)
    everything = len(rules_of_the_oracle())
    print(f"rules reached: {len(rules_of_the_oracle() & rules.reached)} of {everything}; "
          f"operator forms with a result: {len(rules.operator_results)}")
    for one in absent:
        print(f"not reached: {one}")
    return 1 if absent else 0


if __name__ == "__main__":
    sys.exit(main())
