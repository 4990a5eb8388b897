"""The Python SDK as a customer uses it: typed requests and replies. One call for each line of standard input."""

import importlib
import json
import os
import sys

from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

PACKAGES = {"batch": "batch.v20170312", "cam": "cam.v20190116", "sts": "sts.v20180813", "tag": "tag.v20180813"}
HTTP = HttpProfile(
    protocol=os.environ["OPENCAM_SCHEME"],
    endpoint=os.environ["OPENCAM_ADDRESS"],
    certification=os.environ.get("OPENCAM_AUTHORITY"),
)
PROFILE = ClientProfile(httpProfile=HTTP, language="en-US")


def call(service, action, key, parameters):
    package = f"tencentcloud.{PACKAGES[service]}"
    client_module = importlib.import_module(f"{package}.{service}_client")
    models = importlib.import_module(f"{package}.models")
    credential = Credential(key["secret_id"], key["secret_key"], key.get("token"))
    client = getattr(client_module, f"{service.capitalize()}Client")(credential, "ap-guangzhou", PROFILE)
    request = getattr(models, f"{action}Request")()
    request.from_json_string(json.dumps(parameters))
    try:
        return {"response": json.loads(getattr(client, action)(request).to_json_string())}
    except TencentCloudSDKException as error:
        return {"code": error.get_code(), "message": error.get_message(), "request_id": error.get_request_id()}


for line in sys.stdin:
    print(json.dumps(call(**json.loads(line))), flush=True)
