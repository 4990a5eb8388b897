"""The official clients, unmodified, pointed at a server of ours."""

import json
import os
import pathlib
import subprocess
import sys

from tencentcloud.common import credential
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

REGION = "ap-guangzhou"
VERSIONS = {"cam": "2019-01-16", "sts": "2018-08-13", "batch": "2017-03-12", "tag": "2018-08-13", "cloudaudit": "2019-03-19"}


def profile(server, **more):
    chosen = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=server.address))
    for name, value in more.items():
        setattr(chosen, name, value)
    return chosen


def sdk_credential(keys):
    return credential.Credential(keys["secret_id"], keys["secret_key"], keys.get("token"))


class Sdk:
    """CommonClient of the Python SDK for one key: sdk.cam("GetUser", Name="ann") gives what is under Response."""

    def __init__(self, server, keys, **more):
        self._server, self._credential, self._more = server, sdk_credential(keys), more

    def call(self, service, action, **parameters):
        client = CommonClient(service, VERSIONS[service], self._credential, REGION, profile(self._server, **self._more))
        return client.call_json(action, parameters)["Response"]

    def cam(self, action, **parameters):
        return self.call("cam", action, **parameters)

    def sts(self, action, **parameters):
        return self.call("sts", action, **parameters)


def tccli(server, keys, service, action, *arguments, home):
    """Runs tccli; (exit code, the reply as a value or None, stderr)."""
    command = [str(pathlib.Path(sys.executable).parent / "tccli"), service, action, *map(str, arguments)]
    command += ["--endpoint", server.endpoint, "--region", REGION]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TENCENTCLOUD_SECRET_ID": keys["secret_id"],
        "TENCENTCLOUD_SECRET_KEY": keys["secret_key"],
    }
    if keys.get("token"):
        environment["TENCENTCLOUD_TOKEN"] = keys["token"]
    result = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    reply = json.loads(result.stdout) if result.returncode == 0 and result.stdout.strip() else None
    return result.returncode, reply, result.stderr
