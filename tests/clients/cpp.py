"""What the C++ SDK puts on the wire, byte for byte, and how strictly it reads the reply.

Its source comes from no package registry, so that the SDK itself cannot be built here; this stands for it. What is known of
it and kept: headers in alphabetical order after libcurl's Host and Accept, a new connection for each call, no
User-Agent and no language, the service of the scope cut from the endpoint before its first dot, fields in the order of
its models, text as UTF-8. It refuses a status other than 200, a reply without RequestId, an Error that is null, and a
field whose JSON type is not the model's.
"""

import hashlib
import hmac
import json
import pathlib
import socket
import time

from walk import Refusal

API = pathlib.Path(__file__).resolve().parents[2] / "api"
READS = {"string": str, "datetime": str, "datetime_iso": str, "date": str, "bool": bool, "float": (int, float)}
READS |= {"int64": int, "uint64": int}
SDK_VERSION = "3.3.165"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def signature(secret_key, date, service, text):
    key = b"TC3" + secret_key.encode()
    for part in (date, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def request_bytes(address, action, version, key, body, now):
    """The whole request as libcurl sends it for the SDK."""
    service = address.split(".")[0]
    date = time.strftime("%Y-%m-%d", time.gmtime(now))
    canonical = f"POST\n/\n\ncontent-type:application/json\nhost:{address}\n\ncontent-type;host\n{sha256(body)}"
    scope = f"{date}/{service}/tc3_request"
    signed = signature(key["secret_key"], date, service, f"TC3-HMAC-SHA256\n{now}\n{scope}\n{sha256(canonical.encode())}")
    headers = {
        "Authorization": f"TC3-HMAC-SHA256 Credential={key['secret_id']}/{scope}, SignedHeaders=content-type;host, "
        f"Signature={signed}",
        "Connection": "Close",
        "Content-Type": "application/json",
        "X-TC-Action": action,
        "X-TC-Region": "ap-guangzhou",
        "X-TC-RequestClient": f"SDK_CPP_{SDK_VERSION}",
        "X-TC-Timestamp": now,
        **({"X-TC-Token": key["token"]} if key.get("token") else {}),
        "X-TC-Version": version,
    }
    head = ["POST / HTTP/1.1", f"Host: {address}", "Accept: */*", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


class Cpp:
    def __init__(self, address):
        self.address = address
        self.models = {name: json.loads((API / f"{name}.json").read_text(encoding="utf-8")) for name in ("cam", "sts", "tag")}

    def call(self, service, action, key, parameters):
        model = self.models[service]
        body = json.dumps(self.in_order(parameters, model["actions"][action]["request"]), ensure_ascii=False, separators=(",", ":"))
        request = request_bytes(self.address, action, model["version"], key, body.encode(), int(time.time()))
        host, port = self.address.split(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(request)
            with connection.makefile("rb") as stream:
                received = stream.read()  # until the server closes, as it was asked to
        head, _, text = received.partition(b"\r\n\r\n")
        assert head.split(b"\r\n")[0] == b"HTTP/1.1 200 OK", head
        return self.read(json.loads(text)["Response"], model["actions"][action]["response"], model["structs"])

    @staticmethod
    def in_order(parameters, fields):
        return {field["name"]: parameters[field["name"]] for field in fields if field["name"] in parameters}

    def read(self, response, fields, structs):
        assert isinstance(response["RequestId"], str), response
        if "Error" in response:
            error = response["Error"]
            assert isinstance(error["Code"], str) and isinstance(error["Message"], str), error
            return Refusal(error["Code"], error["Message"], response["RequestId"])
        check_object({name: value for name, value in response.items() if name != "RequestId"}, fields, structs, "Response")
        return response


def check_object(found, fields, structs, where):
    """Every field is of the model's type, and nothing is there that the model does not know."""
    waiting = [(found, fields, where)]
    while waiting:
        entry, fields, where = waiting.pop()
        assert isinstance(entry, dict), f"{where} is {entry!r}"
        assert not entry.keys() - {field["name"] for field in fields}, f"{where} holds {list(entry)}"
        for field in fields:
            name, path = field["name"], f"{where}.{field['name']}"
            if name not in entry or entry[name] is None:
                kind = "may_be_absent" if name not in entry else "nullable"
                assert field.get("nullable") or field.get("may_be_absent"), f"{path} is missing, and the model has no {kind}"
                continue
            kind, value = field["type"], entry[name]
            if kind.endswith("[]"):
                assert isinstance(value, list), f"{path} is {value!r}"
            for one in value if kind.endswith("[]") else [value]:
                if kind.removesuffix("[]") in structs:
                    waiting.append((one, structs[kind.removesuffix("[]")]["members"], path))
                    continue
                expected = READS[kind.removesuffix("[]")]
                assert isinstance(one, expected) and (expected is bool or not isinstance(one, bool)), f"{path} is {one!r}"
                assert kind != "uint64" or one >= 0, f"{path} is {one}"
