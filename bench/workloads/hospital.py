"""W1: hospital-N, made anew from the description that SAPL's authors publish of theirs: 33 N + 5 policies.

Each of N departments has 32 permits, one for each pair of role and kind of record with its actions, and one deny for
records more sensitive than the caller's clearance; five permits for emergency staff hold in every department. Five members of
staff in two teams for each department, who sometimes help in another one; 500 requests of one hierarchy, four in five for
the own department.

In CAM a role in a department is a group, a clearance a group with one deny; the sensitivity is a condition key of the request.
"""

import random

from .scene import Group, Policy, Request, Scene, Statement, User, uin

# role -> (clearance, {kind: actions})
ROLES = {
    "attending": (4, {"PatientRecord": "Read Write Create", "LabResult": "Read Order", "Prescription": "Read Write Prescribe",
                      "Imaging": "Read Order", "CareNote": "Read Write Create", "Referral": "Read Write Create"}),
    "resident": (3, {"PatientRecord": "Read Write", "LabResult": "Read", "Prescription": "Read", "Imaging": "Read Order",
                     "CareNote": "Read Write Create", "Referral": "Read Create"}),
    "nurse": (3, {"PatientRecord": "Read Write", "LabResult": "Read", "Prescription": "Read", "CareNote": "Read Write Create",
                  "Schedule": "Read Write"}),
    "labtech": (2, {"LabResult": "Read Write Create", "Imaging": "Read Write Create"}),
    "pharmacist": (3, {"Prescription": "Read Write Approve", "PatientRecord": "Read"}),
    "admin": (2, {"Schedule": "Read Write Create Delete", "BillingRecord": "Read Write", "AuditLog": "Read"}),
    "billing": (2, {"BillingRecord": "Read Write Create Bill", "PatientRecord": "Read"}),
    "auditor": (4, {"AuditLog": "Read Write Create Audit", "PatientRecord": "Read", "BillingRecord": "Read"}),
    "researcher": (1, {"PatientRecord": "Read", "LabResult": "Read", "Imaging": "Read"}),
}  # fmt: skip
EMERGENCY = ["PatientRecord", "LabResult", "Prescription", "Imaging", "CareNote"]
EMERGENCY_ACTIONS = ["Read", "Write", "Prescribe", "Override"]
ASKED_ACTIONS = ["Read"] * 7 + ["Write"] * 3 + ["Create"] * 2 + ["Order", "Prescribe", "Approve", "Bill", "Audit", "Delete"]
ASKED_KINDS = (["PatientRecord"] * 3 + ["LabResult", "CareNote"] * 2
               + ["Prescription", "Imaging", "Schedule", "BillingRecord", "AuditLog", "Referral"])  # fmt: skip
STAFF, TEAMS = 5, 2


def actions(kinds):
    return [f"hospital:{a}" for a in kinds.split()]


def hospital(size, seed, requests):
    rng = random.Random(f"hospital {size} {seed}")
    scene = Scene()
    roles = list(ROLES)
    group_of = {}
    for department in range(size):
        for role in roles:
            group = Group(str(len(scene.groups) + 1))
            group_of[department, role] = group.id
            scene.groups.append(group)
            for kind, allowed in ROLES[role][1].items():
                name = f"D{department}-{role}-{kind}"
                scene.policies.append(Policy(name, [Statement("allow", actions(allowed), [f"hospital:{kind}/d{department}/*"])]))
                group.policies.append(name)
    # The deny of a department is one policy for each clearance, because CAM compares with a constant.
    clearance_group = {}
    for clearance in (1, 2, 3, 4):
        group = Group(str(len(scene.groups) + 1))
        clearance_group[clearance] = group.id
        scene.groups.append(group)
        condition = [("numeric_greater_than", "hospital:sensitivity", [str(clearance)])]
        name = f"Clearance{clearance}"
        scene.policies.append(Policy(name, [Statement("deny", ["hospital:*"], ["*"], condition)]))
        group.policies.append(name)
    emergency = Group(str(len(scene.groups) + 1))
    scene.groups.append(emergency)
    for kind in EMERGENCY:
        name = f"Emergency-{kind}"
        scene.policies.append(Policy(name, [Statement("allow", [f"hospital:{a}" for a in EMERGENCY_ACTIONS], [f"hospital:{kind}/*"])]))
        emergency.policies.append(name)
    staff = []
    for department in range(size):
        for _ in range(STAFF):
            role = rng.choice(roles)
            helps = [d for d in range(size) if d != department and rng.random() < 0.05]
            person = {"uin": uin(len(staff)), "role": role, "clearance": ROLES[role][0], "department": department, "in": [department] + helps}
            staff.append(person)
            groups = [group_of[d, role] for d in person["in"]] + [clearance_group[person["clearance"]]]
            scene.users.append(User(person["uin"], groups=groups))
    for _ in range(requests):
        person = rng.choice(staff)
        department = person["department"] if rng.random() < 0.8 else rng.randrange(size)
        sensitivity = 1 if rng.random() < 0.7 else rng.randint(1, 4)
        resource = f"hospital:{rng.choice(ASKED_KINDS)}/d{department}/r{rng.randrange(1000)}"
        scene.requests.append(
            Request(person["uin"], f"hospital:{rng.choice(ASKED_ACTIONS)}", resource, {"hospital:sensitivity": [str(sensitivity)]})
        )
    scene.facts = {"staff": staff}
    return scene
