"""The runner: its lines, its table and its plot, from a stand-in engine; nothing is built here."""

import json
import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.suite import __main__ as suite  # noqa: E402
from bench.suite import ask, engines, floor, report, targets  # noqa: E402

MACHINE = {
    "floor": {"clock_ns": 20, "copy_bytes_per_ns": 10.0, "load_ns": {"32": 2.0, "256": 5.0, "16384": 100.0}},
    "processor": "a processor", "cores": 2, "load_average": [0, 0, 0], "kernel": "6",
}  # fmt: skip
FIELDS = {"engine", "workload", "size", "p50_ns", "p99_ns", "p999_ns", "per_second", "allocations", "rss_bytes", "load_ms", "agreed"}


def stand_in(name, kind="", language="opencam", build=lambda: None):
    command = [sys.executable, str(ROOT / "tests" / "bench" / "stand_in.py")]
    return engines.Engine(name, language, build, command, lambda: "1", environment={"STAND_IN": kind})


@pytest.fixture
def run(tmp_path, monkeypatch):
    made = [
        stand_in("opencam"), stand_in("other", language="cedar"), stand_in("liar", "wrong"), stand_in("snail", "slow"),
        stand_in("wreck", "broken"), stand_in("unbuilt", build=lambda: "has no tools"), stand_in("mute", language="casbin"),
    ]  # fmt: skip
    monkeypatch.setattr(engines, "ENGINES", made)
    monkeypatch.setattr(floor, "measure", lambda core: MACHINE)

    def go(*more):
        core = str(min(os.sched_getaffinity(0)))
        suite.Run(suite.arguments(["--tiny", "--core", core, "--out", str(tmp_path), *more])).go()
        lines = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
        return {(line["engine"], line["workload"]): line for line in lines}

    return go


def test_a_line_for_every_engine_workload_and_size(run, tmp_path):
    lines = run("--only", "W1-gdrive,W2-account")
    good = lines["opencam", "W1-gdrive"]
    assert all(FIELDS <= set(line) for line in lines.values())
    assert (good["p50_ns"], good["p99_ns"], good["agreed"], good["per_second"]) == (100, 1000, True, 1002)
    assert good["ratio_to_floor"] == round(100 / (15 * 5.0), 1)
    assert lines["other", "W1-gdrive"]["agreed"]
    assert "has no tools" in lines["unbuilt", "W1-gdrive"]["left_out"]
    assert "Casbin" in lines["mute", "W2-account"]["left_out"]
    assert lines["casbin-cpp", "W1-gdrive"]["left_out"]
    assert json.loads((tmp_path / "machine.json").read_text())["floor"] == MACHINE["floor"]


def test_no_time_counts_without_agreement(run, tmp_path):
    lines = run("--only", "W1-gdrive")
    wrong = lines["liar", "W1-gdrive"]
    assert wrong["agreed"] is False and wrong["p50_ns"] is None and wrong["per_second"] is None
    assert wrong["example"]["request"]["principal"] and wrong["example"]["answered"] != wrong["example"]["expected"]
    assert "5.0 ms a decision" in lines["snail", "W1-gdrive"]["left_out"] and lines["snail", "W1-gdrive"]["p50_ns"] is None
    assert "no engine here" in lines["wreck", "W1-gdrive"]["left_out"]
    table = (tmp_path / "table.md").read_text()
    assert "**disagrees**" in table and "left out: has no tools" in table and "| opencam | 100 ns | 1 us | 1 us |" in table


def test_the_plot_has_a_line_for_every_engine(run, tmp_path):
    run("--only", "W1-gdrive,W2-growth")
    drawn = (tmp_path / "plot.svg").read_text()
    assert drawn.startswith("<svg") and drawn.rstrip().endswith("</svg>")
    assert ">opencam</text>" in drawn and ">other</text>" in drawn and ">liar</text>" not in drawn


def test_peers_are_chosen_by_name(run, monkeypatch):
    assert {engine for engine, _ in run("--only", "W1-gdrive", "--peers", "none")} == {"opencam"}
    assert {engine for engine, _ in run("--only", "W1-gdrive", "--peers", "other")} == {"opencam", "other"}
    with pytest.raises(SystemExit, match="no such peer: nobody"):
        run("--peers", "nobody")
    with pytest.raises(SystemExit, match="no workload begins with"):
        run("--only", "W9")


def test_what_was_too_slow_is_not_asked_at_a_larger_size():
    made = suite.Run.__new__(suite.Run)
    made.results = [{"engine": "snail", "workload": "W1-gdrive", "size": 5, "left_out": "over the budget of time: 9 ms a decision"}]
    assert "size 5" in made.too_slow_before("snail", {"workload": "W1-gdrive", "size": 20})
    assert made.too_slow_before("snail", {"workload": "W1-github", "size": 20}) is None
    assert made.too_slow_before("other", {"workload": "W1-gdrive", "size": 20}) is None


def test_targets_are_set_beside_what_was_measured():
    good = {"engine": "opencam", "agreed": True, "size": 5, "p99_ns": 400, "allocations": 0}
    results = [
        {**good, "workload": "W1-gdrive", "p50_ns": 90}, {**good, "workload": "W1-github", "p50_ns": 110},
        {**good, "workload": "W1-gdrive", "engine": "cedar", "p50_ns": 1700},
        {**good, "workload": "W2-growth", "policies": 10, "p50_ns": 100}, {**good, "workload": "W2-growth", "policies": 1000, "p50_ns": 120},
    ]  # fmt: skip
    made = targets.table(results, [{"figure": "two cores over one core", "value": 1.95}])
    assert "| W1: p50, worst case | <= 100 ns | 110 ns | **no** |" in made
    assert "| W1: p99, worst case | <= 500 ns | 400 ns | yes |" in made
    assert "| W1: Cedar's p50 over ours, worst case | >= 20 times | 18.89 times | **no** |" in made
    assert "| growth over W2-growth as far as it was asked | <= 1.3 times | 1.2 times | yes |" in made
    assert "| two cores over one core | >= 1.9 times | 1.95 times | yes |" in made
    others = [line for line in made if "SAPL" in line or "10,000" in line]
    assert others and all("not taken: `bench/run --targets` | |" in line for line in others), "what was not measured is not judged"
    assert targets.table([], []) == []


def test_what_long_runs_left_is_told(tmp_path):
    assert targets.kept_figures(tmp_path) == []
    (tmp_path / "build/agreement").mkdir(parents=True)
    (tmp_path / "build/mutation").mkdir()
    (tmp_path / "build/agreement/progress.txt").write_text("tiny 3 seed 1 tiny_next 5 compared 12345 worlds 7\n")
    faults = [{"result": "killed"}] * 3 + [{"result": "survived"}, {"result": "survived", "is_explained": True}, {"result": "does not compile"}]
    (tmp_path / "build/mutation/results.json").write_text(json.dumps(faults))
    compared, score = targets.kept_figures(tmp_path)
    assert (compared["value"], score["value"]) == (12345, 75.0)
    assert "3 of 5" in score["of"] and "1 change nothing" in score["of"]


def test_percentiles_are_of_each_run_and_then_the_median_run(tmp_path):
    import array

    path = tmp_path / "latencies.u32"
    path.write_bytes(array.array("I", [10] * 100 + [30] * 100 + [20] * 99 + [500]).tobytes())
    found = ask.latencies(path, 3, 5)
    assert found == {"p50_ns": 15, "p99_ns": 25, "p999_ns": 25, "p50_spread_ns": [5, 25]}
    assert report.time_text(1234) == "1.23 us" and report.time_text(5e9) == "5 s"
