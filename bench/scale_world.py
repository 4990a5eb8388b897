#!/usr/bin/env python3
"""Writes a big world file: one account with many users, policies and attachments.

    bench/scale_world.py --users 100000 --policies 10000 --attachments 1000000 --uin 100000000001 --app-id 1250000001 > world.json
    bench/scale_world.py --quota > config.json      # a configuration that lets it in

Of a hundred attachments 98 are users' own, one is a group's and one a role's. Each user is in one group of a hundred;
there is a role for every hundred users, a tagged job for every ten. The same numbers give the same world.
"""

import argparse
import json
import random
import sys

FIRST_UIN = 200_000_000_000
FIRST_ROLE = 4_611_686_018_427_500_000
# As in real policies, a statement names a few actions of one service out of thousands there are.
SERVICES = ("cvm", "vpc", "cdb", "clb", "scf", "tke", "redis", "cls", "ckafka", "mongodb", "postgres", "cmqqueue")
VERBS = ("Describe", "Create", "Modify", "Delete", "Start", "Stop", "Bind", "Release")
THINGS = ("Instance", "Volume", "Subnet", "Route", "Backup", "Key", "Image", "Rule", "Function", "Topic", "Cluster", "Node")
REGIONS = ("ap-guangzhou", "ap-beijing", "ap-shanghai", "ap-chengdu", "")

# Limits that this size needs; CAM's own are far smaller.
QUOTA = {
    "users_max": 1_000_000,
    "groups_max": 100_000,
    "users_of_group_max": 1_000_000,
    "roles_max": 100_000,
    "policies_max": 100_000,
    "attachments_of_target_max": 10_000,
    "tagged_resources_max": 1_000_000,
}


def statement(chance, number):
    region, service = chance.choice(REGIONS), chance.choice(SERVICES)
    made = {
        "effect": "deny" if chance.random() < 0.05 else "allow",
        "action": [f"{service}:{chance.choice(VERBS)}{thing}" for thing in chance.sample(THINGS, 3)],
        "resource": f"qcs::{service}:{region}::team/team-{number % 1000}/*",
    }
    if chance.random() < 0.2:
        made["condition"] = {"ip_equal": {"qcs:ip": [f"10.{number % 250}.0.0/16"]}}
    return made


def rows(kind, made):
    """One list of the file, a line each, so that it can be written without being held."""
    yield f'"{kind}": ['
    between = ""
    for row in made:
        yield between + json.dumps(row, separators=(",", ":"))
        between = ",\n"
    yield "]"


def world(options):
    chance = random.Random(options.seed)
    owner = {"owner_uin": options.uin}
    names = [f"policy-{number:06}" for number in range(options.policies)]
    groups = max(1, options.users // 100)
    roles = max(1, options.users // 100)
    for_users = options.attachments * 98 // 100
    for_groups = (options.attachments - for_users) // 2
    for_roles = options.attachments - for_users - for_groups

    def held(number, count, total):
        share = total * (number + 1) // count - total * number // count
        return chance.sample(names, min(share, len(names)))

    yield '{"schema_version": 1,'
    yield f'"accounts": [{json.dumps({"uin": options.uin, "app_id": options.app_id, "name": options.name})}],'
    yield from rows(
        "policies",
        (
            {"name": name, **owner, "document": {"version": "2.0", "statement": [statement(chance, number + i) for i in range(3)]}}
            for number, name in enumerate(names)
        ),
    )
    yield ","
    yield from rows(
        "users",
        (
            {
                "uin": str(FIRST_UIN + number),
                **owner,
                "name": f"user-{number:06}",
                "type": "sub_user",
                "policies": held(number, options.users, for_users),
            }
            for number in range(options.users)
        ),
    )
    yield ","
    yield from rows(
        "groups",
        (
            {
                "id": str(number + 1),
                **owner,
                "name": f"group-{number:05}",
                "members": [str(FIRST_UIN + user) for user in range(number, options.users, groups)],
                "policies": held(number, groups, for_groups),
            }
            for number in range(groups)
        ),
    )
    yield ","
    trust = {
        "version": "2.0",
        "statement": [
            {"effect": "allow", "action": "name/sts:AssumeRole", "principal": {"qcs": [f"qcs::cam::uin/{options.uin}:root"]}}
        ],
    }
    yield from rows(
        "roles",
        (
            {
                "id": str(FIRST_ROLE + number),
                **owner,
                "name": f"role-{number:05}",
                "trust": trust,
                "policies": held(number, roles, for_roles),
            }
            for number in range(roles)
        ),
    )
    tags = {
        f"qcs::batch:ap-guangzhou:uin/{options.uin}:job/team-{number % 1000}/job-{number}": {"team": f"t{number % 50}"}
        for number in range(options.users // 10)
    }
    yield ',"resource_tags": ' + json.dumps(tags, separators=(",", ":")) + "}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--policies", type=int, default=10_000)
    parser.add_argument("--attachments", type=int, default=1_000_000)
    parser.add_argument("--uin", default="100000000001")
    parser.add_argument("--app-id", default="1250000001")
    parser.add_argument("--name", default="big")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quota", action="store_true", help="write the configuration instead")
    options = parser.parse_args()
    if options.quota:
        print(json.dumps({"quota": QUOTA}, indent=2))
        return
    for piece in world(options):
        sys.stdout.write(piece)


if __name__ == "__main__":
    main()
