"""API calls over one kept connection, signed here: for tests that make too many calls for an SDK.

    api = Signed(server.address, account)                # {"secret_id", "secret_key"}
    api.cam("AttachUserPolicy", PolicyId=1, AttachUin=uin)
    api.allowed(uin, "batch:SubmitJob", resource)        # POST /access/v1/evaluation
"""

import hashlib
import hmac
import http.client
import json
import pathlib
import time

API = pathlib.Path(__file__).resolve().parents[2] / "api"
VERSIONS = {
    path.stem: model["version"]
    for path in API.glob("*.json")
    if "version" in (model := json.loads(path.read_text(encoding="utf-8")))
}


class Refused(Exception):
    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Signed:
    def __init__(self, address, key, timeout=60):
        self.address, self.key = address, key
        self.connection = http.client.HTTPConnection(address, timeout=timeout)
        self.derived = {}

    def signing_key(self, date, service):
        if (date, service) not in self.derived:
            key = b"TC3" + self.key["secret_key"].encode()
            for part in (date, service, "tc3_request"):
                key = hmac.new(key, part.encode(), hashlib.sha256).digest()
            self.derived[date, service] = key
        return self.derived[date, service]

    def post(self, path, body, headers):
        self.connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        reply = self.connection.getresponse()
        return reply.status, reply.read()

    def raw(self, service, action, body):
        now = int(time.time())
        date = time.strftime("%Y-%m-%d", time.gmtime(now))
        canonical = f"POST\n/\n\ncontent-type:application/json\nhost:{self.address}\n\ncontent-type;host\n{sha256(body)}"
        scope = f"{date}/{service}/tc3_request"
        text = f"TC3-HMAC-SHA256\n{now}\n{scope}\n{sha256(canonical.encode())}"
        signature = hmac.new(self.signing_key(date, service), text.encode(), hashlib.sha256).hexdigest()
        headers = {
            "Host": self.address,
            "X-TC-Action": action,
            "X-TC-Version": VERSIONS[service],
            "X-TC-Timestamp": str(now),
            "Authorization": f"TC3-HMAC-SHA256 Credential={self.key['secret_id']}/{scope}, "
            f"SignedHeaders=content-type;host, Signature={signature}",
        }
        return self.post("/", body, headers)

    def call(self, service, action, **parameters):
        _, reply = self.raw(service, action, json.dumps(parameters).encode())
        response = json.loads(reply)["Response"]
        if "Error" in response:
            raise Refused(response["Error"]["Code"], response["Error"]["Message"])
        return response

    def cam(self, action, **parameters):
        return self.call("cam", action, **parameters)

    def allowed(self, uin, action, resource):
        body = json.dumps(
            {
                "subject": {"type": "user", "id": uin},
                "action": {"name": action},
                "resource": {"type": action.split(":")[0], "id": resource},
            }
        )
        key = f"Bearer {self.key['secret_id']}:{self.key['secret_key']}"
        status, reply = self.post("/access/v1/evaluation", body, {"Authorization": key})
        assert status == 200, reply
        return json.loads(reply)["decision"]
