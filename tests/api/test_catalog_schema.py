"""docs/formats/catalog.schema.json: every catalogue file that we ship is of that form, and what is not is refused.

Run alone: tests/run_pytest tests/api/test_catalog_schema.py
"""

from __future__ import annotations

import copy

import jsonschema
import pytest
import read_data as data

SCHEMA = data.read("docs/formats/catalog.schema.json")
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

PRINTSHOP = {
    "schema_version": 1,
    "service": "printshop",
    "actions_complete": True,
    "resource_types": ["order/{OrderId}"],
    "actions": [
        {"name": "CancelOrders", "access": "write", "resources": ["order/{OrderIds}"]},
        {"name": "ListPapers", "access": "list"},
    ],
    "presets": [{"id": 500001, "name": "PrintshopReadOnlyAccess", "document": {"version": "2.0", "statement": []}}],
}


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", sorted(data.catalog_files()))
def test_every_file_that_we_ship_is_of_the_form(name: str) -> None:
    errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in VALIDATOR.iter_errors(data.catalog_files()[name])]
    assert not errors, errors[:5]


def changed(change) -> dict:
    file = copy.deepcopy(PRINTSHOP)
    change(file)
    return file


def test_a_file_of_somebodys_own_is_of_the_form() -> None:
    assert VALIDATOR.is_valid(PRINTSHOP)


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.pop("schema_version"),
        lambda file: file.update(schema_version=2),
        lambda file: file.update(service="Print Shop"),
        lambda file: file.update(services=[]),
        lambda file: file.update(colour="blue"),
        lambda file: file.update(is_global="yes"),
        lambda file: file["actions"][0].pop("name"),
        lambda file: file["actions"][0].update(access="eat"),
        lambda file: file["actions"][0].update(level="operation"),
        lambda file: file["actions"][1].update(level="resource"),
        lambda file: file["actions"][0].update(resources=[]),
        lambda file: file["actions"][0].update(resource="x"),
        lambda file: file["presets"][0].update(id=0),
        lambda file: file["presets"][0].update(id=1000000),
        lambda file: file["presets"][0].update(document="x"),
        lambda file: file["presets"][0].pop("document"),
        lambda file: file["presets"][0].update(linked_role="PrintshopRole"),
    ],
)
def test_what_is_not_of_the_form_is_refused(change) -> None:
    assert not VALIDATOR.is_valid(changed(change))
