#!/usr/bin/env python3
"""How long each list and get action takes in a big store, and in one of a thousandth of its size.

    bench/scale.py [--program build/release/opencam] [--calls 200] [--users 100000 --policies 10000 --attachments 1000000]
                   [--out docs/performance/scale.md]

Makes both worlds (scale_world.py), brings them in with `opencam import`, starts a server on each and calls, over HTTP, every
action of api/*.json that only reads, with arguments drawn at random: pages anywhere in the list, users, groups, policies
and roles anywhere in the account; then the lists, the search and the parts of the report under /access/v1/. Then it
changes one policy and asks a decision at once. Prints a table of p50 and p99 in milliseconds. An action that is refused
or needs what no world file holds is listed with its code. Needs no package.
"""

import argparse
import http.client
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "e2e"), str(ROOT / "bench")]

import opencam_server  # noqa: E402
import scale_world  # noqa: E402
from signed import Refused, Signed  # noqa: E402

READING = ("List", "Get", "Describe", "Query", "LookUp")
PAGE_ROWS = 100


class Store:
    """One world in a store with a server on it."""

    def __init__(self, folder, size, options):
        self.folder, self.size = pathlib.Path(folder), size
        self.folder.mkdir()
        self.server = opencam_server.Server(self.folder)
        self.account = self.server.create_account("big")
        self.config = self.folder / "config.json"
        self.config.write_text(json.dumps({"quota": scale_world.QUOTA}))
        self.random = random.Random(options.seed)
        self.figures = {}

    def bring_in(self):
        path = self.folder / "world.json"
        wanted = argparse.Namespace(**self.size, uin=self.account["uin"], app_id=self.account["app_id"], name="big", seed=1)
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(scale_world.world(wanted))
        self.figures["world file, MB"] = path.stat().st_size / 1e6
        began = time.monotonic()
        # The progress of a load is for people, so it goes where they are.
        command = [opencam_server.program(), "import", str(path), "--progress", "--data", str(self.server.data), "--config", str(self.config)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.figures["import, s"] = time.monotonic() - began
        self.figures["store, MB"] = sum(f.stat().st_size for f in self.server.data.iterdir()) / 1e6
        path.unlink()

    def start(self):
        began = time.monotonic()
        log = open(self.server.log_path, "ab")
        command = [opencam_server.program(), "serve", "--listen", self.server.address, "--data", str(self.server.data)]
        self.server.process = subprocess.Popen([*command, "--config", str(self.config)], stdout=log, stderr=log)
        while not self.server.is_ready():
            assert self.server.process.poll() is None, self.server.log()
            time.sleep(0.01)
        self.figures["start to ready, s"] = time.monotonic() - began
        status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text()
        self.figures["memory, MB"] = int(status.split("VmRSS:")[1].split()[0]) / 1024
        self.api = Signed(self.server.address, self.account)
        first = self.api.cam("ListPolicies", Scope="Local", Rp=1)["List"][0]
        self.first_policy = int(first["PolicyId"])

    def argument(self, name, kind):
        """A value for a field, by its name; None: leave it out."""
        count = self.size
        user = self.random.randrange(count["users"])
        lists = max(1, count["users"] // 100)
        own = {
            "Page": lambda: self.random.randrange(1, 1 + max(1, count["policies"] // PAGE_ROWS)),
            "Rp": lambda: PAGE_ROWS,
            "Limit": lambda: PAGE_ROWS,
            "MaxResults": lambda: 50,
            "MaxKeys": lambda: PAGE_ROWS,
            "Offset": lambda: 0,
            "Name": lambda: f"user-{user:06}",
            "UserName": lambda: f"user-{user:06}",
            "GroupId": lambda: self.random.randrange(lists) + 1,
            "TargetGroupId": lambda: self.random.randrange(lists) + 1,
            "PolicyId": lambda: self.first_policy + self.random.randrange(count["policies"]),
            "RoleId": lambda: str(scale_world.FIRST_ROLE + self.random.randrange(lists)),
            "RoleName": lambda: f"role-{self.random.randrange(lists):05}",
            "RoleIds": lambda: [str(scale_world.FIRST_ROLE + self.random.randrange(lists))],
            "VersionId": lambda: 1,
            "AttachType": lambda: 0,
            "Uin": lambda: scale_world.FIRST_UIN + user,
            "UinList": lambda: [scale_world.FIRST_UIN + user],
            "FilterSubAccountUin": lambda: [scale_world.FIRST_UIN + user],
            "SecretIdList": lambda: [self.account["secret_id"]],
            "TagKeys": lambda: ["team"],
            "ResourceList": lambda: [self.job()],
            "Resource": self.job,
            "ServiceType": lambda: "batch",
            "ResourcePrefix": lambda: "job",
            "ResourceRegion": lambda: "ap-guangzhou",
            "ResourceIds": lambda: [self.job().split(":job/")[1]],
            "TagFilters": lambda: [{"TagKey": "team", "TagValue": [f"t{self.random.randrange(50)}"]}],
            "StartTime": lambda: int(time.time()) - 86400 if kind.startswith(("int", "uint")) else None,
            "EndTime": lambda: int(time.time()) if kind.startswith(("int", "uint")) else None,
        }
        if name in own:
            return own[name]()
        if name.endswith("Uin"):
            value = scale_world.FIRST_UIN + user
            return value if "int" in kind else str(value)
        return None

    def job(self):
        number = self.random.randrange(max(1, self.size["users"] // 10))
        return f"qcs::batch:ap-guangzhou:uin/{self.account['uin']}:job/team-{number % 1000}/job-{number}"

    def parameters(self, fields):
        paging = ("Page", "Rp", "Limit", "MaxResults")
        wanted = [field for field in fields if field.get("required") or field["name"] in paging]
        if not any(field.get("required") and field["name"] not in paging for field in fields):
            # One way to name what is asked about, where there are several.
            ways = ("RoleId", "PolicyId", "TargetUin", "SubUin", "Uin")
            wanted += [field for field in fields if field["name"] in ways][:1]
        made = {field["name"]: self.argument(field["name"], field["type"]) for field in wanted}
        return {name: value for name, value in made.items() if value is not None}

    def measure(self, service, action, fields, calls):
        took = []
        for _ in range(calls):
            body = json.dumps(self.parameters(fields)).encode()
            began = time.perf_counter()
            _, reply = self.api.raw(service, action, body)
            took.append((time.perf_counter() - began) * 1000)
            response = json.loads(reply)["Response"]
            if "Error" in response:
                return response["Error"]["Code"]
        return took

    def change_and_ask(self, calls):
        """From the change of one policy to the next decision, both over HTTP."""
        took = []
        uin = str(scale_world.FIRST_UIN)
        resource = f"qcs::batch:ap-guangzhou:uin/{self.account['uin']}:job/mine/j-1"
        policy = int(self.api.cam("ListAttachedUserPolicies", TargetUin=int(uin), Rp=1)["List"][0]["PolicyId"])
        for number in range(calls):
            effect = "allow" if number % 2 else "deny"
            document = {"version": "2.0", "statement": [{"effect": effect, "action": "batch:*", "resource": resource}]}
            began = time.perf_counter()
            self.api.cam("UpdatePolicy", PolicyId=policy, PolicyDocument=json.dumps(document))
            answer = self.api.allowed(uin, "batch:SubmitJob", resource)
            took.append((time.perf_counter() - began) * 1000)
            assert answer == (effect == "allow"), "an old answer"
        return took


# What the console asks for, page by page; `{user}` is a number drawn at random.
PATHS = (
    "directory/users",
    "directory/users?sort=name",
    "directory/users?sort=-created&limit=200",
    "directory/users?name={user}",
    "directory/users?kind=sub_user&console_login=true",
    "directory/groups?sort=name",
    "directory/roles?sort=-created",
    "directory/policies?sort=name",
    "directory/policies?sort=-holders",
    "directory/policies?name={user}",
    "directory/search?q=user-{user}",
    "directory/search?q={user}",
    "directory/search?q=200000",
    "security-report/summary",
    "security-report/findings",
    "security-report/users?name={user}",
)


def measure_path(store, path, calls):
    """The path with a bearer credential; the report is made by the first call and kept for the others."""
    took = []
    connection = http.client.HTTPConnection(*store.server.address.rsplit(":", 1), timeout=60)
    head = {"Authorization": f"Bearer {store.account['secret_id']}:{store.account['secret_key']}"}
    for _ in range(calls + 1):
        asked = path.replace("{user}", f"{store.random.randrange(store.size['users']):04}")
        began = time.perf_counter()
        connection.request("GET", "/access/v1/" + asked, headers=head)
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            return str(answer.status)
    if path == "security-report/summary":
        store.figures["first security report, s"] = took[0] / 1000
    return took[1:]


def p(took, share):
    return sorted(took)[min(len(took) - 1, int(len(took) * share))]


def cell(result):
    return result if isinstance(result, str) else f"{statistics.median(result):.2f} / {p(result, 0.99):.2f}"


def reading_actions():
    for path in sorted((ROOT / "api").glob("*.json")):
        model = json.loads(path.read_text(encoding="utf-8"))
        if path.stem not in ("cam", "tag", "cloudaudit") or "actions" not in model:
            continue
        for action, described in model["actions"].items():
            if action.startswith(READING):
                yield path.stem, action, described["request"]


def table(small, big, results):
    counts = [f"{size['users']:,} users, {size['policies']:,} policies, {size['attachments']:,} attachments" for size in (small.size, big.size)]
    yield f"| p50 / p99 in ms | {counts[0]} | {counts[1]} |"
    yield "|---|---|---|"
    for name, pair in results.items():
        yield f"| {name} | {cell(pair[0])} | {cell(pair[1])} |"
    yield ""
    yield "| load | small | big |"
    yield "|---|---|---|"
    for name in big.figures:
        yield f"| {name} | {small.figures[name]:.2f} | {big.figures[name]:.1f} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "build" / "release" / "opencam"))
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--policies", type=int, default=10_000)
    parser.add_argument("--attachments", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", help="write the table to this file as well")
    options = parser.parse_args()
    os.environ["OPENCAM_PROGRAM"] = options.program
    full = {"users": options.users, "policies": options.policies, "attachments": options.attachments}
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        stores = []
        try:
            for name, share in (("small", 1000), ("big", 1)):
                store = Store(pathlib.Path(folder) / name, {key: max(1, value // share) for key, value in full.items()}, options)
                stores.append(store)
                store.bring_in()
                store.start()
            for service, action, fields in reading_actions():
                results[action] = [store.measure(service, action, fields, options.calls) for store in stores]
                print(action, *map(cell, results[action]), sep=" | ", file=sys.stderr)
            for path in PATHS:
                results[path] = [measure_path(store, path, options.calls) for store in stores]
                print(path, *map(cell, results[path]), sep=" | ", file=sys.stderr)
            results["change one policy, then ask"] = [store.change_and_ask(options.calls) for store in stores]
        except Refused as refused:
            sys.exit(f"refused: {refused}")
        finally:
            for store in stores:
                store.server.kill()
        text = "\n".join(table(*stores, results)) + "\n"
    print(text)
    if options.out:
        pathlib.Path(options.out).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
