"""The figures that the engine is held to, beside what a run measured; of a figure that it did not take, the command that does."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]

W1, ACCOUNT, PRINCIPALS = "W1", "W2-account", "W2-principals"


def own(results, workload, key):
    """What OpenCAM showed under `key` in every case of the workload."""
    lines = [line for line in results if line["engine"] == "opencam" and line["workload"].startswith(workload) and line.get("agreed")]
    return [line[key] for line in lines if line.get(key) is not None]


def ratios(results, peer, workload):
    """How often the peer's p50 holds OpenCAM's, in every case that both decided."""
    found = {}
    for line in results:
        if line["workload"].startswith(workload) and line.get("agreed"):
            found.setdefault((line["workload"], line["size"]), {})[line["engine"]] = line["p50_ns"]
    return [case[peer] / max(1, case["opencam"]) for case in found.values() if peer in case and "opencam" in case]


def growth(results):
    """p50 of the largest account of W2-growth over that of the smallest."""
    lines = [line for line in results if line["engine"] == "opencam" and line["workload"] == "W2-growth" and line.get("agreed")]
    lines.sort(key=lambda line: line["policies"])
    return [lines[-1]["p50_ns"] / max(1, lines[0]["p50_ns"])] if len(lines) > 1 else []


def figure(figures, name):
    return [f["value"] for f in figures if f["figure"] == name and "value" in f]


def measured(results, figures):
    """(what, bound, is a ceiling, the values of a run, of which the worst counts, unit, the command that takes it)"""
    run = "bench/run --targets"
    return [
        ("W1: p50, worst case", 100, True, own(results, W1, "p50_ns"), "ns", run),
        ("W1: p99, worst case", 500, True, own(results, W1, "p99_ns"), "ns", run),
        ("all: allocations a decision, worst case", 0, True, own(results, "W", "allocations"), "", run),
        ("W1: Cedar's p50 over ours, worst case", 20, False, ratios(results, "cedar", W1), "times", run),
        ("W1: SAPL's p50 over ours, worst case", 2, False, ratios(results, "sapl", W1), "times", run),
        ("W2, one account with the whole corpus: p50", 300, True, own(results, ACCOUNT, "p50_ns"), "ns", run),
        ("W2, one account with the whole corpus: p99", 2000, True, own(results, ACCOUNT, "p99_ns"), "ns", run),
        ("W2, 10,000 principals: p50", 150, True, own(results, PRINCIPALS, "p50_ns"), "ns", run),
        ("W2, 10,000 principals: p99", 1000, True, own(results, PRINCIPALS, "p99_ns"), "ns", run),
        ("growth over W2-growth as far as it was asked", 1.3, True, growth(results), "times", run),
        ("worst legal question found by search", 50, True, figure(figures, "worst legal question found by search"), "us", run),
        ("two cores over one core", 1.9, False, figure(figures, "two cores over one core"), "times", run),
        ("memory over text, the corpus", 2, True, figure(figures, "memory over text, the corpus"), "times", run),
        ("memory of 1,000,000 statements", 300, True, figure(figures, "memory of 1,000,000 statements"), "MB", run),
        ("load and compile of the whole corpus", 50, True, figure(figures, "load and compile of the whole corpus"), "ms", run),
        ("one policy changed until the next decision sees it", 1, True, figure(figures, "one policy changed until the next decision sees it"), "ms", run),
        ("decisions compared without a difference", 1e9, False, figure(figures, DIFFERENTIAL), "", "tests/agreement/closing"),
        ("mutation score of the engine", 95, False, figure(figures, MUTATION), "%", "tests/mutation/run.py"),
    ]


DIFFERENTIAL, MUTATION = "decisions compared without a difference", "mutation score of the engine"


def kept_figures(root=ROOT):
    """What the long runs have left behind: how many decisions were compared, and how many faults were noticed."""
    kept = []
    progress = root / "build" / "agreement" / "progress.txt"
    if progress.is_file():
        words = progress.read_text(encoding="utf-8").split()
        at = dict(zip(words[::2], map(int, words[1::2])))
        kept.append({"figure": DIFFERENTIAL, "value": at["compared"], "unit": "decisions", "of": f"{at['worlds']:,} worlds, all tiny ones of size {at['tiny']}"})
    outcomes = root / "build" / "mutation" / "results.json"
    if outcomes.is_file():
        faults = json.loads(outcomes.read_text(encoding="utf-8"))
        killed = sum(one["result"] == "killed" for one in faults)
        survived = sum(one["result"] == "survived" for one in faults)
        explained = sum(one["result"] == "survived" and one.get("is_explained", False) for one in faults)
        value = round(100 * killed / max(1, killed + survived - explained), 1)
        kept.append({"figure": MUTATION, "value": value, "unit": "%", "of": f"{killed} of {killed + survived} faults noticed, {explained} change nothing and are explained"})
    return kept


def number_text(value):
    return f"{value:,}" if isinstance(value, int) else f"{value:,.4g}"


def table(results, figures):
    made, taken = [], 0
    for what, bound, is_ceiling, values, unit, command in measured(results, figures):
        sign = "<=" if is_ceiling else ">="
        if not values:
            made.append(f"| {what} | {sign} {number_text(bound)} {unit} | not taken: `{command}` | |")
            continue
        taken += 1
        worst = max(values) if is_ceiling else min(values)
        met = worst <= bound if is_ceiling else worst >= bound
        made.append(f"| {what} | {sign} {number_text(bound)} {unit} | {number_text(worst)} {unit} | {'yes' if met else '**no**'} |")
    if not taken:
        return []
    return ["## Targets", "", "| figure | target | this run | met |", "|---|---|---|---|", *made, ""]
