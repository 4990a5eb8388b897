"""The generators: nothing checked in is stale, the same input gives the same bytes, and a stale file is noticed.

Run alone: python3 -m pytest -q tests/api/test_generators.py
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import read_data as data

sys.path.insert(0, str(data.ROOT / "tools"))

import embed_catalog  # noqa: E402
import generate_api  # noqa: E402
import generate_console  # noqa: E402
import generate_openapi  # noqa: E402
import generate_reference  # noqa: E402


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, str(root / "tools/generate_all.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def copy_of_the_tree(to: Path) -> Path:
    folders = ("api", "catalog", "tools", "src/policy/generated", "src/services/generated", "docs", "console/wire",
               "tests/api", "tests/clients", "tests/e2e")  # fmt: skip
    for folder in folders:
        shutil.copytree(data.ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    shutil.copy(data.ROOT / "src/services/offered_actions.cc", to / "src/services")
    return to


def test_nothing_generated_is_stale() -> None:
    result = run(data.ROOT, "--check")
    assert result.returncode == 0, result.stderr


def test_generating_twice_gives_the_same() -> None:
    assert generate_api.generated_files() == generate_api.generated_files()
    assert embed_catalog.generated_files() == embed_catalog.generated_files()
    for generator in (generate_console, generate_openapi, generate_reference):
        assert generator.generated_files() == generator.generated_files()


def test_stale_missing_and_left_over_files_are_noticed(tmp_path: Path) -> None:
    root = copy_of_the_tree(tmp_path)
    assert run(root, "--check").returncode == 0
    generated = root / generate_api.FOLDER
    (generated / "sts_api.h").write_text("// edited by hand\n")
    (generated / "tag_api.h").unlink()
    (generated / "old_api.h").write_text("// of a service that is gone\n")
    result = run(root, "--check")
    assert result.returncode == 1
    for name in ("sts_api.h", "tag_api.h", "old_api.h"):
        assert name in result.stderr
    assert run(root).returncode == 0
    assert run(root, "--check").returncode == 0
    assert not (generated / "old_api.h").exists()


def test_a_changed_catalogue_changes_what_is_embedded(tmp_path: Path) -> None:
    root = copy_of_the_tree(tmp_path)
    (root / "catalog" / "printshop.json").write_text('{"schema_version": 1, "service": "printshop"}')
    assert run(root, "--check").returncode == 1


def test_embedded_texts_are_the_files() -> None:
    (source,) = embed_catalog.generated_files().values()
    found = re.findall(r'\{"([a-z_]+\.json)",\n((?: +R"json\(.*?\)json"(?:\n(?= ))?)+)\},', source, flags=re.DOTALL)
    names = [name for name, _ in found]
    assert names == embed_catalog.file_names()
    assert names[:3] == ["general.json", "regions.json", "services.json"] and names[-1] == "presets.json"
    for name, literals in found:
        text = "".join(re.findall(r'R"json\((.*?)\)json"', literals, flags=re.DOTALL))
        assert json.loads(text) == data.read(f"catalog/{name}"), name
    assert max(len(piece.encode()) for piece in re.findall(r"json\((.*?)\)json", source, flags=re.DOTALL)) < 16384


def test_wire_names_become_snake_case() -> None:
    for wire, name in {
        "Name": "name", "ConsoleLogin": "console_login", "SAMLMetadataDocument": "saml_metadata_document",
        "RecentlyLoginIP": "recently_login_ip", "TagKeyMd5": "tag_key_md5", "U2FToken": "u2f_token",
        "QCSServiceName": "qcs_service_name", "UnTagResources": "un_tag_resources", "Deactived": "deactived",
        "DescribeUserOIDCConfig": "describe_user_oidc_config", "DisableUserSSO": "disable_user_sso",
    }.items():  # fmt: skip
        assert generate_api.snake_case(wire) == name


def test_members_of_a_struct_keep_apart_in_cpp() -> None:
    for api in data.apis().values():
        groups = [struct["members"] for struct in api["structs"].values()]
        groups += [action[side] for action in api["actions"].values() for side in ("request", "response")]
        for fields in groups:
            names = [generate_api.snake_case(field["name"]) for field in fields]
            assert len(names) == len(set(names)), names


def test_structs_stand_after_what_they_consist_of() -> None:
    for name in generate_api.TYPED_SERVICES:
        structs = data.read(f"api/{name}.json")["structs"]
        order = generate_api.in_order_of_need(structs)
        for struct in order:
            for field in structs[struct]["members"]:
                part = field["type"].removesuffix("[]")
                assert part not in structs or order.index(part) < order.index(struct)
