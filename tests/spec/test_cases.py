"""The oracle passes every case file of the project (tests/conformance/cases)."""

from pathlib import Path

import pytest

from tests.spec import cases, catalog

FOLDER = Path(__file__).parents[1] / "conformance" / "cases"
CATALOG = catalog.load()


def everything():
    for path in sorted(FOLDER.glob("*.json")):
        for entry in cases.entries_of(path):
            if entry.get("kind") == "document":
                yield pytest.param(entry, None, id=f"{path.stem}/{entry['name']}")
            for number, case in enumerate(entry.get("cases", []), 1):
                yield pytest.param(entry, case, id=f"{path.stem}/{entry['name']}/{number}")


@pytest.mark.parametrize(("entry", "case"), tuple(everything()))
def test_case(entry, case):
    if case is None:
        found = cases.found_by_check(entry, cases.document_text(entry), CATALOG)
        assert found == ("valid" if entry["valid"] == "true" or entry["valid"] is True
                         else entry["expect_error"].removeprefix("InvalidParameter.")), entry.get("why")
        return
    decision = cases.decide(entry, case, CATALOG)
    assert decision.decision == case["expect"], (decision, case.get("why"))
    if "reason" in case:
        assert decision.reason == case["reason"], (decision, case.get("why"))


def test_names_are_unique():
    for path in FOLDER.glob("*.json"):
        found = [entry["name"] for entry in cases.entries_of(path)]
        assert len(found) == len(set(found)), path
