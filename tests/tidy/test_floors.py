"""Who may include whom: the floors of HACKING.md."""

import re

import tree

# part -> the parts it may use. `host` is the half of base that touches the machine (src/base/host).
MAY_USE = {
    "base": set(),
    "host": {"base"},
    "policy": {"base"},
    "wire": {"base", "host"},
    "engine": {"policy", "base"},
    "directory": {"policy", "base", "host"},
    "analysis": {"engine", "policy", "base"},
    # docs/decisions/batch-parts.md
    "batch": {"base", "host"},
    "runner": {"batch", "base", "host"},
    "store": {"directory", "batch", "policy", "base", "host"},
    "cli": {"analysis", "engine", "policy", "wire", "base", "host"},
    "services": {"analysis", "engine", "directory", "batch", "wire", "policy", "base", "host"},
    # The top floor puts the pieces together; docs/decisions/one-binary.md says why it may use cli.
    "server": {
        *("cli", "services", "store", "runner", "directory", "batch", "engine", "wire", "policy", "base", "host"),
    },
}

# The public headers belong to the parts that define what they declare.
PUBLIC = {
    "result.h": "base",
    "error_code.def": "base",
    "source.h": "base",
    "version.h": "base",
    "name.h": "policy",
    "catalog.h": "policy",
    "policy.h": "policy",
    "operator.def": "policy",
    "request.h": "engine",
    "decision.h": "engine",
    "reason.def": "engine",
    "engine.h": "engine",
    "analysis.h": "analysis",
}

# A store of its own kind: only the top floor may know one by name.
CONCRETE_STORES = re.compile(r"^store/(batch_)?(sqlite|memory|postgres)")

# What the parts that others embed must not touch: files, threads, clocks, chance.
MACHINE = {"fstream", "iostream", "thread", "filesystem", "random", "ctime", "cstdlib.h", "future", "mutex"}
EMBEDDED = {"base", "policy", "engine"}


def part_of_path(path):
    relative = tree.relative(path)
    if relative.startswith("include/opencam/"):
        return PUBLIC.get(path.name)
    words = relative.split("/")
    if words[0] != "src" or len(words) < 3:
        return None
    return "host" if relative.startswith("src/base/host/") else words[1]


def part_of_include(name):
    if name.startswith("opencam/"):
        return PUBLIC.get(name.removeprefix("opencam/"))
    if name.startswith("base/host/"):
        return "host"
    return name.split("/")[0] if "/" in name else None


def sources():
    return tree.files(".h", ".cc", ".def", under="src") + tree.files(".h", ".def", under="include")


def test_every_part_is_known_and_every_public_header_belongs_to_one():
    unknown = [tree.relative(p) for p in sources() if part_of_path(p) not in MAY_USE]
    assert not unknown, "add them to the floors, with a decision page: " + ", ".join(unknown)


def test_includes_keep_to_the_floors():
    wrong = []
    for path in sources():
        part = part_of_path(path)
        allowed = MAY_USE.get(part, set()) | {part}
        for line, is_system, name in tree.includes(path):
            if is_system:
                continue
            used = part_of_include(name)
            if used is None:
                wrong.append(f"{tree.relative(path)}:{line}: write `{name}` with its part: `part/name.h`")
            elif used not in allowed and not (tree.is_test(path) and used == "store" and part == "services"):
                wrong.append(f"{tree.relative(path)}:{line}: {part} must not use {used} (`{name}`)")
    assert not wrong, "\n".join(wrong)


def test_services_and_cli_know_no_concrete_store():
    wrong = []
    for path in sources():
        if part_of_path(path) not in {"services", "cli"} or tree.is_test(path):
            continue
        for line, _, name in tree.includes(path):
            if CONCRETE_STORES.match(name):
                wrong.append(f"{tree.relative(path)}:{line}: `{name}` is a concrete store")
    assert not wrong, "\n".join(wrong)


def test_what_others_embed_stands_on_the_standard_library_alone():
    wrong = []
    for path in sources():
        if part_of_path(path) not in EMBEDDED or tree.is_test(path):
            continue
        for line, is_system, name in tree.includes(path):
            if is_system and (not re.fullmatch(r"[a-z_0-9]+", name) or name in MACHINE):
                wrong.append(f"{tree.relative(path)}:{line}: `<{name}>` has no place here")
        code = tree.without_comments_and_literals(tree.text_of(path))
        for match in re.finditer(r"\b(system_clock|steady_clock|high_resolution_clock|std::time\b|std::rand\b|getenv)", code):
            line = code.count("\n", 0, match.start()) + 1
            wrong.append(f"{tree.relative(path)}:{line}: `{match.group(0)}`: time, chance and settings are passed in")
    assert not wrong, "\n".join(wrong)


def test_headers_for_tests_are_included_by_tests_only():
    for_tests = {tree.relative(p).removeprefix("src/") for p in sources() if p.suffix == ".h" and tree.is_test(p)}
    wrong = [
        f"{tree.relative(path)}:{line}: `{name}` is for tests"
        for path in sources()
        for line, _, name in tree.includes(path)
        if name in for_tests and not tree.is_test(path)
    ]
    assert not wrong, "\n".join(wrong)


def test_includes_make_no_cycle():
    known = {}
    for path in sources():
        relative = tree.relative(path)
        known[relative.removeprefix("src/").removeprefix("include/")] = path
    graph = {
        name: [i for _, is_system, i in tree.includes(path) if not is_system and i in known]
        for name, path in known.items()
    }
    done, trail = set(), []

    def visit(name):
        if name in trail:
            raise AssertionError("a cycle: " + " -> ".join(trail[trail.index(name) :] + [name]))
        if name in done:
            return
        trail.append(name)
        for following in graph[name]:
            visit(following)
        trail.pop()
        done.add(name)

    for name in graph:
        visit(name)


def test_targets_use_what_the_floors_allow():
    wrong = []
    for path in sorted((tree.ROOT / "src").glob("*/CMakeLists.txt")):
        match = re.search(r"opencam_part\((\w+)(?:\s+USES\s+([\w\s]+?))?(?:\s+(?:LIBS|TEST_LIBS)\b|\))", tree.text_of(path))
        assert match, f"{tree.relative(path)}: no opencam_part()"
        used = set((match.group(2) or "").split())
        for part in sorted(used - MAY_USE[match.group(1)]):
            wrong.append(f"{tree.relative(path)}: {match.group(1)} must not use {part}")
    assert not wrong, "\n".join(wrong)
