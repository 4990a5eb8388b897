"""The catalogue: its form (docs/formats/catalog.md), its agreement with the API files, and what the mission promises.

Run alone: python3 -m pytest -q tests/api/test_catalog.py
"""

from __future__ import annotations

import json
import re

import pytest
import read_data as data

SERVICE_MEMBERS = {
    "service": str, "title": str, "actions_complete": bool, "is_authorisable": bool, "is_global": bool,
    "has_account_uid": bool, "has_resource_policies": bool, "resource_types": list, "condition_keys": list,
    "principals": list, "actions": list, "presets": list, "source": str,
}
ACTION_MEMBERS = {
    "name": str, "level": str, "access": str, "resources": list, "supports_ip_condition": bool,
    "needs_permission": bool, "condition_keys": list, "summary": str, "source": str,
}
PRESET_MEMBERS = {
    "id": int, "name": str, "description": str, "service": str, "is_service_linked": bool, "linked_service": str, "linked_role": str, "document": dict, "source": str,
}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

SERVICES = data.catalog_services()
PRESETS = data.presets()

# mission.md, fact 7 (599/33471): what each of the 27 actions is asked on.
BATCH_TABLE = {
    "computeenv/*": "CreateCpmComputeEnv CreateComputeEnv",
    "computeenv/${envId}": "DeleteComputeEnv ModifyComputeEnv TerminateComputeNode TerminateComputeNodes "
    "DescribeComputeEnv DescribeComputeEnvActivities DescribeComputeEnvCreateInfo DescribeComputeEnvCreateInfos "
    "DescribeComputeEnvs DetachInstances AttachInstances",
    "job/*": "SubmitJob",
    "job/${jobId}": "RetryJobs DeleteJob TerminateJob TerminateTaskInstance DescribeJob DescribeJobs "
    "DescribeJobSubmitInfo DescribeTask DescribeTaskLogs",
    "tasktemplate/*": "CreateTaskTemplate",
    "tasktemplate/${taskTemplateId}": "DeleteTaskTemplates ModifyTaskTemplate DescribeTaskTemplates",
}


def only(members: dict, allowed: dict, where: str) -> None:
    for name, value in members.items():
        assert name in allowed, f"{where}: unknown member {name}"
        assert type(value) is allowed[name], f"{where}: {name} is a {type(value).__name__}"


def content(template: object) -> str:
    return template if isinstance(template, str) else template["resource"]


def level(action: dict) -> str:
    return action.get("level", "resource" if "resources" in action else "operation")


def fields(api: dict, struct: str | None, action: str) -> dict[str, str]:
    members = api["structs"][struct]["members"] if struct else api["actions"][action]["request"]
    return {field["name"]: field["type"] for field in members}


def test_files_hold_only_what_the_format_knows() -> None:
    file_members = {"schema_version": int, "services": list, "regions": list, **SERVICE_MEMBERS}
    for name, file in data.catalog_files().items():
        assert file["schema_version"] == 1
        only(file, file_members, name)
        kinds = {"service", "services", "regions", "condition_keys", "presets"} & set(file)
        assert kinds, f"{name} holds nothing"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_well_formed(name: str) -> None:
    service = SERVICES[name]
    only({k: v for k, v in service.items() if k != "schema_version"}, SERVICE_MEMBERS, name)
    assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
    assert service.get("title"), f"{name} has no title"
    for member in ("condition_keys", "principals"):
        assert service.get(member, []) == sorted(set(service.get(member, []))), f"{name}: {member}"
    names = [action["name"] for action in service.get("actions", [])]
    assert names == sorted(set(names)), f"{name}: actions are not sorted, or one stands twice"
    types = {content(t).split("/")[0] for t in service.get("resource_types", [])}
    for action in service.get("actions", []):
        where = f"{name}:{action['name']}"
        only(action, ACTION_MEMBERS, where)
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", action["name"]), where
        assert action.get("access", "write") in ("read", "list", "write"), where
        assert (level(action) == "resource") == bool(action.get("resources")), where
        for template in action.get("resources", []):
            if isinstance(template, dict):
                only(template, {"resource": str, "type": str, "service": str}, where)
                assert template.get("service", name) in SERVICES, where
            else:
                assert template.split("/")[0] in types, f"{where}: {template} is of no resource type"


@pytest.mark.parametrize("name", data.API_SERVICES)
def test_every_api_action_is_in_the_catalogue(name: str) -> None:
    listed = {action["name"] for action in SERVICES[name]["actions"]}
    assert set(data.read(f"api/{name}.json")["actions"]) <= listed


@pytest.mark.parametrize("name", ["batch", "cam", "sts", "tag"])
def test_templates_are_filled_from_fields_that_requests_have(name: str) -> None:
    api = data.read(f"api/{name}.json")
    for action in SERVICES[name]["actions"]:
        for template in action.get("resources", []):
            lists = 0
            for placeholder in PLACEHOLDER.findall(content(template)):
                for source in placeholder.split("|"):
                    if source in ("$uin", "$owner_uin") or action["name"] not in api["actions"]:
                        continue
                    struct = None
                    for step in source.split("."):
                        known = fields(api, struct, action["name"])
                        assert step in known, f"{name}:{action['name']} has no field {source}"
                        lists += known[step].endswith("[]")
                        struct = known[step].removesuffix("[]")
            assert lists <= 1, f"{name}:{action['name']} multiplies two lists"


def test_mission_07_batch_asks_on_what_the_table_says() -> None:
    table = {action: suffix for suffix, actions in BATCH_TABLE.items() for action in actions.split()}
    assert len(table) == 27
    kinds = {"computeenv": "${envId}", "job": "${jobId}", "tasktemplate": "${taskTemplateId}"}
    found = {}
    for action in SERVICES["batch"]["actions"]:
        if level(action) != "resource":
            continue
        (template,) = action["resources"]
        kind, _, last = template.partition("/")
        found[action["name"]] = f"{kind}/{'*' if last == '*' else kinds[kind]}"
        if last != "*":
            assert last.strip("{}").rstrip("s").lower() == kinds[kind].strip("${}").lower()
    assert found == table


def test_mission_08_other_batch_actions_are_operation_level() -> None:
    table = {action for actions in BATCH_TABLE.values() for action in actions.split()}
    others = {action["name"]: level(action) for action in SERVICES["batch"]["actions"] if action["name"] not in table}
    assert others == dict.fromkeys(
        ["DescribeAvailableCvmInstanceTypes", "DescribeCpmOsInfo", "DescribeCvmZoneInstanceConfigInfos",
         "DescribeInstanceCategories", "DescribeJobMonitorData", "ModifyComputeNodeAttribute"],
        "operation",
    )


def test_only_the_physical_environments_of_batch_lack_the_ip_condition() -> None:
    without = [a["name"] for a in SERVICES["batch"]["actions"] if not a.get("supports_ip_condition", True)]
    assert without == ["CreateCpmComputeEnv"]


def test_only_what_the_specification_names_needs_no_permission() -> None:
    free = [f"{name}:{a['name']}" for name, service in SERVICES.items() for a in service.get("actions", [])
            if not a.get("needs_permission", True)]
    # CAM-080.
    assert sorted(free) == ["cam:CheckPolicy", "cam:GetCatalogue", "sts:GetCallerIdentity", "sts:GetFederationToken"]


def test_cross_account_grants_exist_for_cos_and_cas_only() -> None:
    assert [n for n, s in SERVICES.items() if s.get("has_resource_policies")] == ["cas", "cos"]
    assert [n for n, s in SERVICES.items() if s.get("has_account_uid")] == ["cas", "cos"]


def statements(preset: dict) -> list[dict]:
    document = preset["document"]
    assert set(document) == {"version", "statement"} and document["version"] == "2.0"
    assert document["statement"]
    return document["statement"]


def actions_of(statement: dict) -> list[str]:
    action = statement["action"]
    return [action] if isinstance(action, str) else action


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset["name"])
def test_a_preset_is_well_formed(preset: dict) -> None:
    only(preset, PRESET_MEMBERS, preset["name"])
    assert 1 <= preset["id"] < 500000, "numbers from 500000 are for files of others"
    assert 0 < len(preset["description"].encode()) <= 300
    assert preset.get("service", "cvm") in SERVICES
    for statement in statements(preset):
        assert set(statement) == {"effect", "action", "resource"}
        assert statement["effect"] == "allow"
        assert statement["resource"] == "*" or statement["resource"].startswith("qcs::")
        listed = actions_of(statement)
        assert listed and len(listed) == len(set(listed))
        for action in listed:
            if action == "*":
                continue
            service, name = action.removeprefix("name/").split(":")
            assert service in SERVICES, f"{action} is of no known service"
            known = {a["name"] for a in SERVICES[service].get("actions", [])}
            if SERVICES[service].get("actions_complete") and "*" not in name:
                assert name in known, action


def test_presets_have_names_and_numbers_of_their_own() -> None:
    assert len({preset["name"] for preset in PRESETS}) == len(PRESETS)
    numbers = {preset["id"]: preset["name"] for preset in PRESETS}
    assert len(numbers) == len(PRESETS)
    # Published numbers, and ours, which never change: whoever stored one means this policy.
    assert numbers == {
        1: "AdministratorAccess", 2: "QCloudResourceFullAccess", 3: "QCloudFinanceFullAccess", 400411: "ReadOnlyAccess",
        100101: "QcloudCamFullAccess", 100102: "QcloudCamReadOnlyAccess",
        100201: "QcloudBatchFullAccess", 100202: "QcloudBatchReadOnlyAccess", 100203: "QcloudFullAccessForBatchRole",
        100204: "QcloudAccessForBATCHLinkedRoleInAcrossService",
        100301: "CLBResourceFullAccess", 100302: "CLBResourceReadOnlyAccess", 100303: "QcloudAccessForScfRole",
        100304: "QcloudCDBFullAccess", 100305: "QcloudCDBInnerReadOnlyAccess", 100306: "QcloudCDBProjectToUser",
        100307: "QcloudCDBReadOnlyAccess", 100308: "QcloudCFSFullAccess", 100309: "QcloudCFSReadOnlyAccess",
        100310: "QcloudCOSBucketConfigRead", 100311: "QcloudCOSBucketConfigWrite", 100312: "QcloudCOSDataFullControl",
        100313: "QcloudCVMInnerReadOnlyAccess", 100314: "QcloudCVMReadOnlyAccess", 100315: "QcloudDCFullAccess",
        100316: "QcloudDCReadOnlyAccess", 100317: "QcloudHTTPDNSFullAccess", 100318: "QcloudHTTPDNSReadOnlyAccess",
        100319: "QcloudMariaDBFullAccess", 100320: "QcloudMariaDBInnerReadOnlyAccess", 100321: "QcloudMongoDBFullAccess",
        100322: "QcloudMongoDBReadOnlyAccess", 100323: "QcloudPrivateDNSFullAccess", 100324: "QcloudPrivateDNSReadOnlyAccess",
        100325: "QcloudSCFFullAccess", 100326: "QcloudSCFReadOnlyAccess", 100327: "QcloudSLSFullAccess",
        100328: "QcloudSLSReadOnlyAccess", 100329: "QcloudTCMFullAccess", 100330: "QcloudTCMReadOnlyAccess",
    }  # fmt: skip


def preset(name: str) -> dict:
    return next(p for p in PRESETS if p["name"] == name)


def test_mission_05_batch_presets_grant_what_they_say() -> None:
    assert statements(preset("QcloudBatchFullAccess")) == [{"effect": "allow", "action": "batch:*", "resource": "*"}]
    # Reading is exactly what the catalogue calls reading.
    assert statements(preset("QcloudBatchReadOnlyAccess")) == [
        {"effect": "allow", "action": "batch:Describe*", "resource": "*"}
    ]
    for action in SERVICES["batch"]["actions"]:
        assert (action["access"] != "write") == action["name"].startswith("Describe"), action["name"]
    (role,) = statements(preset("QcloudFullAccessForBatchRole"))
    assert sorted(role["action"]) == ["cls:*", "cmqqueue:*", "cmqtopic:*", "cos:*", "cvm:*", "monitor:*", "vpc:*"]
    assert preset("QcloudAccessForBATCHLinkedRoleInAcrossService")["is_service_linked"] is True


def test_resource_full_access_leaves_out_money_accounts_and_permissions() -> None:
    (statement,) = statements(preset("QCloudResourceFullAccess"))
    granted = {action.removesuffix(":*") for action in statement["action"]}
    assert set(SERVICES) - granted == {
        "account", "billing", "cam", "cbm", "controlcenter", "finance", "organization", "partners", "sts"
    }


def test_the_example_of_the_format_page_follows_it() -> None:
    page = (data.ROOT / "docs/formats/catalog.md").read_text("utf-8")
    (example,) = [json.loads(block) for block in re.findall(r"```json\n(\{.*?)```", page, re.DOTALL) if '"title"' in block]
    only({k: v for k, v in example.items() if k != "schema_version"}, SERVICE_MEMBERS, "example")
    for action in example["actions"]:
        only(action, ACTION_MEMBERS, "example")
    for preset in example["presets"]:
        only(preset, PRESET_MEMBERS, "example")
        assert 500000 <= preset["id"] <= 999999
    # Every member that the format knows is explained on the page.
    for member in {**SERVICE_MEMBERS, **ACTION_MEMBERS, **PRESET_MEMBERS}:
        assert f"`{member}`" in page, f"{member} is not explained"


def test_regions_are_canonical() -> None:
    regions = data.read("catalog/regions.json")["regions"]
    assert regions == sorted(set(regions))
    aliases = dict(re.findall(r'OPENCAM_REGION_ALIAS\("([^"]+)", "([^"]+)"\)', (data.ROOT / "src/policy/region.def").read_text()))
    assert aliases
    assert not set(aliases) & set(regions), "a short form is listed as a region"
    assert set(aliases.values()) <= set(regions), "a short form means a region that is not listed"
