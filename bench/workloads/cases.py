"""The table of cases, and writing one of them down: neutral expectations and every language's files.

    CASE/case.json                  {"workload", "size", "policies", "statements", "worlds", "requests", "group", "left_out": {language: why}}
    CASE/group                      how many requests in a row make one question: 1 but in W5
    CASE/expected.txt               one character for each request: 1 allow, 0 deny
    CASE/N/LANGUAGE/requests.jsonl  the requests of world N; beside it what the engine loads
"""

import json
import pathlib

from . import aws, bulk, cam, casbin, cedar, circumstances, corpus, native_cedar, native_rego, plain, rego, sapl, wildcards
from .hospital import hospital
from .relations import gdrive, github, tinytodo
from .scene import Meaning

SEED = 34  # of the corpus whose shape is nearest to the target

LANGUAGES = {language.LANGUAGE: language for language in (cam, aws, cedar, rego, casbin, sapl)}
NATIVE = {"cedar": native_cedar, "rego": native_rego}

# workload -> (generator, sizes and requests and worlds when quick, the same in full, name of the native translation)
OOPSLA = [5, 10, 15, 20, 30, 40, 50]
WORKLOADS = {
    "W1-gdrive": (gdrive, [(n, 500, 4) for n in (5, 50)], [(n, 500, 200) for n in OOPSLA], "gdrive"),
    "W1-github": (github, [(n, 500, 4) for n in (5, 50)], [(n, 500, 200) for n in OOPSLA], "github"),
    "W1-tinytodo": (tinytodo, [(n, 500, 4) for n in (5, 50)], [(n, 500, 200) for n in OOPSLA], "tinytodo"),
    "W1-hospital": (hospital, [(5, 500, 1), (100, 500, 1)], [(n, 500, 1) for n in (5, 10, 30, 100, 300)], "hospital"),
    "W2-account": (corpus.one_account, [(1523, 2000, 1)], [(1523, 20000, 1)], None),
    "W2-principals": (corpus.many_principals, [(10000, 4000, 1)], [(10000, 50000, 1)], None),
    "W2-maximum": (corpus.maximum, [], [(1000, 20000, 1)], None),
    # Fewer requests where accounts are large, so that engines whose time grows with the account can decide them all.
    "W2-growth": (plain.growth, [(10, 2000, 1), (1000, 500, 1), (10000, 300, 1)],
                  [(10, 10000, 1), (100, 10000, 1), (1000, 5000, 1), (10000, 1000, 1), (100000, 1000, 1)], None),
    "W3-hostile": (wildcards.hostile, [(n, 400, 1) for n in (2, 16)], [(n, 2000, 1) for n in (2, 4, 8, 16)], None),
    "W3-prefixes": (wildcards.prefixes, [(10000, 1000, 1)], [(10000, 10000, 1)], None),
    "W4-operators": (circumstances.operators, [(20, 2000, 1)], [(20, 10000, 1)], None),
    "W4-networks": (circumstances.networks, [(100, 2000, 1), (5000, 1000, 1)], [(100, 10000, 1), (5000, 10000, 1)], None),
    "W4-sets": (circumstances.sets, [(10, 2000, 1)], [(n, 10000, 1) for n in (1, 10, 100)], None),
    "W4-orders": (circumstances.orders, [(20, 2000, 1)], [(20, 10000, 1)], None),
    "W5-whatcan": (bulk.what_can, [(10500, 1, 1)], [(10500, 20, 1)], None),
    "W5-whocan": (bulk.who_can, [(1000, 10, 1)], [(1000, 50, 1)], None),
    "W5-batch": (bulk.batch, [(100, 20, 1)], [(n, max(10, 10000 // n), 1) for n in (1, 10, 100, 1000)], None),
}  # fmt: skip


# What the table of targets is about.
TARGETS = {"W1-gdrive": OOPSLA[::3], "W1-github": OOPSLA[::3], "W1-tinytodo": OOPSLA[::3], "W1-hospital": (5, 30, 300),
           "W2-account": (1523,), "W2-principals": (10000,), "W2-growth": (10, 100, 1000, 10000, 100000)}  # fmt: skip


def table(quick):
    """(workload, size, requests, worlds) of every case, in order."""
    return [(name, *case) for name, (_, few, many, _) in WORKLOADS.items() for case in (few if quick else many)]


def targets_table():
    """The cases that the table of targets is about: as in a full run, with fewer worlds, so that slow peers come to an end."""
    return [(name, size, requests, min(worlds, 20)) for name, size, requests, worlds in table(False) if size in TARGETS.get(name, ())]


def write_language(name, language, native_kind, scene, folder):
    native = NATIVE.get(name) if native_kind else None
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in (native.files(native_kind, scene) if native else language.files(scene)).items():
        (folder / file).write_text(text, encoding="utf-8")
    with open(folder / "requests.jsonl", "w", encoding="utf-8") as out:
        for asked in scene.requests:
            line = native.request(native_kind, asked) if native else language.request(asked)
            out.write(json.dumps(line, separators=(",", ":")) + "\n")


def write(folder, workload, size, requests, worlds, languages=tuple(LANGUAGES), seed=SEED):
    """Writes one case below `folder` and returns what stands in its case.json."""
    make, _, _, native_kind = WORKLOADS[workload]
    folder = pathlib.Path(folder)
    about = {"workload": workload, "size": size, "worlds": worlds, "requests": 0, "policies": 0, "statements": 0}
    about |= {"group": size if workload.startswith("W5") else 1, "left_out": {}}
    expected = []
    for n in range(worlds):
        scene = make(size, seed + n, requests)
        meaning = Meaning(scene)
        expected += ["1" if meaning.allows(asked) else "0" for asked in scene.requests]
        about["requests"] += len(scene.requests)
        about["policies"] = max(about["policies"], len(scene.policies))
        about["statements"] = max(about["statements"], scene.statements())
        for name in languages:
            language = LANGUAGES[name]
            why = getattr(language, "left_out", lambda _: None)(scene)
            if why:
                about["left_out"][name] = why
            elif name not in about["left_out"]:
                write_language(name, language, native_kind, scene, folder / str(n) / name)
    about["allowed"] = expected.count("1")
    if workload in ("W2-account", "W2-principals"):
        about["shape"] = corpus.shape(scene.policies)
    (folder / "group").write_text(str(about["group"]), encoding="utf-8")
    (folder / "expected.txt").write_text("".join(expected), encoding="utf-8")
    (folder / "case.json").write_text(json.dumps(about), encoding="utf-8")
    return about
