#!/usr/bin/env python3
"""Trivial task instances a second through the whole server, against `xargs -P2` over the same sandbox, in one run.

    cmake --preset bench && cmake --build --preset bench
    .venv/bin/python bench/batch_throughput.py --out DIR    100 jobs x 100 instances, 2 slots, 5 rounds of each; as root
    .venv/bin/python bench/batch_throughput.py --jobs 10 --rounds 3    a quick look; ./test makes .venv

Both sides run `true` the same number of times, two at a time, on the same two cores. The server: the clock begins before the
first SubmitJob and ends when every job is SUCCEED; API, store, scheduler and supervisor work on those two cores too. The
other: `xargs -P2 -n1` over the line that the runner gives to bubblewrap, with the same namespaces, mounts, filter, user,
priority and resource limits; user, priority and limits are set once, outside xargs, which spares it work. What xargs starts
is a static program of three lines that opens the file of the filter and becomes bwrap. It runs in a root folder like the
supervisor's, because bubblewrap is slower where there are many mounts. Rounds alternate; the ratio is of the medians.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
BUILD = pathlib.Path(os.environ.get("OPENCAM_BUILD") or ROOT / "build" / "bench")
os.environ.setdefault("OPENCAM_PROGRAM", str(BUILD / "opencam"))
import batch_scene  # noqa: E402

USER = 1900000100  # another than those of the runner's slots
LAUNCHER = r"""
#include <fcntl.h>
#include <unistd.h>
int main(int argc, char **argv) { char *none[] = {0}; return open("/bench/filter", O_RDONLY) != 3 || execve("/usr/bin/bwrap", argv, none); }
"""
LINE = (
    "--unshare-user --unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup-try --unshare-net --uid 1000 --gid 1000 "
    "--hostname batch --die-with-parent --new-session --cap-drop ALL "
    "--setenv PATH /usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin --setenv HOME /job --setenv TMPDIR /tmp "
    "--setenv LANG C.UTF-8 --setenv BATCH_JOB_ID job-00000001 --setenv BATCH_TASK_NAME t "
    "--setenv BATCH_TASK_INSTANCE_NUM 100 --setenv BATCH_TASK_INSTANCE_INDEX 0 --ro-bind /usr /usr --ro-bind /etc /etc "
    "--symlink usr/bin /bin --symlink usr/sbin /sbin --symlink usr/lib /lib --symlink usr/lib64 /lib64 --proc /proc "
    "--dev-bind /dev /dev --bind /slot/job /job --bind /slot/tmp /tmp --bind /slot/shm /dev/shm --remount-ro /dev "
    "--remount-ro / --chdir /job --seccomp 3 -- /bin/sh -c"
)
LIMITS = (
    "prlimit --core=0 --data=1073741824 --fsize=536870912 --nofile=1024 --memlock=65536 --msgqueue=0 --sigpending=1024 "
    f"--nproc=600 setpriv --reuid {USER} --regid {USER} --clear-groups nice -n 10"
)


def prepared(folder):
    """A shell script that makes a root folder like the supervisor's, in mounts of its own, and runs xargs there."""
    return f"""
set -e
mount --make-rprivate /
mkdir -p {folder}/root; mount -t tmpfs -o mode=0755 x {folder}/root; cd {folder}/root
mkdir usr proc dev dev/shm tmp old etc slot bench
for name in bin sbin lib lib64; do ln -s usr/$name $name; done
mount --rbind /usr usr; mount -t proc proc proc
for name in null zero full random urandom; do : > dev/$name; mount --bind /dev/$name dev/$name; done
cp /etc/ld.so.cache etc; echo batch:x:1000:1000::/job:/bin/sh > etc/passwd
mount -t tmpfs -o size=512m,mode=0755 x slot; mkdir slot/job slot/tmp slot/shm; chown {USER}:{USER} slot/job slot/tmp slot/shm
cp {folder}/launcher {folder}/filter bench; chmod 755 bench/launcher; chmod 644 bench/filter
pivot_root . old; cd /; umount -l old
yes true | head -n "$1" > words
exec {LIMITS} xargs -P2 -n1 /bench/launcher {LINE} < words
"""


class Plain:
    """xargs over the sandbox."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        (self.folder / "launcher.c").write_text(LAUNCHER)
        compiler = ["gcc", "-O1", "-static", "-o", self.folder / "launcher", self.folder / "launcher.c"]
        subprocess.run(compiler, check=True)
        with open(self.folder / "filter", "wb") as out:
            subprocess.run([BUILD / "bench" / "opencam_system_filter"], stdout=out, check=True)

    def run(self, count):
        began = time.monotonic()
        unshare = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", prepared(self.folder), "sh", str(count)]
        # A command that fails is seen in xargs' own exit code.
        subprocess.run(unshare, check=True)
        return time.monotonic() - began


def through_server(scene, jobs, instances):
    began = time.monotonic()
    made = [scene.submit([scene.task("t", "true", count=instances)], name=f"j{i}") for i in range(jobs)]
    for job in made:
        assert scene.wait(job, seconds_max=3600)["JobState"] == "SUCCEED", scene.instance(job)
    took = time.monotonic() - began
    for job in made:
        scene.call("DeleteJob", JobId=job)
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=100)
    parser.add_argument("--instances", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cores", default="0,1", help="that both sides may use")
    parser.add_argument("--out", type=pathlib.Path)
    arguments = parser.parse_args()
    os.sched_setaffinity(0, {int(core) for core in arguments.cores.split(",")})
    count = arguments.jobs * arguments.instances
    times = {"server": [], "xargs": []}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        plain = Plain(folder)
        with batch_scene.running(folder, slots=2) as scene:
            for _ in range(arguments.rounds):
                times["xargs"].append(plain.run(count) / count * 1000)
                times["server"].append(through_server(scene, arguments.jobs, arguments.instances) / count * 1000)
                print({side: round(values[-1], 3) for side, values in times.items()}, "ms an instance", flush=True)
    medians = {side: statistics.median(values) for side, values in times.items()}
    result = {
        "jobs": arguments.jobs,
        "instances": arguments.instances,
        "slots": 2,
        "ms": times,
        "median_ms": medians,
        "ratio": medians["server"] / medians["xargs"],
    }
    print(f"ratio {result['ratio']:.3f}")
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
        (arguments.out / "batch.json").write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    if shutil.which("gcc") is None or os.geteuid() != 0:
        sys.exit("needs root and gcc")
    main()
