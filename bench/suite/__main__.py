"""bench/run calls this; see there for the command line."""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

from bench.suite import ask, engines, floor, report, targets
from bench.workloads import cases

QUICK_SECONDS_MAX = 510  # then nothing new is begun
QUICK_BUILD_SECONDS_MAX = 300
# Every line of results.jsonl has these; null where there is nothing to tell.
FIELDS = ("engine", "workload", "size", "p50_ns", "p99_ns", "p999_ns", "per_second", "allocations", "rss_bytes", "load_ms", "agreed")
WORST_CASE_SEARCHES, WORST_CASE_SECONDS = 4, 30
SEED = 20261121  # of the order in which engines are asked


def arguments(given):
    parser = argparse.ArgumentParser(prog="bench/run", description="OpenCAM and its peers, the same questions in one run.")
    parser.add_argument("--quick", action="store_true", help="fewer sizes, ends within ten minutes")
    parser.add_argument("--targets", action="store_true", help="every row of the table of targets, within 25 minutes: W1 beside Cedar and SAPL, the rest alone")
    parser.add_argument("--tiny", action="store_true", help="the smallest case of each workload, for trying the programs")
    parser.add_argument("--only", default="", help="workloads by beginning, for example W1,W2-growth; figures for loading, memory, threads and a change")
    parser.add_argument("--peers", default="all", help="none, all or names")
    parser.add_argument("--out", required=True, help="folder for the results")
    parser.add_argument("--core", type=int, default=None, help="the core to ask on; the last one otherwise")
    parser.add_argument("--seconds", type=float, default=None, help="measuring time for each engine and case")
    parser.add_argument("--keep", action="store_true", help="keep the cases in DIR/cases")
    return parser.parse_args(given)


def run_worst_case(seed, core):
    command = [str(engines.PROGRAMS / "opencam_worst_case"), str(WORST_CASE_SECONDS), seed]
    done = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=ask.pin(core))
    return json.loads(done.stdout.splitlines()[-1])


def wants_figures(options):
    """Loading, memory, threads and a change: minutes and gigabytes, so only in a full run or by name."""
    only = options.only.split(",")
    return options.targets or "figures" in only or not (options.only or options.quick or options.tiny)


def wanted_cases(options):
    table = cases.targets_table() if options.targets else cases.table(options.quick or options.tiny)
    if options.tiny:
        smallest = {}
        for workload, size, requests, _ in table:
            smallest.setdefault(workload, (workload, min(size, 100), min(requests, 200), 1))
        table = list(smallest.values())
    only = [w for w in options.only.split(",") if w]
    if only == ["figures"]:
        return []
    chosen = [case for case in table if not only or any(case[0].startswith(w) for w in only)]
    if not chosen:
        raise SystemExit(f"error: no workload begins with any of {options.only}; there are {', '.join(cases.WORKLOADS)}, figures")
    return chosen


class Run:
    def __init__(self, options):
        self.options, self.began, self.results, self.cases, self.figures = options, time.monotonic(), [], [], []
        self.out = pathlib.Path(options.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.engines, self.missing = [], {}
        self.core = options.core if options.core is not None else max(os.sched_getaffinity(0))
        self.seconds = options.seconds or (0.1 if options.tiny else 0.4 if options.quick else 3.0 if options.targets else 8.0)
        self.limit = 25 if options.quick else 90 + 30 * self.seconds
        self.runs, self.warm = 5, 3
        self.file = open(self.out / "results.jsonl", "w", encoding="utf-8")

    def peers(self):
        return "cedar,cedar-sliced,sapl" if self.options.targets and self.options.peers == "all" else self.options.peers

    def late(self):
        """Is the time of a quick run used up?"""
        return self.options.quick and time.monotonic() - self.began > QUICK_SECONDS_MAX

    def build(self):
        if self.options.quick:
            engines.DEADLINE = self.began + QUICK_BUILD_SECONDS_MAX
        for engine in engines.chosen(self.peers()):
            print(f"building {engine.name}", flush=True)
            why = engine.build()
            if why and engine.name == "opencam":
                raise SystemExit(f"error: opencam {why}")
            if why:
                print(f"  left out: {why}", flush=True)
                self.missing[engine.name] = why
            else:
                self.engines.append(engine)

    def put(self, line):
        self.results.append(line)
        self.file.write(json.dumps(dict.fromkeys(FIELDS) | line) + "\n")
        self.file.flush()

    def ask_all(self, case_folder, about, machine):
        base = {"workload": about["workload"], "size": about["size"], "policies": about["policies"], "statements": about["statements"]}
        order = [e for e in self.engines if e.takes(about["workload"])]
        if self.options.targets and not about["workload"].startswith("W1"):
            order = [e for e in order if e.name.startswith("opencam")]
        random.Random(f"{SEED} {about['workload']} {about['size']}").shuffle(order)
        for engine in order:
            line = {"engine": engine.name, **base, "version": engine.version()}
            why = about["left_out"].get(engine.language)
            if why:
                line["left_out"] = why
            elif self.too_slow_before(engine.name, about):
                line["left_out"] = self.too_slow_before(engine.name, about)
            elif self.late() and engine.name != "opencam":
                line["left_out"] = "no time was left in a quick run"
            else:
                line |= ask.ask(engine, case_folder, self.work, self.core, self.runs, self.warm, self.seconds, self.limit)
            if line.get("agreed"):
                line["ratio_to_floor"] = round(line["p50_ns"] / floor.floor_ns(about["workload"], machine["floor"]), 1)
            self.put(line)
            shown = line.get("left_out") or (f"p50 {report.time_text(line['p50_ns'])}" if line["agreed"] else f"DISAGREES: {line['example']}")
            print(f"  {engine.name}: {shown}", flush=True)
        if self.options.peers == "all" and not self.options.targets:
            for name, why in (self.missing | engines.ABSENT).items():
                self.put({"engine": name, **base, "left_out": why})

    def too_slow_before(self, name, about):
        """A size that was too slow makes every larger one of the same workload too slow."""
        for line in self.results:
            if line["engine"] == name and line["workload"] == about["workload"] and line["size"] < about["size"] and "left_out" in line:
                if "budget of time" in line["left_out"] or "had not decided" in line["left_out"]:
                    return f"too slow already at size {line['size']}: {line['left_out']}"
        return None

    def go(self):
        wanted = wanted_cases(self.options)
        self.build()
        machine = floor.measure(self.core)
        (self.out / "machine.json").write_text(json.dumps(machine, indent=1) + "\n", encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="opencam-bench-") as work:
            self.work = pathlib.Path(work)
            for workload, size, requests, worlds in wanted:
                folder = (self.out / "cases" if self.options.keep else self.work / "cases") / f"{workload}-{size}"
                asked = [] if self.late() else [e for e in self.engines if e.takes(workload)]
                languages = sorted({e.language for e in asked} | {"opencam"})
                print(f"{workload} {size}", flush=True)
                about = cases.write(folder, workload, size, requests, worlds, languages)
                self.cases.append(about)
                self.ask_all(folder, about, machine)
                if not self.options.keep:
                    shutil.rmtree(folder)
            if wants_figures(self.options):
                self.take_figures()
        self.file.close()
        self.report(machine)

    def take_figures(self):
        """Of OpenCAM alone, over the corpus of W2-account: figures.jsonl."""
        print("figures", flush=True)
        failed = engines.cmake("opencam_figures", "opencam_worst_case")()
        if failed:
            raise SystemExit(f"error: the figures' programs {failed}")
        cases.write(self.work / "figures", "W2-account", 1523, 2000, 1, ("opencam",))
        done = subprocess.run([str(engines.PROGRAMS / "opencam_figures"), str(self.work / "figures")], capture_output=True, text=True, check=False)
        self.figures = [json.loads(line) for line in done.stdout.splitlines()]
        if done.returncode:
            self.figures.append({"figure": "further figures", "left_out": done.stderr.strip()[-200:] or f"ended with {done.returncode}"})
        self.figures += [self.worst_case(), *targets.kept_figures()]
        (self.out / "figures.jsonl").write_text("".join(json.dumps(f) + "\n" for f in self.figures), encoding="utf-8")

    def worst_case(self):
        """The dearest legal question that searches from several beginnings find."""
        searches = [run_worst_case(str(seed), self.core) for seed in range(1, WORST_CASE_SEARCHES + 1)]
        worst = max(searches, key=lambda one: one["value"])
        return worst | {"of": f"{WORST_CASE_SEARCHES} searches of {WORST_CASE_SECONDS} s; {worst['of']}"}

    def report(self, machine):
        versions = ", ".join(f"{e.name} {e.version()}" for e in self.engines)
        about = [
            f"{machine['processor']}, {machine['cores']} cores, kernel {machine['kernel']}, asked on core {self.core}; load average when it began "
            f"{machine['load_average'][0]:.1f}. {self.runs} runs after {self.warm} warm ones, the median run is shown. {versions}.",
        ]
        (self.out / "table.md").write_text(report.table(self.results, machine, self.cases, about, self.figures), encoding="utf-8")
        (self.out / "plot.svg").write_text(report.plot(self.results), encoding="utf-8")
        wrong = [line for line in self.results if line.get("agreed") is False]
        print(f"{len(self.results)} lines in {self.out}/results.jsonl, {len(wrong)} disagreements, {time.monotonic() - self.began:.0f} s")


def main():
    if sys.version_info < (3, 9):
        raise SystemExit("error: Python 3.9 or newer is needed")
    Run(arguments(sys.argv[1:])).go()


if __name__ == "__main__":
    main()
