"""Makes src/services/generated/openapi.cc, the text that the server answers to GET /openapi.json: OpenAPI 3.1.

    python3 tools/generate_openapi.py        writes the file
    python3 tools/generate_all.py --check    fails when any generated file is stale

An API of this kind has one path for all its actions, which OpenAPI has no word for. So `POST /` is one operation whose
body is the request of any action, and `x-opencam-actions` says for each action which schemas are its own, which codes
it may answer, what it is authorised as and whether it is offered. The other paths stand in api/paths.json.
"""

from __future__ import annotations

import json
from pathlib import Path

import action_facts

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = "src/services/generated/openapi.cc"
# Compilers need not take string literals of more than 16 KiB in one piece.
PIECE_BYTES_MAX = 8000

SCALARS = {
    "string": {"type": "string"},
    "datetime": {"type": "string"},
    "datetime_iso": {"type": "string"},
    "date": {"type": "string"},
    "int64": {"type": "integer", "format": "int64"},
    "uint64": {"type": "integer", "format": "int64", "minimum": 0},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
}
ERROR_REF = {"$ref": "#/components/schemas/Error"}


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


def type_schema(service: str, wire_type: str) -> dict:
    if wire_type.endswith("[]"):
        return {"type": "array", "items": type_schema(service, wire_type[:-2])}
    return dict(SCALARS[wire_type]) if wire_type in SCALARS else ref(f"{service}.{wire_type}")


def object_schema(service: str, fields: list[dict], used_in: str) -> dict:
    properties, required = {}, []
    for field in fields:
        schema = type_schema(service, field["type"])
        if field.get("nullable") and used_in != "request":
            schema = {"anyOf": [schema, {"type": "null"}]}
        properties[field["name"]] = schema
        is_required = not field.get("may_be_absent") if used_in == "response" else field.get("required")
        if is_required:
            required.append(field["name"])
    out: dict = {"type": "object", "properties": properties}
    if required:
        out["required"] = required
    if used_in == "request":
        out["additionalProperties"] = False
    return out


def service_schemas(api: dict) -> dict[str, dict]:
    service = api["service"]
    out = {}
    for name, struct in api["structs"].items():
        out[f"{service}.{name}"] = object_schema(service, struct["members"], struct["used_in"])
    for name, action in api["actions"].items():
        out[f"{service}.{name}Request"] = object_schema(service, action["request"], "request")
        response = object_schema(service, action["response"], "response")
        response["properties"]["RequestId"] = {"type": "string"}
        response["required"] = [*response.get("required", []), "RequestId"]
        out[f"{service}.{name}Response"] = response
    return out


def header_parameter(name: str, schema: dict, is_required: bool) -> dict:
    return {"name": name, "in": "header", "required": is_required, "schema": schema}


def api_path(apis: list[dict], facts: dict[str, action_facts.Facts]) -> dict:
    names = sorted((name, api["service"]) for api in apis for name in api["actions"])
    actions = {}
    for name, service in names:
        fact = facts[name]
        actions[name] = {
            "service": service,
            "version": fact.version,
            "request": f"#/components/schemas/{service}.{name}Request",
            "response": f"#/components/schemas/{service}.{name}Response",
            "errors": fact.errors,
            "authorised_as": fact.authorised_as,
            "offered": fact.is_offered,
        }
    body = {"anyOf": [ref(f"{service}.{name}Request") for name, service in names]}
    answer = {"anyOf": [ERROR_REF, *(ref(f"{service}.{name}Response") for name, service in names)]}
    return {
        "post": {
            "operationId": "callAction",
            "summary": "Any action of the API 3.0, by X-TC-Action and X-TC-Version",
            "parameters": [
                header_parameter("X-TC-Action", {"type": "string", "enum": [name for name, _ in names]}, True),
                header_parameter("X-TC-Version", {"type": "string", "enum": sorted({a["version"] for a in apis})}, True),
                header_parameter("X-TC-Timestamp", {"type": "integer", "format": "int64"}, True),
                header_parameter("X-TC-Region", {"type": "string"}, False),
                header_parameter("X-TC-Token", {"type": "string"}, False),
            ],
            "security": [{"tc3": []}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": {
                "200": {
                    "description": "The action's answer, or an error",
                    "headers": {"X-Cam-Revision": {"schema": {"type": "integer", "format": "int64"}}},
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "required": ["Response"], "properties": {"Response": answer}}
                        }
                    },
                }
            },
            "x-opencam-actions": actions,
        }
    }


def document() -> dict:
    apis = action_facts.apis()
    common = action_facts.read(ROOT / "api" / "common_errors.json")["error_codes"]
    paths = action_facts.read(ROOT / "api" / "paths.json")
    schemas: dict[str, dict] = {
        "CommonErrorCode": {"type": "string", "enum": common},
        "Error": {
            "type": "object",
            "required": ["Error", "RequestId"],
            "properties": {
                "Error": {
                    "type": "object",
                    "required": ["Code", "Message"],
                    "properties": {"Code": {"type": "string"}, "Message": {"type": "string"}},
                },
                "RequestId": {"type": "string"},
            },
        },
    }
    for api in apis:
        schemas |= service_schemas(api)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "OpenCAM",
            "version": "0",
            "summary": "Cloud Access Management: the actions of cam, sts, tag, cloudaudit and batch, and decisions",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "http://127.0.0.1:8226"}],
        "paths": {"/": api_path(apis, action_facts.facts()), **paths["paths"]},
        "components": {
            "securitySchemes": paths["security_schemes"],
            "responses": paths["responses"],
            "schemas": {**schemas, **paths["schemas"]},
        },
    }


def pieces(text: str) -> list[str]:
    out, current, size = [], [], 0
    for character in text:
        width = len(character.encode("utf-8"))
        if size + width > PIECE_BYTES_MAX:
            out.append("".join(current))
            current, size = [], 0
        current.append(character)
        size += width
    return [*out, "".join(current)]


def lines(value: dict) -> str:
    """Compact JSON with a line for each path, action and schema, so that versions can be merged."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for mark in ('"x-opencam-actions":{', '"schemas":{', '"paths":{', '"components":{'):
        text = text.replace(mark, mark + "\n")
    for name in [*value["paths"], *value["components"]["schemas"], *value["paths"]["/"]["post"]["x-opencam-actions"]]:
        text = text.replace(f',"{name}":{{"', f',\n"{name}":{{"')
    return text


def generated_files() -> dict[str, str]:
    """Path from the root of the tree -> text."""
    text = lines(document())
    if ')json"' in text:
        raise SystemExit("the document holds the end mark of the raw string")
    rows = "".join(f'    R"json({piece})json"\n' for line in text.splitlines(keepends=True) for piece in pieces(line))
    return {
        OUTPUT: "// Generated by tools/generate_openapi.py from api/*.json. Do not edit.\n// clang-format off\n"
        '#pragma GCC diagnostic ignored "-Woverlength-strings"\n'
        '#include "services/openapi.h"\n\nnamespace opencam::services {\n\n'
        f"std::string_view openapi_document() {{\n  return\n{rows}    ;\n}}\n\n}}  // namespace opencam::services\n"
    }


if __name__ == "__main__":
    from generate_all import write_files

    write_files(generated_files())
