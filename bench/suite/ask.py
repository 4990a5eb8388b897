"""Asks one engine one case: starts its program pinned to a core, and reads what it wrote."""

import array
import json
import os
import pathlib
import shutil
import subprocess
import sys

MEMORY_BYTES_MAX = 12 << 30


def pin(core):
    def apply():
        os.sched_setaffinity(0, {core})

    return apply


def percentile(ordered, part):
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def middle(numbers):
    return sorted(numbers)[len(numbers) // 2]


def latencies(path, runs, clock_ns):
    """p50, p99, p99.9 of every run, the cost of the clock taken off; then the median over the runs, and their spread."""
    raw = array.array("I")
    raw.frombytes(path.read_bytes())
    if sys.byteorder != "little":
        raw.byteswap()
    per_run = len(raw) // runs
    found = []
    for n in range(runs):
        ordered = sorted(raw[n * per_run : (n + 1) * per_run])
        found.append([max(0, percentile(ordered, p) - clock_ns) for p in (0.5, 0.99, 0.999)])
    medians = [middle([run[i] for run in found]) for i in range(3)]
    p50s = [run[0] for run in found]
    return {"p50_ns": medians[0], "p99_ns": medians[1], "p999_ns": medians[2], "p50_spread_ns": [min(p50s), max(p50s)]}


def disagreement(decisions, expected, case):
    """The first request that was answered differently, for the report."""
    for n, (got, wanted) in enumerate(zip(decisions, expected)):
        if got == wanted:
            continue
        at = n
        for world in range(json.loads((case / "case.json").read_text(encoding="utf-8"))["worlds"]):
            lines = (case / str(world) / "opencam" / "requests.jsonl").read_text(encoding="utf-8").splitlines()
            if at < len(lines):
                return {"world": world, "request": json.loads(lines[at]), "answered": got, "expected": wanted}
            at -= len(lines)
    return None


def ask(engine, case, work, core, runs, warm, seconds, limit):
    """The line of results.jsonl for this engine and case, without the engine's name and version.

    The program is ended after `limit` seconds: loading is not limited by `seconds`, and a single decision may take for ever.
    """
    out = pathlib.Path(work) / engine.name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    group = int((case / "group").read_text(encoding="utf-8"))
    at_once = group > 1 and engine.bulk
    command = [*(engine.bulk if at_once else engine.command), str(case), str(out), str(runs), str(warm), str(seconds)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False, timeout=limit, preexec_fn=pin(core), env=os.environ | engine.environment
        )
    except subprocess.TimeoutExpired:
        return {"left_out": f"had not decided all requests once after {limit:.0f} s"}
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("SLF4J")]
        return {"left_out": f"failed: {' / '.join(said[:2])[:200] or done.returncode}"}
    result = json.loads((out / "result.json").read_text(encoding="utf-8"))
    decisions = (out / "decisions.txt").read_text(encoding="utf-8")
    expected = (case / "expected.txt").read_text(encoding="utf-8")
    line = {key: result[key] for key in ("load_ms", "rss_bytes", "allocations", "allocated_bytes", "requests", "runs", "clock_ns") if key in result}
    example = disagreement(decisions, expected, case)
    if example is not None:
        return {**line, "agreed": False, "example": example}
    if result.get("too_slow"):
        mean = result["mean_ns"]
        why = f"over the budget of time: {mean / 1e6:.1f} ms a decision, {result['asked']} of {len(expected)} requests decided (all as expected)"
        return {**line, "left_out": why, "mean_ns": mean}
    if len(decisions) != len(expected):
        return {**line, "agreed": False, "example": f"{len(decisions)} decisions for {len(expected)} requests"}
    per_second = middle(result["per_second"]) * (group if at_once else 1)
    if group == 1 or at_once:
        line |= latencies(out / "latencies.u32", result["runs"], result["clock_ns"])
    else:
        # Asked one by one: a question takes as long as its requests take one after the other.
        line |= {key: round(group * 1e9 / per_second) for key in ("p50_ns", "p99_ns", "p999_ns")} | {"one_by_one": True}
    return line | {"agreed": True, "per_second": round(per_second)}
