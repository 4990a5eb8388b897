"""W1 as Cedar says it best: a handful of policies over entities, after the rules that were published for each application.

`files(kind, scene)` and `request(kind, asked)`; the relations come from the scene's facts.
"""

import json

from .hospital import EMERGENCY, EMERGENCY_ACTIONS, ROLES
from .relations import EDITOR_ACTIONS, LEVELS, ORGANISATION_LEVELS
from .scene import uin


def entity(kind, name, parents=(), **attributes):
    return {"uid": ref(kind, name), "attrs": attributes, "parents": [ref(*p) for p in parents]}


def ref(kind, name):
    return {"type": kind, "id": name}


def refs(kind, names):
    return [ref(kind, n) for n in names]


def entity_value(kind, name):
    return {"__entity": ref(kind, name)}


GDRIVE = """
permit(principal, action == Action::"Read", resource) when { resource in principal.view };
permit(principal, action in [Action::"Read", Action::"Write", Action::"Share"], resource) when { resource in principal.owned };
permit(principal, action == Action::"ChangeOwner", resource) when { principal.documents.contains(resource) };
permit(principal, action == Action::"CreateDocument", resource) when { resource in principal.folders };
permit(principal, action == Action::"Read", resource) when { resource has public && resource.public };
"""


def gdrive(scene):
    f, made = scene.facts, []
    size = len(f["public"])
    members = [[u for u in range(size) if g in f["member"][u]] for g in range(size)]

    def views(place, n):
        users = [("View", f"user_{u}") for u in range(size) if n in f["seen_by_user"][u][place]]
        return users + [("View", f"group_{g}") for g in range(size) if n in f["seen_by_group"][g][place]]

    for n in range(size):
        documents = [entity_value("Document", f"doc_{d}") for d in f["owned_documents"][n]]
        folders = [entity_value("Folder", f"folder_{d}") for d in f["owned_folders"][n]]
        view = entity_value("View", f"user_{n}")
        made.append(entity("User", uin(n), documents=documents, folders=folders, owned=documents + folders, view=view))
        made.append(entity("View", f"user_{n}"))
        made.append(entity("View", f"group_{n}", [("View", f"user_{u}") for u in members[n]]))
        inside = [("Folder", f"folder_{x}") for x in f["document_in"][n]]
        made.append(entity("Document", f"doc_{n}", inside + views(0, n), public=f["public"][n]))
        made.append(entity("Folder", f"folder_{n}", [("Folder", f"folder_{x}") for x in f["folder_in"][n]] + views(1, n)))
    return GDRIVE, made


def github(scene):
    f, made = scene.facts, []
    size = len(f["owner"])
    text = ""
    for n, level in enumerate(LEVELS):
        actions = ", ".join(f'Action::"{a.title()}"' for a in LEVELS[: n + 1])
        text += f"permit(principal, action in [{actions}], resource) when {{ principal in resource.{level} }};\n"
        if level in ORGANISATION_LEVELS:
            text += f"permit(principal, action in [{actions}], resource) when {{ principal in resource.owner.{level} }};\n"

    def holds(kind, pairs):
        return [(kind, f"{n}_{level}") for n, level in pairs]

    for n in range(size):
        for level in LEVELS:
            made.append(entity("RepoPermission", f"{n}_{level}"))
        for level in ORGANISATION_LEVELS:
            made.append(entity("OrgPermission", f"{n}_{level}"))
        levels = {level: entity_value("RepoPermission", f"{n}_{level}") for level in LEVELS}
        made.append(entity("Repository", f"repo_{n}", owner=entity_value("Organization", f"org_{f['owner'][n]}"), **levels))
        levels = {level: entity_value("OrgPermission", f"{n}_{level}") for level in ORGANISATION_LEVELS}
        made.append(entity("Organization", f"org_{n}", holds("OrgPermission", f["organisation_holds"][n]), **levels))
        above = [("Team", f"team_{t}") for t in f["team_in"][n]]
        made.append(entity("Team", f"team_{n}", above + holds("RepoPermission", f["team_holds"][n])))
        parents = [("Team", f"team_{t}") for t in f["user_in_team"][n]] + [("Organization", f"org_{o}") for o in f["user_in_organisation"][n]]
        parents += holds("RepoPermission", f["user_holds"][n]) + holds("OrgPermission", f["user_holds_organisation"][n])
        made.append(entity("User", uin(n), parents))
    return text, made


def tinytodo(scene):
    f = scene.facts
    size = len(f["lists"])
    edits = ", ".join(f'Action::"{a}"' for a in EDITOR_ACTIONS)
    text = f"""
permit(principal, action in [Action::"CreateList", Action::"GetLists"], resource == Application::"tinytodo");
permit(principal, action, resource is List) when {{ resource.owner == principal }};
permit(principal, action == Action::"GetList", resource is List) when {{ principal in resource.readers || principal in resource.editors }};
permit(principal, action in [{edits}], resource is List) when {{ principal in resource.editors }};
"""
    made = [entity("Application", "tinytodo")]
    for n in range(size):
        owner, readers, editors = f["lists"][n]
        made.append(entity("Team", f"team_{n}", [("Team", f"team_{t}") for t in f["team_in"][n]]))
        made.append(entity("User", uin(n), [("Team", f"team_{t}") for t in f["user_in"][n]]))
        team = {"readers": entity_value("Team", f"team_{readers}"), "editors": entity_value("Team", f"team_{editors}")}
        made.append(entity("List", f"list_{n}", owner=entity_value("User", uin(owner)), **team))
    return text, made


def hospital(scene):
    staff, text = scene.facts["staff"], []
    departments = sorted({d for person in staff for d in person["in"]} | {person["department"] for person in staff})
    for d in departments:
        for role, (_, kinds) in ROLES.items():
            for kind, actions in kinds.items():
                listed = ", ".join(f'Action::"{a}"' for a in actions.split())
                text.append(
                    f'permit(principal in Department::"d{d}", action in [{listed}], resource) when '
                    f'{{ principal.role == "{role}" && context.kind == "{kind}" && context.department == "d{d}" }};\n'
                )
        text.append(f'forbid(principal, action, resource) when {{ context.department == "d{d}" && context.sensitivity > principal.clearance }};\n')
    listed = ", ".join(f'Action::"{a}"' for a in EMERGENCY_ACTIONS)
    for kind in EMERGENCY:
        text.append(f'permit(principal, action in [{listed}], resource) when {{ principal.role == "emergency" && context.kind == "{kind}" }};\n')
    made = [entity("Department", f"d{d}") for d in departments]
    for person in staff:
        parents = [("Department", f"d{d}") for d in person["in"]]
        made.append(entity("User", person["uin"], parents, role=person["role"], clearance=person["clearance"]))
    return "".join(text), made


KINDS = {"gdrive": gdrive, "github": github, "tinytodo": tinytodo, "hospital": hospital}
TYPES = {"document": "Document", "folder": "Folder", "repository": "Repository", "list": "List", "application": "Application"}


def files(kind, scene):
    text, entities = KINDS[kind](scene)
    return {"policies.cedar": text, "entities.json": json.dumps(entities)}


def request(kind, asked):
    content, action = asked.resource.split(":", 1)[1], asked.action.split(":")[1]
    made = {"principal": ["User", asked.uin], "action": action, "context": {}}
    if kind == "hospital":
        record, department, number = content.split("/")
        sensitivity = int(asked.context["hospital:sensitivity"][0])
        made["context"] = {"kind": record, "department": department, "sensitivity": sensitivity}
        return made | {"resource": ["Record", number]}
    type_name, name = content.split("/")
    return made | {"resource": [TYPES[type_name], name]}
