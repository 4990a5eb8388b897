"""W1 as Rego says it best: relations in the store, `graph.reachable` over them, after the rules that were published.

`files(kind, scene)` and `request(kind, asked)`; the relations come from the scene's facts.
"""

import json

from .hospital import EMERGENCY, EMERGENCY_ACTIONS, ROLES
from .relations import EDITOR_ACTIONS, LEVELS, ORGANISATION_LEVELS
from .scene import uin

HEAD = """package bench

import rego.v1

default allow := false

"""

GDRIVE = """above contains place if some place in graph.reachable(data.inside, {input.resource})

allow if {
	input.action == "Read"
	data.public[input.resource]
}

allow if {
	input.action == "Read"
	some place in above
	data.sees[input.user][place]
}

allow if {
	input.action in {"Read", "Write", "Share"}
	some place in above
	data.owns[input.user][place]
}

allow if {
	input.action == "ChangeOwner"
	data.owns[input.user][input.resource]
}

allow if {
	input.action == "CreateDocument"
	some place in above
	data.owns[input.user][place]
}
"""

GITHUB = """reached := graph.reachable(data.graph, {input.user})

allow if {
	some level in data.including[input.action]
	reached[sprintf("%s_%s", [input.resource, level])]
}

allow if {
	some level in data.including[input.action]
	reached[sprintf("%s_%s", [data.owner[input.resource], level])]
}
"""

TINYTODO = """list := data.lists[input.resource]

allow if input.action in {"CreateList", "GetLists"}

allow if list.owner == input.user

allow if {
	input.action == "GetList"
	graph.reachable(data.teams, {input.user})[list.readers]
}

allow if {
	input.action in data.edits
	graph.reachable(data.teams, {input.user})[list.editors]
}
"""

HOSPITAL = """person := data.staff[input.user]

allow if {
	permitted
	not input.sensitivity > person.clearance
}

permitted if {
	person.departments[input.department]
	input.action in data.permits[input.department][person.role][input.kind]
}

permitted if {
	person.role == "emergency"
	input.kind in data.emergency.kinds
	input.action in data.emergency.actions
}
"""


def truths(names):
    return {name: True for name in names}


def gdrive(scene):
    f = scene.facts
    size = len(f["public"])
    inside, sees, owns = {}, {}, {}
    for n in range(size):
        inside[f"doc_{n}"] = [f"folder_{x}" for x in f["document_in"][n]]
        inside[f"folder_{n}"] = [f"folder_{x}" for x in f["folder_in"][n]]
        seen = [f["seen_by_user"][n]] + [f["seen_by_group"][g] for g in f["member"][n]]
        sees[uin(n)] = truths([f"doc_{d}" for s in seen for d in s[0]] + [f"folder_{x}" for s in seen for x in s[1]])
        owns[uin(n)] = truths([f"doc_{d}" for d in f["owned_documents"][n]] + [f"folder_{x}" for x in f["owned_folders"][n]])
    public = truths(f"doc_{n}" for n in range(size) if f["public"][n])
    return GDRIVE, {"inside": inside, "sees": sees, "owns": owns, "public": public}


def github(scene):
    f = scene.facts
    size = len(f["owner"])
    graph, owner = {}, {}
    for n in range(size):
        owner[f"repo_{n}"] = f"org_{f['owner'][n]}"
        graph[f"org_{n}"] = [f"org_{o}_{level}" for o, level in f["organisation_holds"][n]]
        graph[f"team_{n}"] = [f"team_{t}" for t in f["team_in"][n]] + [f"repo_{r}_{level}" for r, level in f["team_holds"][n]]
        graph[uin(n)] = [f"team_{t}" for t in f["user_in_team"][n]] + [f"repo_{r}_{level}" for r, level in f["user_holds"][n]]
        graph[uin(n)] += [f"org_{o}" for o in f["user_in_organisation"][n]] + [f"org_{o}_{level}" for o, level in f["user_holds_organisation"][n]]
    for n in range(size):
        for level in LEVELS:
            graph[f"repo_{n}_{level}"] = []
        for level in ORGANISATION_LEVELS:
            graph[f"org_{n}_{level}"] = []
    including = {level.title(): LEVELS[n:] for n, level in enumerate(LEVELS)}
    return GITHUB, {"graph": graph, "owner": owner, "including": including}


def tinytodo(scene):
    f = scene.facts
    teams, lists = {}, {}
    for n, (owner, readers, editors) in enumerate(f["lists"]):
        lists[f"list_{n}"] = {"owner": uin(owner), "readers": f"team_{readers}", "editors": f"team_{editors}"}
        teams[f"team_{n}"] = [f"team_{t}" for t in f["team_in"][n]]
        teams[uin(n)] = [f"team_{t}" for t in f["user_in"][n]]
    # Editors may also read, which is the one action that is in both lists.
    return TINYTODO, {"teams": teams, "lists": lists, "edits": EDITOR_ACTIONS}


def hospital(scene):
    staff, permits = {}, {}
    for person in scene.facts["staff"]:
        staff[person["uin"]] = {"role": person["role"], "clearance": person["clearance"], "departments": truths(f"d{d}" for d in person["in"])}
        permits[f"d{person['department']}"] = {role: {k: a.split() for k, a in kinds.items()} for role, (_, kinds) in ROLES.items()}
    return HOSPITAL, {"staff": staff, "permits": permits, "emergency": {"kinds": EMERGENCY, "actions": EMERGENCY_ACTIONS}}


KINDS = {"gdrive": gdrive, "github": github, "tinytodo": tinytodo, "hospital": hospital}


def files(kind, scene):
    text, data = KINDS[kind](scene)
    return {"policy.rego": HEAD + text, "data.json": json.dumps(data)}


def request(kind, asked):
    content, action = asked.resource.split(":", 1)[1], asked.action.split(":")[1]
    if kind == "hospital":
        record, department, _ = content.split("/")
        sensitivity = int(asked.context["hospital:sensitivity"][0])
        return {"user": asked.uin, "action": action, "kind": record, "department": department, "sensitivity": sensitivity}
    return {"user": asked.uin, "action": action, "resource": content.split("/")[1]}
