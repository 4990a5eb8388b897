"""An engine for the tests of the runner: answers as expected, and takes 100 ns for each decision, 1,000 for each hundredth.

    stand_in.py CASE OUT RUNS WARM SECONDS

STAND_IN=wrong turns one answer around, slow gives up half way, broken fails.
"""

import array
import json
import os
import pathlib
import sys


def main():
    case, out, runs = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
    kind = os.environ.get("STAND_IN", "")
    if kind == "broken":
        raise SystemExit("cannot: no engine here")
    decisions = (case / "expected.txt").read_text(encoding="utf-8")
    result = {"load_ms": 1.5, "rss_bytes": 4096, "clock_ns": 20, "requests": len(decisions), "runs": runs}
    result |= {"per_second": [1000.0 + run for run in range(runs)], "allocations": 0.5, "allocated_bytes": 8}
    if kind == "wrong":
        decisions = decisions[:7] + ("0" if decisions[7] == "1" else "1") + decisions[8:]
    if kind == "slow":
        decisions = decisions[: len(decisions) // 2]
        result |= {"too_slow": True, "mean_ns": 5e6, "asked": len(decisions)}
    taken = array.array("I", [1020 if n % 100 == 99 else 120 for n in range(len(decisions))] * runs)
    (out / "latencies.u32").write_bytes(taken.tobytes())
    (out / "decisions.txt").write_text(decisions, encoding="utf-8")
    (out / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
