"""The figures that the engine is held to, beside what a run measured. A figure that a run did not take is not shown."""

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
    """(what, bound, is a ceiling, the values of a run, of which the worst counts, unit)"""
    return [
        ("W1: p50, worst case", 100, True, own(results, W1, "p50_ns"), "ns"),
        ("W1: p99, worst case", 500, True, own(results, W1, "p99_ns"), "ns"),
        ("all: allocations a decision, worst case", 0, True, own(results, "W", "allocations"), ""),
        ("W1: Cedar's p50 over ours, worst case", 20, False, ratios(results, "cedar", W1), "times"),
        ("W1: SAPL's p50 over ours, worst case", 2, False, ratios(results, "sapl", W1), "times"),
        ("W2, one account with the whole corpus: p50", 300, True, own(results, ACCOUNT, "p50_ns"), "ns"),
        ("W2, one account with the whole corpus: p99", 2000, True, own(results, ACCOUNT, "p99_ns"), "ns"),
        ("W2, 10,000 principals: p50", 150, True, own(results, PRINCIPALS, "p50_ns"), "ns"),
        ("W2, 10,000 principals: p99", 1000, True, own(results, PRINCIPALS, "p99_ns"), "ns"),
        ("growth over W2-growth as far as it was asked", 1.3, True, growth(results), "times"),
        ("two cores over one core", 1.9, False, figure(figures, "two cores over one core"), "times"),
        ("memory over text, the corpus", 2, True, figure(figures, "memory over text, the corpus"), "times"),
        ("memory of 1,000,000 statements", 300, True, figure(figures, "memory of 1,000,000 statements"), "MB"),
        ("load and compile of the whole corpus", 50, True, figure(figures, "load and compile of the whole corpus"), "ms"),
        ("one policy changed until the next decision sees it", 1, True, figure(figures, "one policy changed until the next decision sees it"), "ms"),
    ]


def table(results, figures):
    made = []
    for what, bound, is_ceiling, values, unit in measured(results, figures):
        if values:
            worst = max(values) if is_ceiling else min(values)
            met = worst <= bound if is_ceiling else worst >= bound
            made.append(f"| {what} | {'<=' if is_ceiling else '>='} {bound} {unit} | {worst:,.4g} {unit} | {'yes' if met else '**no**'} |")
    if not made:
        return []
    return ["## Targets", "", "| figure | target | this run | met |", "|---|---|---|---|", *made, ""]
