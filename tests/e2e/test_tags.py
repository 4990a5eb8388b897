"""The service of tags with the unmodified SDK and tccli, over a restart: what is known and attached is durable."""

import json

from clients import Sdk, tccli
from opencam_server import Server

JOB = "qcs::batch:ap-guangzhou:uin/:job/job-1"


def test_tags_are_attached_found_and_kept(tmp_path):
    with Server(tmp_path) as server:
        account = server.create_account("acme")
        sdk = Sdk(server, account)
        user = sdk.cam("AddUser", Name="ann")
        ann = f"qcs::cam:ap-guangzhou:uin/:uin/{user['Uin']}"
        code, _, text = tccli(server, account, "tag", "CreateTag", "--TagKey", "team", "--TagValue", "a", home=tmp_path)
        assert code == 0, text
        code, reply, text = tccli(server, account, "tag", "TagResources", "--ResourceList", json.dumps([JOB, ann]), "--Tags",
              json.dumps([{"TagKey": "team", "TagValue": "a"}]), home=tmp_path)  # fmt: skip
        assert code == 0 and reply["FailedResources"] == [], text
        sdk.call("tag", "AddResourceTag", TagKey="stage", TagValue="test", Resource=ann)
        sdk.call("tag", "CreateTags", Tags=[{"TagKey": "cost", "TagValue": "7"}])
    with Server(tmp_path) as server:
        sdk = Sdk(server, account)
        found = sdk.call("tag", "DescribeResourcesByTags", TagFilters=[{"TagKey": "team", "TagValue": ["a"]}])
        assert [row["ResourceId"] for row in found["Rows"]] == ["job-1", str(user["Uin"])]
        rows = sdk.call("tag", "DescribeResourceTagsByResourceIds", ServiceType="cam", ResourcePrefix="uin",
                        ResourceRegion="ap-guangzhou", ResourceIds=[str(user["Uin"])], Offset=0, Limit=20)  # fmt: skip
        assert [(row["TagKey"], row["TagValue"]) for row in rows["Tags"]] == [("stage", "test"), ("team", "a")]
        assert sdk.call("tag", "GetTagKeys")["TagKeys"] == ["cost", "stage", "team"]
        sdk.call("tag", "UnTagResources", ResourceList=[JOB, ann], TagKeys=["team"])
        sdk.call("tag", "DeleteTag", TagKey="team", TagValue="a")
        assert sdk.call("tag", "GetTagKeys")["TagKeys"] == ["cost", "stage"]
