"""A short run of engine against oracle; the long one is `python3 -m tests.spec.differential`."""

import os

import pytest

from tests.spec import broken, changes, differential, exhaustive

PROGRAM = os.environ.get("OPENCAM_PROGRAM", "")
pytestmark = pytest.mark.skipif(not PROGRAM, reason="OPENCAM_PROGRAM does not name the program")


def test_decisions_agree(tmp_path):
    assert differential.run(PROGRAM, requests=20_000, seed=7, jobs=2, keep=tmp_path) == 0


def test_checks_agree():
    assert broken.run(PROGRAM, documents=2_000, seed=7) == 0


def test_all_small_worlds_agree():
    assert exhaustive.run(PROGRAM) == 0


def test_explanations_hold():
    assert changes.run(PROGRAM, requests=5_000, seed=7) == 0
