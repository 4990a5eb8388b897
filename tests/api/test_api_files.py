"""The API files: their form (docs/formats/api.md), and that they hold together.

Run alone: python3 -m pytest -q tests/api/test_api_files.py
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

import pytest
import read_data as data

SCALARS = {"string", "datetime", "datetime_iso", "date", "int64", "uint64", "float", "bool"}
CODE = re.compile(r"[A-Za-z0-9]+(\.[A-Za-z0-9]+)?")
APIS = data.apis()


def types_of(fields: list[dict]) -> set[str]:
    return {field["type"].removesuffix("[]") for field in fields}


def reached(api: dict, side: str) -> set[str]:
    todo = [t for action in api["actions"].values() for t in types_of(action[side])]
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name not in SCALARS and name not in found:
            found.add(name)
            todo += types_of(api["structs"][name]["members"])
    return found


@pytest.mark.parametrize("name", data.API_SERVICES)
def test_a_file_is_well_formed(name: str) -> None:
    api = APIS[name]
    assert list(api) == ["schema_version", "service", "version", "sources", "actions", "structs", "error_codes"]
    assert api["schema_version"] == 1 and api["service"] == name
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", api["version"])
    for member in ("actions", "structs"):
        assert list(api[member]) == sorted(api[member])
    for action, parts in api["actions"].items():
        assert set(parts) - {"withdrawn"} == {"request", "response", "errors"}, action
        assert parts["errors"] == sorted(set(parts["errors"])), action
        check_fields(parts["request"], {"required"}, action)
        check_fields(parts["response"], {"nullable", "may_be_absent"}, action)
        assert "RequestId" not in {field["name"] for field in parts["response"]}
    for struct, parts in api["structs"].items():
        allowed = {"request": {"required"}, "response": {"nullable", "may_be_absent"}}
        allowed["both"] = allowed["request"] | allowed["response"]
        check_fields(parts["members"], allowed[parts["used_in"]], struct)
        assert parts["members"], f"{struct} is empty"


def check_fields(fields: list[dict], flags: set[str], where: str) -> None:
    names = [field["name"] for field in fields]
    assert len(names) == len(set(names)), where
    for field in fields:
        assert {"name", "type"} <= set(field) <= {"name", "type"} | flags, f"{where}: {field}"
        assert all(field[flag] is True for flag in flags & set(field)), f"{where}: flags are true or left out"


@pytest.mark.parametrize("name", data.API_SERVICES)
def test_structs_are_used_where_they_say(name: str) -> None:
    api = APIS[name]
    request, response = reached(api, "request"), reached(api, "response")
    for struct, parts in api["structs"].items():
        used = {(True, True): "both", (True, False): "request", (False, True): "response"}
        assert parts["used_in"] == used[struct in request, struct in response], struct


@pytest.mark.parametrize("name", data.API_SERVICES)
def test_error_codes_are_codes(name: str) -> None:
    api = APIS[name]
    assert api["error_codes"] == sorted(set(api["error_codes"]))
    common = set(data.read("api/common_errors.json")["error_codes"])
    for action, parts in api["actions"].items():
        for code in parts["errors"]:
            assert CODE.fullmatch(code), code
            assert code in api["error_codes"] or code in common, f"{action}: {code} is in no list"


def test_no_action_name_occurs_in_two_services() -> None:
    names = [action for api in APIS.values() for action in api["actions"]]
    assert len(names) == len(set(names)) == 162


def test_common_codes_are_the_ones_that_the_wire_can_say() -> None:
    common = data.read("api/common_errors.json")["error_codes"]
    assert common == sorted(set(common))
    table = (data.ROOT / "src/wire/error_code.def").read_text("utf-8")
    table = re.sub(r"^ *//.*$", "", table, flags=re.MULTILINE)
    assert set(re.findall(r'OPENCAM_API_ERROR\(\s*\w+,\s*"([^"]+)"', table)) == set(common)


def hmac_of(key: bytes, text: str, digest: str = "sha256") -> bytes:
    return hmac.new(key, text.encode(), digest).digest()


@pytest.mark.parametrize("vector", data.read("api/signature_vectors.json")["vectors"], ids=lambda v: v["name"])
def test_vectors_agree_with_themselves(vector: dict) -> None:
    if "canonical_request" not in vector:
        digest = "sha256" if vector["signature_method"].startswith("HmacSHA256") else "sha1"
        signature = hmac_of(vector["secret_key"].encode(), vector["string_to_sign"], digest)
        assert base64.b64encode(signature).decode() == vector["signature"]
        return
    unsigned = vector["headers"].get("X-TC-Content-SHA256") == "UNSIGNED-PAYLOAD"
    payload = "UNSIGNED-PAYLOAD" if unsigned else vector["body"] if vector["method"] == "POST" else ""
    assert hashlib.sha256(payload.encode()).hexdigest() == vector["hashed_payload"]
    assert vector["canonical_request"].endswith("\n" + vector["hashed_payload"])
    assert hashlib.sha256(vector["canonical_request"].encode()).hexdigest() == vector["hashed_canonical_request"]
    assert vector["string_to_sign"].endswith("\n" + vector["hashed_canonical_request"])
    key = ("TC3" + vector["secret_key"]).encode()
    for step in (vector["date"], vector["service"], "tc3_request"):
        key = hmac_of(key, step)
    assert hmac_of(key, vector["string_to_sign"]).hex() == vector["signature"]


def test_there_are_thirteen_vectors() -> None:
    assert len({v["name"] for v in data.read("api/signature_vectors.json")["vectors"]}) == 13
