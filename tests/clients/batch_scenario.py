"""BatchCompute's jobs, environments and templates under access management, once, for every client.

Written and walked as scenario.py; a step that is `awaited` is taken again until it gives what is wanted, because jobs and
nodes move after the answer. The server must run jobs (`--batch-runner local`).
"""

import base64
import dataclasses

from scenario import DENIED, allow, deny, document, does, holds, refused

ZONE = {"Zone": "ap-guangzhou-1"}
HELLO = {"TaskName": "hello", "Application": {"DeliveryForm": "LOCAL", "Command": "echo hello"}, "ComputeEnv": {"EnvType": "MANAGED"}}
AFTER = {
    "TaskName": "after", "Application": {"DeliveryForm": "LOCAL", "Command": "exit 3"}, "ComputeEnv": {"EnvType": "MANAGED"},
    "TaskInstanceNum": 2, "MaxRetryCount": 1, "EnvVars": [{"Name": "WHO", "Value": "测试"}],
}  # fmt: skip
JOB = {
    "JobName": "first", "Priority": 3, "Tasks": [HELLO, AFTER], "Dependences": [{"StartTask": "hello", "EndTask": "after"}],
    "Tags": [{"Key": "team", "Value": "a"}],
}  # fmt: skip
SUBMIT = {"Placement": ZONE, "Job": JOB, "ClientToken": "once"}
JOBS = "qcs::batch:ap-guangzhou:uin/<acme.Uin>:job/"
READS_ONE = document(allow("batch:DescribeJob", "batch:DescribeJobs", resource=JOBS + "<job.JobId>"), allow("batch:SubmitJob"))
OWN = document(allow("batch:*", condition={"string_equal": {"qcs:create_uin": "${uin}"}}))
NOT_GUANGZHOU = document(allow("batch:*"), deny("batch:*", resource="qcs::batch:ap-guangzhou::computeenv/*"))
ENV = {"EnvName": "nodes", "DesiredComputeNodeCount": 1, "EnvData": {"InstanceType": "S5.SMALL1"}, "Tags": [{"Key": "team", "Value": "a"}]}
LOG = {"JobId": "<job.JobId>", "TaskName": "hello"}


def awaited(*arguments, **more):
    return dataclasses.replace(does(*arguments, **more), awaited=True)


def logged(text):
    return lambda logs: [base64.b64decode(log["StdoutLog"]).decode() for log in logs] == [text]


JOBS_AND_THEIR_READERS = [
    does("root", "batch.SubmitJob", SUBMIT, keeps="job"),
    does("root", "batch.SubmitJob", SUBMIT, {"JobId": "<job.JobId>"}),
    does("root", "batch.SubmitJob", {"Placement": ZONE, "Job": {"Tasks": [HELLO]}}, keeps="other"),
    awaited("root", "batch.DescribeJob", {"JobId": "<other.JobId>"}, {"JobState": "SUCCEED"}),
    # Two instances that fail twice each: the job has failed.
    awaited("root", "batch.DescribeJob", {"JobId": "<job.JobId>"}, {"JobState": "FAILED", "TaskInstanceMetrics": {"FailedCount": 2, "SucceedCount": 1}}),
    does("root", "batch.DescribeTaskLogs", LOG, {"TotalCount": 1, "TaskInstanceLogSet": logged("hello\n")}),
    does("root", "batch.DescribeTask", {"JobId": "<job.JobId>", "TaskName": "after"}, {"TaskInstanceSet": [{"ExitCode": 3}, {"ExitCode": 3}]}),
    does("root", "batch.DescribeJobSubmitInfo", {"JobId": "<job.JobId>"}, {"Priority": 3, "Tasks": [{"TaskName": "hello"}, {"MaxRetryCount": 1}]}),
    does("root", "batch.DescribeJobs", {"Filters": [{"Name": "tag:team", "Values": ["a"]}]}, {"TotalCount": 1}),
    refused("InvalidFilter", "root", "batch.DescribeJobs", {"Filters": [{"Name": "colour", "Values": ["red"]}]}),
    refused("InvalidParameter.JobIdMalformed", "root", "batch.DescribeJob", {"JobId": "job-1"}),
    refused("ResourceNotFound.Job", "root", "batch.DescribeJob", {"JobId": "job-00000000"}),
    refused(
        "InvalidParameterValue.RemoteStorageSchemeType", "root", "batch.SubmitJob",
        {"Placement": ZONE, "Job": {"Tasks": [{**HELLO, "InputMappings": [{"SourcePath": "cos://b/in", "DestinationPath": "in"}]}]}},
    ),
    # One job, and no other; the list shows it alone.
    does("root", "cam.AddUser", {"Name": "ann", "UseApi": 1}, keeps="ann", key="ann"),
    refused(DENIED, "ann", "batch.DescribeJobs"),
    does("root", "cam.CreatePolicy", {"PolicyName": "ReadsOne", "PolicyDocument": READS_ONE}, keeps="reads_one"),
    does("root", "cam.AttachUserPolicy", {"PolicyId": "<reads_one.PolicyId>", "AttachUin": "<ann.Uin>"}),
    does("ann", "batch.DescribeJob", {"JobId": "<job.JobId>"}, {"JobName": "first"}),
    refused(DENIED, "ann", "batch.DescribeJob", {"JobId": "<other.JobId>"}),
    refused(DENIED, "ann", "batch.DeleteJob", {"JobId": "<job.JobId>"}),
    does("ann", "batch.DescribeJobs", {}, {"TotalCount": 1, "JobSet": [{"JobId": "<job.JobId>", "Tags": [{"Key": "team", "Value": "a"}]}]}),
    # Whatever she makes herself is hers.
    does("ann", "batch.SubmitJob", {"Placement": ZONE, "Job": {"Tasks": [HELLO]}}, keeps="hers"),
    refused(DENIED, "ann", "batch.DescribeTask", {"JobId": "<hers.JobId>", "TaskName": "hello"}),
    does("root", "cam.CreatePolicy", {"PolicyName": "Own", "PolicyDocument": OWN}, keeps="own"),
    does("root", "cam.AttachUserPolicy", {"PolicyId": "<own.PolicyId>", "AttachUin": "<ann.Uin>"}),
    awaited("ann", "batch.DescribeTask", {"JobId": "<hers.JobId>", "TaskName": "hello"}, {"TaskState": "SUCCEED"}),
    does("ann", "batch.DescribeJobs", {}, {"TotalCount": 2}),
    does("ann", "batch.DeleteJob", {"JobId": "<hers.JobId>"}),
    refused(DENIED, "ann", "batch.RetryJobs", {"JobIds": ["<job.JobId>"]}),
    does("root", "batch.RetryJobs", {"JobIds": ["<job.JobId>"]}),
    awaited("root", "batch.DescribeJob", {"JobId": "<job.JobId>"}, {"JobState": "FAILED"}),
    does("root", "batch.TerminateJob", {"JobId": "<job.JobId>"}),
]  # fmt: skip

ENVIRONMENTS = [
    does("root", "batch.DescribeAvailableCvmInstanceTypes", {}, {"InstanceTypeConfigSet": holds(InstanceType="S5.SMALL1", Cpu=1)}),
    does("root", "batch.CreateComputeEnv", {"ComputeEnv": ENV, "Placement": ZONE}, keeps="env"),
    awaited("root", "batch.DescribeComputeEnv", {"EnvId": "<env.EnvId>"}, {"ComputeNodeMetrics": {"RunningCount": 1}}),
    does("root", "batch.DescribeComputeEnvActivities", {"EnvId": "<env.EnvId>"}, {"TotalCount": 1}),
    does("root", "batch.DescribeComputeEnvCreateInfo", {"EnvId": "<env.EnvId>"}, {"EnvName": "nodes", "EnvData": {"InstanceType": "S5.SMALL1"}}),
    does("root", "batch.SubmitJob", {"Placement": ZONE, "Job": {"Tasks": [{**HELLO, "ComputeEnv": None, "EnvId": "<env.EnvId>"}]}}, keeps="inside"),
    awaited("root", "batch.DescribeJob", {"JobId": "<inside.JobId>"}, {"JobState": "SUCCEED"}),
    # Environments of Guangzhou are out of reach, the rest is allowed.
    does("root", "cam.AddUser", {"Name": "bob", "UseApi": 1}, keeps="bob", key="bob"),
    does("root", "cam.CreatePolicy", {"PolicyName": "NotGuangzhou", "PolicyDocument": NOT_GUANGZHOU}, keeps="not_guangzhou"),
    does("root", "cam.AttachUserPolicy", {"PolicyId": "<not_guangzhou.PolicyId>", "AttachUin": "<bob.Uin>"}),
    refused(DENIED, "bob", "batch.DescribeComputeEnv", {"EnvId": "<env.EnvId>"}),
    refused(DENIED, "bob", "batch.DescribeComputeEnvs"),
    refused(DENIED, "bob", "batch.CreateComputeEnv", {"ComputeEnv": ENV, "Placement": ZONE}),
    does("bob", "batch.DescribeJob", {"JobId": "<job.JobId>"}),
    does("root", "batch.ModifyComputeEnv", {"EnvId": "<env.EnvId>", "EnvName": "renamed"}),
    does("root", "batch.DescribeComputeEnvs", {"EnvIds": ["<env.EnvId>"]}, {"ComputeEnvSet": [{"EnvName": "renamed"}]}),
    does("root", "batch.DeleteComputeEnv", {"EnvId": "<env.EnvId>"}),
    awaited("root", "batch.DescribeComputeEnvs", {}, {"TotalCount": 0}),
]  # fmt: skip

TEMPLATES = [
    does("root", "batch.CreateTaskTemplate", {"TaskTemplateName": "kept", "TaskTemplateInfo": HELLO}, keeps="kept"),
    refused(DENIED, "ann", "batch.DescribeTaskTemplates", {"TaskTemplateIds": ["<kept.TaskTemplateId>"]}),
    does("root", "batch.ModifyTaskTemplate", {"TaskTemplateId": "<kept.TaskTemplateId>", "TaskTemplateDescription": "again"}),
    does("root", "batch.DescribeTaskTemplates", {}, {"TaskTemplateSet": [{"TaskTemplateDescription": "again", "TaskTemplateInfo": {"TaskName": "hello"}}]}),
    does("root", "batch.DeleteTaskTemplates", {"TaskTemplateIds": ["<kept.TaskTemplateId>"]}),
    does("root", "cam.GetRole", {"RoleName": "BATCH_QCSRole"}),
]  # fmt: skip

BATCH_SCENARIO = JOBS_AND_THEIR_READERS + ENVIRONMENTS + TEMPLATES
