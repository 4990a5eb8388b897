"""The two published situations of BatchCompute (599/33471), with real jobs and environments in two regions."""

import json
import time

import opencam_server
import pytest
from clients import VERSIONS, Sdk, profile, sdk_credential
from offline import document, statement
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException

DENIED = "AuthFailure.UnauthorizedOperation"
WAIT_SECONDS_MAX = 60.0
REGIONS = ("ap-guangzhou", "ap-shanghai")
HELLO = {"TaskName": "hello", "Application": {"DeliveryForm": "LOCAL", "Command": "echo hello"}, "ComputeEnv": {}}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with opencam_server.Server(tmp_path_factory.mktemp("server"), options=["--batch-runner", "local"]) as running:
        yield running


class Batch:
    def __init__(self, server, keys, region):
        self.client = CommonClient("batch", VERSIONS["batch"], sdk_credential(keys), region, profile(server))
        self.zone = f"{region}-1"

    def call(self, action, **parameters):
        return self.client.call_json(action, parameters)["Response"]

    def code_of(self, action, **parameters):
        try:
            self.call(action, **parameters)
        except TencentCloudSDKException as refused:
            assert refused.get_code() != DENIED or f"(batch:{action})" in refused.get_message()
            return refused.get_code()
        return "ok"

    def submit(self):
        return self.call("SubmitJob", Placement={"Zone": self.zone}, Job={"Tasks": [HELLO]})["JobId"]

    def wait(self, job):
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while (state := self.call("DescribeJob", JobId=job)["JobState"]) not in ("SUCCEED", "FAILED"):
            assert time.monotonic() < deadline, state
            time.sleep(0.05)
        return state


def user_with(server, account, name, policy):
    root = Sdk(server, account)
    user = root.cam("AddUser", Name=name, UseApi=1)
    made = root.cam("CreatePolicy", PolicyName=name, PolicyDocument=json.dumps(policy))
    root.cam("AttachUserPolicy", PolicyId=made["PolicyId"], AttachUin=user["Uin"])
    return {"secret_id": user["SecretId"], "secret_key": user["SecretKey"]}


def test_environments_of_guangzhou_are_prohibited_while_the_rest_is_allowed(server):
    account = server.create_account("first")
    allow, deny = statement("allow", "batch:*", "*"), statement("deny", "batch:*", "qcs::batch:ap-guangzhou::computeenv/*")
    keys = user_with(server, account, "ops", document(allow, deny))
    guangzhou, shanghai = (Batch(server, keys, region) for region in REGIONS)
    new = {"EnvName": "nodes", "DesiredComputeNodeCount": 1}
    roots = Batch(server, account, REGIONS[0])
    there = roots.call("CreateComputeEnv", ComputeEnv=new, Placement={"Zone": roots.zone})["EnvId"]
    assert guangzhou.code_of("CreateComputeEnv", ComputeEnv=new, Placement={"Zone": guangzhou.zone}) == DENIED
    for action in ("DescribeComputeEnv", "DescribeComputeEnvActivities", "ModifyComputeEnv", "DeleteComputeEnv"):
        assert guangzhou.code_of(action, EnvId=there) == DENIED
    assert guangzhou.code_of("DescribeComputeEnvs") == DENIED
    assert guangzhou.wait(guangzhou.submit()) == "SUCCEED"
    made = shanghai.call("CreateComputeEnv", ComputeEnv=new, Placement={"Zone": shanghai.zone})["EnvId"]
    inside = {**HELLO, "EnvId": made}
    del inside["ComputeEnv"]
    job = shanghai.call("SubmitJob", Placement={"Zone": shanghai.zone}, Job={"Tasks": [inside]})["JobId"]
    assert shanghai.wait(job) == "SUCCEED"
    assert shanghai.call("DescribeComputeEnvs")["TotalCount"] == 1
    assert shanghai.code_of("DeleteComputeEnv", EnvId=made) == "ok"


def test_reading_of_jobs_in_all_regions_is_granted_and_writing_refused(server):
    account = server.create_account("second")
    reading = ["DescribeJob", "DescribeJobs", "DescribeJobSubmitInfo", "DescribeTask", "DescribeTaskLogs"]
    grant = statement("allow", [f"batch:{action}" for action in reading], f"qcs::batch::uin/{account['uin']}:job/*")
    keys = user_with(server, account, "reader", document(grant))
    for region in REGIONS:
        root, reader = Batch(server, account, region), Batch(server, keys, region)
        job = root.submit()
        assert root.wait(job) == "SUCCEED"
        assert [found["JobId"] for found in reader.call("DescribeJobs")["JobSet"]] == [job]
        assert reader.call("DescribeTaskLogs", JobId=job, TaskName="hello")["TotalCount"] == 1
        for action in ("DescribeJob", "DescribeJobSubmitInfo"):
            assert reader.code_of(action, JobId=job) == "ok"
        for action in ("TerminateJob", "DeleteJob"):
            assert reader.code_of(action, JobId=job) == DENIED
        assert reader.code_of("RetryJobs", JobIds=[job]) == DENIED
        assert reader.code_of("SubmitJob", Placement={"Zone": root.zone}, Job={"Tasks": [HELLO]}) == DENIED
