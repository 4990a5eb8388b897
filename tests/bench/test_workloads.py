"""The workloads: determinism, shape, and that the translation into CAM means what the suite expects."""

import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bench.workloads import cam, cases, corpus, scene  # noqa: E402
from tests.spec import catalog, oracle, strict_json  # noqa: E402
from tests.spec.world import World  # noqa: E402

SMALL = {"W2-account": 30, "W2-principals": 20, "W2-maximum": 2, "W2-growth": 30, "W3-hostile": 1, "W3-prefixes": 60, "W5-whatcan": 50}


def size_of(workload):
    return SMALL.get(workload, 5)


def requests_of(workload):
    return 2 if workload.startswith("W5") else 40  # there questions


def files_below(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("workload", ["W1-gdrive", "W1-hospital", "W2-principals", "W3-prefixes", "W4-sets"])
def test_the_same_seed_makes_the_same_case(workload, tmp_path):
    for name in ("first", "second"):
        cases.write(tmp_path / name, workload, size_of(workload), 40, 2)
    cases.write(tmp_path / "other", workload, size_of(workload), 40, 2, seed=99)
    assert files_below(tmp_path / "first") == files_below(tmp_path / "second")
    assert files_below(tmp_path / "first") != files_below(tmp_path / "other")


def test_the_corpus_has_the_counted_shape():
    made = corpus.shape(corpus.policies(corpus.TARGET["policies"], cases.SEED))
    near = {
        "statements": 0.1, "action entries": 0.15, "action entries with wildcard %": 0.15, "resource * %": 0.05,
        "resource with wildcard %": 0.05, "statements with condition %": 0.05, "deny %": 0.4, "policies with variables": 0.15,
        "distinct actions": 0.3, "statements per policy p95": 0.3, "actions per statement p95": 0.3, "statements per policy max": 0.2,
        "actions per statement max": 0.15, "StringEquals": 0.2, "Null": 0.3,
    }  # fmt: skip
    for key, tolerance in near.items():
        assert made[key] == pytest.approx(corpus.TARGET[key], rel=tolerance), key
    assert made["statements per policy median"] == made["actions per statement median"] == 2
    assert 0 < made["resource exact %"] <= 1


def test_half_of_the_drawn_requests_are_allowed(tmp_path):
    for workload in ("W2-account", "W2-principals"):
        about = cases.write(tmp_path / workload, workload, 40, 200, 1)
        assert (about["requests"], about["allowed"]) == (200, 100)


@pytest.mark.parametrize("workload", list(cases.WORKLOADS))
def test_every_translation_is_written_or_left_out_with_a_reason(workload, tmp_path):
    about = cases.write(tmp_path, workload, size_of(workload), requests_of(workload), 1)
    assert len((tmp_path / "expected.txt").read_text()) == about["requests"] > 0
    for language in cases.LANGUAGES:
        requests = tmp_path / "0" / language / "requests.jsonl"
        assert requests.exists() != (language in about["left_out"]), language
        if requests.exists():
            assert len(requests.read_text().splitlines()) == about["requests"]
    assert "opencam" not in about["left_out"] and "aws" not in about["left_out"]


# Without W5-whatcan, whose one user holds the whole corpus: the oracle would take minutes, and W2-account is the same.
@pytest.mark.parametrize("workload", [w for w in cases.WORKLOADS if w != "W5-whatcan"])
def test_the_oracle_decides_the_cam_translation_as_expected(workload, tmp_path):
    cases.write(tmp_path, workload, size_of(workload), requests_of(workload), 1, languages=("opencam",))
    folder = tmp_path / "0" / "opencam"
    world = World(strict_json.read((folder / "world.json").read_text()), catalog.load())
    expected = (tmp_path / "expected.txt").read_text()
    lines = (folder / "requests.jsonl").read_text().splitlines()
    answers = [oracle.decide_line(world, line).decision for line in lines]
    assert "".join("1" if answer == "allow" else "0" for answer in answers) == expected
    assert "1" in expected and "0" in expected


def test_a_glob_means_what_it_says():
    assert scene.fits("a*b*c", "a-b-c") and scene.fits("a*", "a") and scene.fits("*", "")
    assert not scene.fits("a*a", "a") and not scene.fits("ab", "abc") and not scene.fits("a*b*b", "a-b")


def test_conditions_keep_their_place_in_the_document():
    statement = scene.Statement("allow", ["x:Get"], ["*", "x:job/*"], [("null_equal", "k:a", ["true"]), ("null_equal", "k:b", ["false"])])
    made = cam.document(scene.Policy("P", [statement]))["statement"][0]
    assert made["condition"] == {"null_equal": {"k:a": ["true"], "k:b": ["false"]}}
    assert made["resource"] == ["*", "qcs::x:::job/*"]
