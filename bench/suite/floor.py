"""The floor of each workload: what the memory of this machine allows, and the words for it."""

import json
import os
import subprocess

from bench.suite.engines import PROGRAMS, cmake

# workload -> (words, figure of the machine's floor)
FLOORS = {
    "W1": ("15 dependent loads of the second-level cache", lambda f: 15 * f["load_ns"]["256"]),
    "W2": ("2 loads that miss the second-level cache, and 10 that do not", lambda f: 2 * f["load_ns"]["16384"] + 10 * f["load_ns"]["256"]),
    "W3": ("one pass over a key of 64 bytes at a byte a nanosecond", lambda f: 64.0),
    "W4": ("15 dependent loads of the second-level cache", lambda f: 15 * f["load_ns"]["256"]),
    "W5": ("one pass over a bit for each answer at the speed of copying memory", lambda f: 1.0),
}


def floor_ns(workload, measured):
    return FLOORS[workload[:2]][1](measured)


def measure(core):
    """What the machine is and what it can do."""
    failed = cmake("opencam_floor")()
    if failed:
        raise SystemExit(f"error: the floor {failed}")
    done = subprocess.run([str(PROGRAMS / "opencam_floor")], capture_output=True, text=True, check=True, preexec_fn=lambda: os.sched_setaffinity(0, {core}))
    processor = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo", encoding="utf-8") if l.startswith("model name")), "?")
    return {
        "floor": json.loads(done.stdout), "processor": processor, "cores": os.cpu_count(), "kernel": os.uname().release,
        "load_average": os.getloadavg(), "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
    }  # fmt: skip
