"""A program with limits that hold on a busy machine too: of the processor's time, not of the day's.

    answer = ask("program --option", seconds=4)
"""

from __future__ import annotations

import math
import os
import resource
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

MEMORY_BYTES_MAX = 4 << 30
OUTPUT_BYTES_MAX = 64 << 20
# What that sleeps for so long waits for something that does not come.
ASLEEP_SECONDS_MAX = 60
LOOK_SECONDS = 0.03


@dataclass
class Answer:
    is_success: bool
    seconds: float  # of the processor
    output: str


def _sleeps(pid: int) -> tuple[bool, list[str]]:
    """Does it neither run nor wait for a processor nor was stopped; and what it has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return fields[0] == "S", fields[11:13]


def _end_of(process: subprocess.Popen) -> tuple[int, float]:
    """Its exit code and processor seconds. The kernel ends what uses too many; here ends what sleeps for ever."""
    looks, before = 0, None
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage.ru_utime + usage.ru_stime
        time.sleep(LOOK_SECONDS)
        now = _sleeps(process.pid)
        looks, before = looks + 1 if now[0] and now == before else 0, now
        if looks * LOOK_SECONDS > ASLEEP_SECONDS_MAX:
            os.killpg(process.pid, signal.SIGKILL)


def ask(command: str, seconds: float, environment: dict[str, str] | None = None) -> Answer:
    def limit() -> None:
        os.setsid()
        os.nice(10)
        for kind, most in ((resource.RLIMIT_AS, MEMORY_BYTES_MAX), (resource.RLIMIT_FSIZE, OUTPUT_BYTES_MAX),
                           (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, math.ceil(seconds))):
            resource.setrlimit(kind, (most, most))

    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(["bash", "-c", "exec " + command], stdout=output, stderr=subprocess.STDOUT, preexec_fn=limit,
                                   env=os.environ | (environment or {}))
        code, used = _end_of(process)
        output.seek(0)
        return Answer(code == 0, used, output.read().decode(errors="replace"))
