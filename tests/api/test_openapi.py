"""The server's own description of its interface: valid OpenAPI 3.1, and as much in it as there is.

That the server gives out this very text is checked by test_generators.py (nothing is stale) and by openapi_test.cc.
Run alone: tests/run_pytest tests/api/test_openapi.py
"""

from __future__ import annotations

import copy
import json
import re
import sys

import jsonschema
import pytest
import read_data as data
from openapi_spec_validator import OpenAPIV31SpecValidator

sys.path.insert(0, str(data.ROOT / "tools"))

import generate_openapi  # noqa: E402

DOCUMENT = generate_openapi.document()


def errors_of(document: dict) -> list[str]:
    return [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]


def test_the_document_is_valid_openapi() -> None:
    assert errors_of(DOCUMENT) == []


def test_a_broken_document_would_be_noticed() -> None:
    broken = copy.deepcopy({**DOCUMENT, "components": {"schemas": {}, "securitySchemes": {}}})
    broken["paths"] = {"/": {"post": {"responses": {"200": {}}}}}
    assert errors_of(broken)


def test_the_text_in_the_program_is_this_document() -> None:
    (source,) = generate_openapi.generated_files().values()
    text = "".join(re.findall(r'R"json\((.*?)\)json"', source, flags=re.DOTALL))
    assert json.loads(text) == DOCUMENT


def test_every_action_has_its_schemas_codes_and_permission() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    actions = dict(DOCUMENT["paths"]["/"]["post"]["x-opencam-actions"])
    for service, api in data.apis().items():
        for name, action in api["actions"].items():
            shown = actions.pop(name)
            assert (shown["service"], shown["version"]) == (service, api["version"])
            assert shown["errors"] == action["errors"]
            for side in ("request", "response"):
                schema = schemas[shown[side].removeprefix("#/components/schemas/")]
                names = {field["name"] for field in action[side]} | ({"RequestId"} if side == "response" else set())
                assert set(schema.get("properties", {})) == names
    assert not actions


@pytest.mark.parametrize(
    ("action", "request_body", "fits"),
    [
        ("AddUser", {"Name": "ann", "UseApi": 1}, True),
        ("AddUser", {"UseApi": 1}, False),
        ("AddUser", {"Name": "ann", "Colour": "blue"}, False),
        ("AddUser", {"Name": 7}, False),
        ("CreateTags", {"Tags": [{"TagKey": "team", "TagValue": "a"}]}, True),
        ("CreateTags", {"Tags": [{"TagKey": "team"}]}, False),
        ("CreateTags", {"Tags": {"TagKey": "team", "TagValue": "a"}}, False),
    ],
)
def test_schemas_tell_good_requests_from_bad(action: str, request_body: dict, fits: bool) -> None:
    name = DOCUMENT["paths"]["/"]["post"]["x-opencam-actions"][action]["request"]
    schema = {"$ref": name, "components": DOCUMENT["components"]}
    assert jsonschema.Draft202012Validator(schema).is_valid(request_body) == fits
