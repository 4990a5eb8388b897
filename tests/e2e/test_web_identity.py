"""A role for the tokens of somebody else's provider: the Python SDK's own credential provider, a provider that runs here
and publishes its keys, tokens signed by another library. And a service-linked role whose deletion a crash interrupts."""

import base64
import http.server
import json
import threading
import time

import jwt
import pytest
from clients import REGION, Sdk, profile
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from opencam_server import Server
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import OIDCRoleArnCredential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException


class Key:
    def __init__(self, kid, algorithm):
        self.kid, self.algorithm = kid, algorithm
        is_rsa = algorithm.startswith("RS")
        self.private = rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())

    def published(self):
        kind = jwt.algorithms.RSAAlgorithm if self.algorithm.startswith("RS") else jwt.algorithms.ECAlgorithm
        return {**json.loads(kind.to_jwk(self.private.public_key())), "kid": self.kid, "use": "sig"}

    def token(self, issuer, **claims):
        now = int(time.time())
        body = {"iss": issuer, "sub": "runner", "aud": "app", "iat": now, "exp": now + 600, **claims}
        return jwt.encode(body, self.private, algorithm=self.algorithm, headers={"kid": self.kid})


class Provider:
    """An OpenID Connect provider: its configuration and its keys."""

    def __init__(self, keys):
        self.keys, self.asked = keys, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                known = {"/.well-known/openid-configuration": outer.configuration, "/keys": outer.key_set}
                body = json.dumps(known[self.path]()).encode() if self.path in known else b"{}"
                self.send_response(200 if self.path in known else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *ignored):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def configuration(self):
        return {"issuer": self.issuer, "jwks_uri": self.issuer + "/keys"}

    def key_set(self):
        return {"keys": [key.published() for key in self.keys]}

    def identity_key(self):
        return base64.b64encode(json.dumps(self.key_set()).encode()).decode()

    def close(self):
        self.server.shutdown()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("server"), options=["--insecure-local-oidc"]) as running:
        yield running


@pytest.fixture
def provider():
    running = Provider([Key("first", "RS256")])
    yield running
    running.close()


def trust(account, name, issuer):
    statement = {
        "effect": "allow",
        "action": "name/sts:AssumeRoleWithWebIdentity",
        "principal": {"federated": [f"qcs::cam::uin/{account['uin']}:oidc-provider/{name}"]},
        "condition": {"string_equal": {"oidc:iss": issuer, "oidc:aud": "app", "oidc:sub": "runner"}},
    }
    return json.dumps({"version": "2.0", "statement": [statement]})


def make_role(server, account, provider, name, **more):
    root = Sdk(server, account)
    root.cam("CreateOIDCConfig", Name=name, IdentityUrl=provider.issuer, ClientId=["app"],
             IdentityKey=provider.identity_key(), **more)
    root.cam("CreateRole", RoleName=name, PolicyDocument=trust(account, name, provider.issuer))
    root.cam("AttachRolePolicy", AttachRoleName=name, PolicyName="QcloudCamReadOnlyAccess")


def who(server, account, name, token):
    arn = f"qcs::cam::uin/{account['uin']}:roleName/{name}"
    credential = OIDCRoleArnCredential(REGION, name, token, arn, "night", 1800, endpoint=server.endpoint)
    client = CommonClient("sts", "2018-08-13", credential, REGION, profile(server))
    return client.call_json("GetCallerIdentity", {})["Response"]


def refused(server, account, name, token):
    with pytest.raises(TencentCloudSDKException) as error:
        who(server, account, name, token)
    return error.value.code


def test_the_sdk_becomes_a_role_with_a_token(server, provider):
    account = server.create_account("web")
    make_role(server, account, provider, "cloud")
    key = provider.keys[0]
    identity = who(server, account, "cloud", key.token(provider.issuer))
    assert identity["Type"] == "CAMRole" and identity["AccountId"] == account["uin"]
    assert identity["UserId"].endswith(":night")
    assert refused(server, account, "cloud", key.token(provider.issuer, sub="stranger")) == "UnauthorizedOperation"
    wrong = "InvalidParameter.WebIdentityTokenError"
    assert refused(server, account, "cloud", key.token(provider.issuer + "/")) == wrong
    assert refused(server, account, "cloud", key.token(provider.issuer, aud=["app", "other"])) == wrong
    assert refused(server, account, "cloud", key.token(provider.issuer, exp=int(time.time()) - 1)) == wrong
    assert refused(server, account, "cloud", Key("first", "RS256").token(provider.issuer)) == wrong
    assert refused(server, account, "cloud", jwt.encode({"iss": provider.issuer}, "secret", algorithm="HS256")) == wrong
    assert provider.asked == [], "keys that do not rotate are never fetched"


def test_keys_that_rotate_are_fetched_and_outlive_the_server(server, provider):
    account = server.create_account("rotating")
    make_role(server, account, provider, "cloud", AutoRotateKey=1)
    first, second = provider.keys[0], Key("second", "ES256")
    assert who(server, account, "cloud", first.token(provider.issuer))["Type"] == "CAMRole"
    assert provider.asked == []
    provider.keys = [second]
    assert who(server, account, "cloud", second.token(provider.issuer))["Type"] == "CAMRole"
    assert provider.asked == ["/.well-known/openid-configuration", "/keys"]
    wrong = "InvalidParameter.WebIdentityTokenError"
    assert refused(server, account, "cloud", first.token(provider.issuer)) == wrong
    server.kill()
    provider.close()
    server.start()
    assert who(server, account, "cloud", second.token(provider.issuer))["Type"] == "CAMRole"
    assert refused(server, account, "cloud", first.token(provider.issuer)) == wrong


def test_a_killed_server_ends_the_deletion_it_began(server):
    account = server.create_account("linked")
    root = Sdk(server, account)
    for round_number in range(3):
        root.cam("CreateServiceLinkedRole", QCSServiceName=["acrossservice.batch.cloud.tencent.com"])
        name = "BATCH_QCSLinkedRoleInAcrossService"
        task = root.cam("DeleteServiceLinkedRole", RoleName=name)["DeletionTaskId"]
        server.kill()
        server.start()
        status = "NOT_STARTED"
        for _ in range(400):
            status = root.cam("GetServiceLinkedRoleDeletionStatus", DeletionTaskId=task)["Status"]
            if status in ("SUCCEEDED", "FAILED"):
                break
            time.sleep(0.025)
        assert status == "SUCCEEDED", round_number
        with pytest.raises(TencentCloudSDKException) as error:
            root.cam("GetRole", RoleName=name)
        assert error.value.code == "InvalidParameter.RoleNotExist"
