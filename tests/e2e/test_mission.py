"""The sixteen facts that the product is held to, one test each, named by its number.

Sources: the public pages 599/33471 (access management of BatchCompute) and 598/10607 (policy variables). The web console of
fact 1 comes later; the service that it will speak to is here.
"""

import json

import pytest
from clients import Sdk
from offline import APP_ID, ROOT_UIN, World, document, statement
from opencam_server import opencam
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

# Fact 7: what each action of BatchCompute is asked on.
ASKED_ON = {
    "computeenv/*": ["CreateCpmComputeEnv", "CreateComputeEnv"],
    "computeenv/env-1": [
        "DeleteComputeEnv", "ModifyComputeEnv", "TerminateComputeNode", "TerminateComputeNodes", "DescribeComputeEnv",
        "DescribeComputeEnvActivities", "DescribeComputeEnvCreateInfo", "DescribeComputeEnvCreateInfos",
        "DescribeComputeEnvs", "DetachInstances", "AttachInstances",
    ],
    "job/*": ["SubmitJob"],
    "job/job-1": [
        "RetryJobs", "DeleteJob", "TerminateJob", "TerminateTaskInstance", "DescribeJob", "DescribeJobs",
        "DescribeJobSubmitInfo", "DescribeTask", "DescribeTaskLogs",
    ],
    "tasktemplate/*": ["CreateTaskTemplate"],
    "tasktemplate/tt-1": ["DeleteTaskTemplates", "ModifyTaskTemplate", "DescribeTaskTemplates"],
}  # fmt: skip


def batch(content, region="ap-guangzhou", owner=ROOT_UIN):
    return f"qcs::batch:{region}:uin/{owner}:{content}"


def lint(policy, tmp_path):
    """The codes of the errors that keep a document from being created."""
    path = tmp_path / "policy.json"
    path.write_text(json.dumps(policy), encoding="utf-8")
    result = opencam("lint", "--format", "json", path)
    return [f["code"] for f in json.loads(result.stdout)["findings"] if f["severity"] == "error"]


def decision_of(sdk, action, **parameters):
    try:
        sdk.cam(action, **parameters)
    except TencentCloudSDKException as error:
        assert error.get_code() == "AuthFailure.UnauthorizedOperation", error
        return "deny"
    return "allow"


def test_mission_fact_01(server, account):
    """Users and groups are created, managed, terminated; policies of either authorise or block named operations."""
    root = Sdk(server, account)
    user = root.cam("AddUser", Name="carol", UseApi=1)
    carol = Sdk(server, {"secret_id": user["SecretId"], "secret_key": user["SecretKey"]})
    root.cam("UpdateUser", Name="carol", Remark="night shift")
    assert root.cam("GetUser", Name="carol")["Remark"] == "night shift"
    group = root.cam("CreateGroup", GroupName="auditors")["GroupId"]
    root.cam("UpdateGroup", GroupId=group, GroupName="inspectors")
    root.cam("AddUserToGroup", Info=[{"Uid": user["Uid"], "GroupId": int(group)}])

    assert decision_of(carol, "ListUsers") == "deny"
    allow = json.dumps(document(statement("allow", "cam:List*", "*")))
    policy = root.cam("CreatePolicy", PolicyName="ListAll", PolicyDocument=allow)["PolicyId"]
    root.cam("AttachGroupPolicy", PolicyId=policy, AttachGroupId=group)
    assert decision_of(carol, "ListUsers") == "allow"
    block = json.dumps(document(statement("deny", "cam:ListUsers", "*")))
    blocking = root.cam("CreatePolicy", PolicyName="NoUsers", PolicyDocument=block)["PolicyId"]
    root.cam("AttachUserPolicy", PolicyId=blocking, AttachUin=user["Uin"])
    assert decision_of(carol, "ListUsers") == "deny"
    assert decision_of(carol, "ListGroups") == "allow"

    root.cam("DeleteGroup", GroupId=group)
    assert decision_of(carol, "ListGroups") == "deny"
    root.cam("DeleteUser", Name="carol", Force=1)
    with pytest.raises(TencentCloudSDKException) as gone:
        carol.cam("ListUsers")
    assert gone.value.get_code() == "AuthFailure.SecretIdNotFound"


def test_mission_fact_02(tmp_path):
    """The registered account is the root account; a user belongs to one account and is of one of three kinds."""
    grant = statement("allow", "batch:*", "*")
    world = World().user("ann", grant).user("col", grant, kind="collaborator")
    world.user("max", grant, kind="message_recipient")
    answers, _ = world.ask(
        tmp_path, *[(who, "batch:DescribeJob", batch("job/job-1")) for who in ("root", "ann", "col", "max")]
    )
    assert [a["decision"] for a in answers] == ["allow", "allow", "allow", "deny"]
    assert [a["reason"] for a in answers] == ["root", "allowed", "allowed", "unknown_principal"]
    # She belongs to acme and to nobody else: another account can neither take her into a group nor lend her its policy.
    two = world.as_json()
    two["accounts"].append({"uin": "100000000002", "app_id": "1250000002", "name": "other"})
    two["policies"].append({"name": "Theirs", "owner_uin": "100000000002", "document": document(grant)})
    group = {"id": "9", "owner_uin": "100000000002", "name": "g", "members": [world.users["ann"]["uin"]], "policies": []}
    borrowed = [{**u, "policies": ["Theirs"]} if u["name"] == "ann" else u for u in two["users"]]
    for wrong in ({**two, "groups": [group]}, {**two, "users": borrowed}):
        path = tmp_path / "two.json"
        path.write_text(json.dumps(wrong), encoding="utf-8")
        assert opencam("eval", "--world", path, stdin='{"principal":{"uin":"1"},"action":"a:B"}\n').returncode == 1


def test_mission_fact_03(server, account, tmp_path):
    """Preset policies are broad and cannot be edited; custom ones are fine-grained."""
    root = Sdk(server, account)
    presets = root.cam("ListPolicies", Scope="QCS", Rp=200)["List"]
    preset = next(p for p in presets if p["PolicyName"] == "QcloudBatchFullAccess")
    everything = json.dumps(document(statement("allow", "*", "*")))
    text = root.cam("GetPolicy", PolicyId=preset["PolicyId"])["PolicyDocument"]
    with pytest.raises(TencentCloudSDKException) as edited:
        root.cam("UpdatePolicy", PolicyId=preset["PolicyId"], PolicyDocument=everything)
    with pytest.raises(TencentCloudSDKException) as deleted:
        root.cam("DeletePolicy", PolicyId=[preset["PolicyId"]])
    assert {edited.value.get_code(), deleted.value.get_code()} == {"InvalidParameter.PolicyIdError"}
    assert root.cam("GetPolicy", PolicyId=preset["PolicyId"])["PolicyDocument"] == text
    envs = World().user("ann", statement("allow", "batch:*", "qcs::batch:::computeenv/*"))
    assert envs.decisions(
        tmp_path,
        ("ann", "batch:ModifyComputeEnv", batch("computeenv/env-1")),
        ("ann", "cdb:DescribeDBInstances", f"qcs::cdb:ap-guangzhou:uin/{ROOT_UIN}:instanceId/cdb-1"),
    ) == ["allow", "deny"]


def test_mission_fact_04(tmp_path):
    """A resource is an element of a policy and names one or several objects."""
    one = World().user("ann", statement("allow", "batch:DescribeJob", "qcs::batch:ap-guangzhou::job/job-1"))
    asked = [("ann", "batch:DescribeJob", batch(f"job/{job}")) for job in ("job-1", "job-2", "other")]
    assert one.decisions(tmp_path, *asked) == ["allow", "deny", "deny"]
    two = ["qcs::batch:ap-guangzhou::job/job-1", "qcs::batch:ap-guangzhou::job/job-2"]
    assert World().user("ann", statement("allow", "batch:*", two)).decisions(tmp_path, *asked) == ["allow", "allow", "deny"]
    many = statement("allow", "batch:DescribeJob", "qcs::batch:::job/job-*")
    assert World().user("ann", many).decisions(tmp_path, *asked) == ["allow", "allow", "deny"]


def test_mission_fact_05(tmp_path):
    """The three presets of BatchCompute: all, reading only, and what BatchCompute itself may do elsewhere."""
    world = World().user("full", presets=["QcloudBatchFullAccess"]).user("reader", presets=["QcloudBatchReadOnlyAccess"])
    world.user("role", presets=["QcloudFullAccessForBatchRole"])
    every = [(f"batch:{action}", batch(resource)) for resource, actions in ASKED_ON.items() for action in actions]
    every += [("batch:DescribeAvailableCvmInstanceTypes", "*"), ("batch:ModifyComputeNodeAttribute", "*")]
    assert set(world.decisions(tmp_path, *[("full", *one) for one in every])) == {"allow"}
    reading = ["allow" if action.startswith("batch:Describe") else "deny" for action, _ in every]
    assert world.decisions(tmp_path, *[("reader", *one) for one in every]) == reading
    services = ["cvm", "vpc", "cos", "cmqtopic", "cmqqueue", "cls", "monitor"]
    assert set(world.decisions(tmp_path, *[("role", f"{s}:DescribeAnything", "*") for s in services])) == {"allow"}
    assert world.decisions(tmp_path, ("role", "cdb:DescribeDBInstances", "*"), ("full", "cvm:RunInstances", "*")) == ["deny"] * 2


def test_mission_fact_06(tmp_path):
    """Jobs, compute environments, task templates: `type/id/*`, the rest filled in by the author; `*` is a wildcard."""
    for kind, action in [("job", "DescribeJob"), ("computeenv", "DescribeComputeEnv"), ("tasktemplate", "ModifyTaskTemplate")]:
        pattern = f"qcs::batch:ap-guangzhou:uin/{ROOT_UIN}:{kind}/id-1/*"
        world = World().user("ann", statement("allow", "batch:*", pattern))
        asked = [batch(f"{kind}/id-1"), batch(f"{kind}/id-1/part"), batch(f"{kind}/id-10"), batch(f"{kind}/id-1", "ap-beijing")]
        found = world.decisions(tmp_path, *[("ann", f"batch:{action}", resource) for resource in asked])
        assert found == ["allow", "allow", "deny", "deny"]
        every = World().user("ann", statement("allow", "batch:*", f"qcs::batch:::{kind}/*"))
        assert set(every.decisions(tmp_path, *[("ann", f"batch:{action}", r) for r in asked])) == {"allow"}


def test_mission_fact_07(tmp_path):
    """Resource-level permission, action by action: granted on its own resource, not by another's."""
    assert sum(len(actions) for actions in ASKED_ON.values()) == 27
    for resource, actions in ASKED_ON.items():
        kind = resource.split("/")[0]
        for action in actions:
            own = World().user("ann", statement("allow", f"batch:{action}", f"qcs::batch:ap-guangzhou::{resource}"))
            other = "job" if kind != "job" else "computeenv"
            asked = [
                ("ann", f"batch:{action}", batch(resource)),
                ("ann", f"batch:{action}", batch(resource, "ap-shanghai")),
                ("ann", f"batch:{action}", batch(f"{other}/x-1")),
            ]
            assert own.decisions(tmp_path, *asked) == ["allow", "deny", "deny"], action


def test_mission_fact_08(tmp_path):
    """Any other action of BatchCompute can be granted, but only with the resource `*`."""
    action, resource = "batch:DescribeAvailableCvmInstanceTypes", "qcs::batch:::job/*"
    narrow = World().user("ann", statement("allow", action, resource))
    wide = World().user("ann", statement("allow", action, "*"))
    assert narrow.decisions(tmp_path, ("ann", action, "*")) == ["deny"]
    assert wide.decisions(tmp_path, ("ann", action, "*")) == ["allow"]


def test_mission_fact_09(tmp_path):
    """Example one: all compute environments, but none of the Guangzhou region; the deny wins."""
    world = World().user(
        "ann",
        statement("allow", "batch:*", "qcs::batch:::computeenv/*"),
        statement("deny", "batch:*", "qcs::batch:ap-guangzhou::computeenv/*"),
    )
    answers, code = world.ask(
        tmp_path,
        ("ann", "batch:DescribeComputeEnv", batch("computeenv/env-1", "ap-shanghai")),
        ("ann", "batch:DescribeComputeEnv", batch("computeenv/env-1", "ap-guangzhou")),
        ("ann", "batch:CreateComputeEnv", batch("computeenv/*", "ap-guangzhou")),
    )
    assert [a["reason"] for a in answers] == ["allowed", "explicit_deny", "explicit_deny"]
    assert answers[1]["statements"] == [{"policy": "of-ann", "index": 1, "effect": "deny"}]
    assert code == 2
    assert world.decisions(tmp_path, ("root", "batch:CreateComputeEnv", batch("computeenv/*"))) == ["allow"]


def test_mission_fact_10(tmp_path):
    """Example two: the reading actions on jobs, in all regions."""
    reading = ["DescribeJob", "DescribeJobs", "DescribeJobSubmitInfo", "DescribeTask", "DescribeTaskLogs"]
    world = World().user("ann", statement("allow", [f"batch:{a}" for a in reading], "qcs::batch:::job/*"))
    regions = ["ap-guangzhou", "ap-shanghai", "eu-frankfurt"]
    asked = [("ann", f"batch:{a}", batch("job/job-1", r)) for a in reading for r in regions]
    assert set(world.decisions(tmp_path, *asked)) == {"allow"}
    writing = [("ann", f"batch:{a}", batch("job/job-1")) for a in ("DeleteJob", "TerminateJob", "RetryJobs")]
    assert set(world.decisions(tmp_path, *writing)) == {"deny"}


def test_mission_fact_11(tmp_path):
    """One policy with a variable lets every user reach what they created, instead of one policy per resource."""
    world = World().user("ann", uin="100000000101").user("bob", uin="100000000102")
    world.group("everybody", ["ann", "bob"], statement("allow", "cmqqueue:*", "qcs::cmqqueue:::queueName/uin/${uin}/*"))

    def queue(creator):
        return f"qcs::cmqqueue:ap-chengdu:uin/{ROOT_UIN}:queueName/uin/{creator}/orders"

    asked = [(who, "cmqqueue:SendMessage", queue(of)) for who in ("ann", "bob") for of in ("100000000101", "100000000102")]
    assert world.decisions(tmp_path, *asked) == ["allow", "deny", "deny", "allow"]


def test_mission_fact_12(tmp_path):
    """`${uin}` the caller's number, `${owner_uin}` the root account's, `${app_id}` its APPID."""
    for variable, value in [("uin", "100000000101"), ("owner_uin", ROOT_UIN), ("app_id", APP_ID)]:
        condition = {"string_equal": {"qcs:create_uin": "${%s}" % variable}}
        world = World().user("ann", statement("allow", "vpc:*", "*", condition), uin="100000000101")
        values = ["100000000101", ROOT_UIN, APP_ID]
        found = world.decisions(tmp_path, *[("ann", "vpc:DescribeVpcs", "*", {"qcs:create_uin": v}) for v in values])
        assert found == ["allow" if v == value else "deny" for v in values], variable


def test_mission_fact_13(tmp_path):
    """A variable stands in the last segment of a resource and in condition values; elsewhere it is refused."""
    content = statement("allow", "cmqqueue:*", "qcs::cmqqueue:::queueName/uin/${uin}/*")
    value = statement("allow", "vpc:*", "*", {"string_equal": {"qcs:create_uin": "${uin}"}})
    assert lint(document(content, value), tmp_path) == []
    for resource in ["qcs::cmqqueue::uin/${uin}:queueName/*", "qcs::cmqqueue:${uin}::queueName/*", "qcs::${uin}:::queueName/*"]:
        assert lint(document(statement("allow", "cmqqueue:*", resource)), tmp_path), resource
    assert lint(document(statement("allow", "cmqqueue:${uin}", "*")), tmp_path)


def test_mission_fact_14(tmp_path):
    """The substituted resource reaches the queue in every region, the path itself and all below it."""
    world = World(root="1000001")
    world.user("ann", statement("allow", "cmqqueue:*", "qcs::cmqqueue::uin/1000001:queueName/uin/${uin}/*"), uin="125000000")
    queue = "qcs::cmqqueue:ap-chengdu:uin/1000001:queueName/uin/125000000"
    found = world.decisions(
        tmp_path,
        ("ann", "cmqqueue:ReceiveMessage", queue),
        ("ann", "cmqqueue:ReceiveMessage", queue + "/orders"),
        ("ann", "cmqqueue:ReceiveMessage", queue + "1"),
        ("ann", "cmqqueue:ReceiveMessage", "qcs::cmqqueue:ap-chengdu:uin/1000001:queueName/uin/125000001"),
        ("ann", "cmqqueue:ReceiveMessage", queue.replace("1000001", "1000002", 1)),
    )
    assert found == ["allow", "allow", "deny", "deny", "deny"]


def test_mission_fact_15(tmp_path):
    """Who created it may use it: `qcs:create_uin` equal to `${uin}`."""
    world = World(root="12357")
    condition = {"string_equal": {"qcs:create_uin": "${uin}"}}
    world.user("ann", statement("allow", "name/vpc:*", "qcs::vpc::uin/12357:vpc/*", condition), uin="125000000")
    network = "qcs::vpc:ap-guangzhou:uin/12357:vpc/vpc-1"
    found = world.decisions(
        tmp_path,
        ("ann", "name/vpc:DeleteVpc", network, {"qcs:create_uin": "125000000"}),
        ("ann", "name/vpc:DeleteVpc", network, {"qcs:create_uin": "125000001"}),
        ("ann", "name/vpc:DeleteVpc", network),
    )
    assert found == ["allow", "deny", "deny"]


def test_mission_fact_16(tmp_path):
    """COS: `uid/APPID`, bucket and path; no variable in the path."""
    picture = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/path_1/path_2/pic.jpeg"
    world = World(app_id="1250000000")
    world.user("one", statement("allow", "cos:GetObject", picture))
    world.user("path", statement("allow", "cos:GetObject", picture.replace("path_2/pic.jpeg", "*")))
    world.user("other", statement("allow", "cos:GetObject", picture.replace("path_1", "path_2")))
    asked = [(who, "cos:GetObject", picture) for who in ("one", "path", "other")]
    assert world.decisions(tmp_path, *asked) == ["allow", "allow", "deny"]
    home = "qcs::cos:ap-guangzhou:uid/1250000000:examplebucket-1250000000/home/${uin}/*"
    assert lint(document(statement("allow", "cos:GetObject", home)), tmp_path)
