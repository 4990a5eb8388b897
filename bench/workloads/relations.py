"""W1: the three applications of the OOPSLA 2024 evaluation of Cedar, made anew from their published description.

Kept from it: the applications, their rules, the relations and what they mean, entities of every type in equal number,
random edges, uniformly random requests. Chosen here: the probability of an edge, that every list has one team of
readers and one of editors, that folders, teams and organisations only point to smaller numbers (so that there is no
cycle), and the names. Each application yields the Scene (relations written out as policies and group membership, which
is how CAM says them) and, for engines that know entities or documents, the relations themselves.
"""

import random

from .scene import Group, Policy, Request, Scene, Statement, User, uin

EDGE = 0.05
EVERYONE = "1"  # the group that every user is a member of


def edges(rng, count, below):
    return [n for n in range(below) if rng.random() < max(EDGE, 1.5 / count)]


def closure(parents):
    """For each number all its ancestors and itself. REQUIRES: parents point to smaller numbers."""
    reached = []
    for number, above in enumerate(parents):
        reached.append({number}.union(*(reached[a] for a in above)) if above else {number})
    return reached


def permit(actions, resources):
    return Statement("allow", actions, sorted(resources))


def attach(scene, holder, statements, name):
    statements = [s for s in statements if s.resources]
    if statements:
        scene.policies.append(Policy(name, statements))
        holder.policies.append(name)


def make_users(scene, count):
    scene.users = [User(uin(n), groups=[EVERYONE]) for n in range(count)]
    scene.groups = [Group(EVERYONE)]


def gdrive(size, seed, requests):
    """Who may see a document: its owner, the owner of a folder above it, everybody whom (or whose group) it or a folder
    above it is shared with, and everybody if it is public."""
    rng = random.Random(f"gdrive {size} {seed}")
    scene = Scene()
    make_users(scene, size)
    member = [edges(rng, size, size) for _ in range(size)]
    owned_documents = [edges(rng, size, size) for _ in range(size)]
    owned_folders = [edges(rng, size, size) for _ in range(size)]
    above_folder = closure([edges(rng, size, f) for f in range(size)])
    document_in = [edges(rng, size, size) for _ in range(size)]
    above_document = [set().union(*(above_folder[f] for f in folders)) if folders else set() for folders in document_in]
    public = [rng.random() < 0.5 for _ in range(size)]
    seen_by_user = [(edges(rng, size, size), edges(rng, size, size)) for _ in range(size)]  # documents, folders
    seen_by_group = [(edges(rng, size, size), edges(rng, size, size)) for _ in range(size)]

    def document(n):
        return f"gdrive:document/doc_{n}"

    def folder(n):
        return f"gdrive:folder/folder_{n}"

    def below(folders):
        folders = set(folders)
        return {folder(f) for f in range(size) if folders & above_folder[f]} | {
            document(d) for d in range(size) if folders & above_document[d]
        }

    def view(seen):
        return permit(["gdrive:Read"], {document(d) for d in seen[0]} | below(seen[1]))

    attach(scene, scene.groups[0], [permit(["gdrive:Read"], {document(d) for d in range(size) if public[d]})], "Public")
    for n in range(size):
        group = Group(str(n + 2))
        scene.groups.append(group)
        attach(scene, group, [view(seen_by_group[n])], f"Group{n}")
    for n, user in enumerate(scene.users):
        user.groups += [str(g + 2) for g in member[n]]
        mine = {document(d) for d in owned_documents[n]}
        statements = [
            view(seen_by_user[n]),
            permit(["gdrive:Read", "gdrive:Write", "gdrive:Share"], mine | below(owned_folders[n])),
            permit(["gdrive:ChangeOwner"], mine),
            permit(["gdrive:CreateDocument"], {f for f in below(owned_folders[n]) if ":folder/" in f}),
        ]
        attach(scene, user, statements, f"User{n}")
    for _ in range(requests):
        action = rng.choice(["Read", "Write", "Share", "ChangeOwner", "CreateDocument"])
        kind = folder if action == "CreateDocument" else document if action == "ChangeOwner" else rng.choice([document, folder])
        scene.requests.append(Request(uin(rng.randrange(size)), f"gdrive:{action}", kind(rng.randrange(size))))
    scene.facts = {
        "member": member, "owned_documents": owned_documents, "owned_folders": owned_folders, "public": public,
        "document_in": document_in, "folder_in": [sorted(a - {n}) for n, a in enumerate(above_folder)],
        "seen_by_user": seen_by_user, "seen_by_group": seen_by_group,
    }  # fmt: skip
    return scene


LEVELS = ["read", "triage", "write", "maintain", "admin"]
ORGANISATION_LEVELS = ["read", "write", "admin"]


def github(size, seed, requests):
    """A repository has five levels of access, each including those below it; users and teams (and the teams above a
    user's team) hold a level on a repository; an organisation's members or others hold one on all its repositories."""
    rng = random.Random(f"github {size} {seed}")
    scene = Scene()
    make_users(scene, size)
    owner = [rng.randrange(size) for _ in range(size)]
    team_above = closure([edges(rng, size, t) for t in range(size)])
    team_holds = [[(r, rng.choice(LEVELS)) for r in edges(rng, size, size)] for _ in range(size)]
    organisation_holds = [[(o, rng.choice(ORGANISATION_LEVELS)) for o in edges(rng, size, size)] for _ in range(size)]
    user_holds = [[(r, rng.choice(LEVELS)) for r in edges(rng, size, size)] for _ in range(size)]
    user_in_team = [edges(rng, size, size) for _ in range(size)]
    user_in_organisation = [edges(rng, size, size) for _ in range(size)]
    user_holds_organisation = [[(o, rng.choice(ORGANISATION_LEVELS)) for o in edges(rng, size, size)] for _ in range(size)]

    def repository(n):
        return f"github:repository/repo_{n}"

    def statements(on_repositories, on_organisations):
        by_level = {level: set() for level in LEVELS}
        for r, level in on_repositories:
            by_level[level].add(repository(r))
        for o, level in on_organisations:
            by_level[level] |= {repository(r) for r in range(size) if owner[r] == o}
        return [permit([f"github:{a.title()}" for a in LEVELS[: n + 1]], by_level[level]) for n, level in enumerate(LEVELS)]

    for n in range(size):
        team, organisation = Group(str(2 + n)), Group(str(2 + size + n))
        scene.groups += [team, organisation]
        attach(scene, team, statements(team_holds[n], []), f"Team{n}")
        attach(scene, organisation, statements([], organisation_holds[n]), f"Organisation{n}")
    for n, user in enumerate(scene.users):
        teams = set().union(*(team_above[t] for t in user_in_team[n])) if user_in_team[n] else set()
        user.groups += [str(2 + t) for t in sorted(teams)] + [str(2 + size + o) for o in user_in_organisation[n]]
        attach(scene, user, statements(user_holds[n], user_holds_organisation[n]), f"User{n}")
    for _ in range(requests):
        level = rng.choice(LEVELS)
        scene.requests.append(Request(uin(rng.randrange(size)), f"github:{level.title()}", repository(rng.randrange(size))))
    scene.facts = {
        "owner": owner, "team_in": [sorted(a - {n}) for n, a in enumerate(team_above)], "team_holds": team_holds,
        "organisation_holds": organisation_holds, "user_holds": user_holds, "user_in_team": user_in_team,
        "user_in_organisation": user_in_organisation, "user_holds_organisation": user_holds_organisation,
    }  # fmt: skip
    return scene


LIST_ACTIONS = ["GetList", "UpdateList", "DeleteList", "CreateTask", "UpdateTask", "DeleteTask", "EditShares"]
EDITOR_ACTIONS = ["GetList", "UpdateList", "CreateTask", "UpdateTask", "DeleteTask"]


def tinytodo(size, seed, requests):
    """Task lists: everybody may make one and see the overview; its owner may do all, its editors' team edit, its readers'
    team read; who is in a team is in the teams above it."""
    rng = random.Random(f"tinytodo {size} {seed}")
    scene = Scene()
    make_users(scene, size)
    user_in = [edges(rng, size, size) for _ in range(size)]
    team_above = closure([edges(rng, size, t) for t in range(size)])
    lists = [(rng.randrange(size), rng.randrange(size), rng.randrange(size)) for _ in range(size)]  # owner, readers, editors

    def name(n):
        return f"todo:list/list_{n}"

    everyone = [permit(["todo:CreateList", "todo:GetLists"], ["todo:application/tinytodo"])]
    attach(scene, scene.groups[0], everyone, "Everyone")
    for n in range(size):
        team = Group(str(2 + n))
        scene.groups.append(team)
        reads = permit(["todo:GetList"], [name(l) for l in range(size) if lists[l][1] == n])
        edits = permit([f"todo:{a}" for a in EDITOR_ACTIONS], [name(l) for l in range(size) if lists[l][2] == n])
        attach(scene, team, [reads, edits], f"Team{n}")
    for n, user in enumerate(scene.users):
        teams = set().union(*(team_above[t] for t in user_in[n])) if user_in[n] else set()
        user.groups += [str(2 + t) for t in sorted(teams)]
        owned = [name(l) for l in range(size) if lists[l][0] == n]
        attach(scene, user, [permit([f"todo:{a}" for a in LIST_ACTIONS], owned)], f"Owner{n}")
    for _ in range(requests):
        action = rng.choice(LIST_ACTIONS + ["CreateList", "GetLists"])
        resource = name(rng.randrange(size)) if action in LIST_ACTIONS else "todo:application/tinytodo"
        scene.requests.append(Request(uin(rng.randrange(size)), f"todo:{action}", resource))
    scene.facts = {"user_in": user_in, "team_in": [sorted(a - {n}) for n, a in enumerate(team_above)], "lists": lists}
    return scene
