"""The doors below /access/v1 of a real server: every answer has the form that the server's own description promises."""

import json
import urllib.error
import urllib.request

import jsonschema
import pytest
from opencam_server import Server
from signed import Signed

DENY = json.dumps({"version": "2.0", "statement": [{"effect": "allow", "action": "cvm", "resource": "*"}]})


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "printshop.json").write_text(json.dumps({"schema_version": 1, "service": "printshop", "actions": [{"name": "Print"}]}))
    with Server(tmp_path_factory.mktemp("data"), options=["--catalog", folder]) as running:
        yield running


@pytest.fixture(scope="module")
def root(server):
    return server.create_account("acme")


def ask(server, keys, method, path, body=None, headers=None):
    request = urllib.request.Request(server.endpoint + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", f"Bearer {keys['secret_id']}:{keys['secret_key']}")
    for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
        request.add_header(name, value)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            return reply.status, reply.read(), reply.headers
    except urllib.error.HTTPError as failed:
        return failed.code, failed.read(), failed.headers


@pytest.fixture(scope="module")
def described(server, root):
    return json.loads(ask(server, root, "GET", "/openapi.json")[1])


def check(described, path, method, status, body):
    """Is the status described, and the body as its schema says?"""
    answer = described["paths"][path][method]["responses"][str(status)]
    if "$ref" in answer:
        answer = described["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    schema = answer["content"]["application/json"]["schema"]
    value = json.loads(body)
    jsonschema.Draft202012Validator({**schema, "components": described["components"]}).validate(value)
    return value


def test_answers_have_the_described_form(server, root, described):
    path = "/access/v1/policies/check"
    for body, status in [({"document": DENY}, 200), ({"document": "{", "kind": "trust"}, 200), ({}, 400), ({"document": 1}, 400)]:
        got, answer, _ = ask(server, root, "POST", path, body)
        assert got == status
        check(described, path, "post", got, answer)
    wrong = {**root, "secret_key": "wrong"}
    check(described, path, "post", 401, ask(server, wrong, "POST", path, {"document": DENY})[1])
    check(described, path, "post", 405, ask(server, root, "GET", path)[1])
    question = {"subject": {"type": "user", "id": "nobody"}, "action": {"name": "cvm:A"}, "resource": {"type": "cvm", "id": "*"}}
    candidate = {"candidate": {"session_policy": DENY.replace('"cvm"', '"cvm:*"')}}
    path = "/access/v1/evaluation"
    supposed = check(described, path, "post", 200, ask(server, root, "POST", path, {**question, **candidate})[1])
    assert supposed["context"]["hypothetical"] is True
    decided = check(described, path, "post", 200, ask(server, root, "POST", path, question)[1])
    path = "/access/v1/decisions/{decision_id}"
    status, answer, _ = ask(server, root, "GET", f"/access/v1/decisions/{decided['context']['decision_id']}")
    assert check(described, path, "get", status, answer)["reason"] == "unknown_principal"
    for id, status in [("x", 400), ("00000000-0000-0000-0000-000000000000", 404)]:
        check(described, path, "get", status, ask(server, root, "GET", f"/access/v1/decisions/{id}")[1])


def test_the_catalogue_knows_what_an_administrator_added(server, root, described):
    path = "/access/v1/catalogue"
    status, body, headers = ask(server, root, "GET", path)
    every = check(described, path, "get", status, body)
    status, body, _ = ask(server, root, "GET", path + "?services=added")
    added = check(described, path, "get", status, body)
    assert [service["service"] for service in added["services"]] == ["printshop"]
    assert added["services"][0] in every["services"] and len(every["services"]) > 20
    status, body, _ = ask(server, root, "GET", path, headers={"If-None-Match": headers["ETag"]})
    assert (status, body) == (304, b"")
    check(described, path, "get", 400, ask(server, root, "GET", path + "?services=some")[1])


def test_a_refusal_outlives_the_server_and_belongs_to_who_reads_the_trail(tmp_path):
    with Server(tmp_path) as server:
        root = server.create_account("acme")
        added = Signed(server.address, root).cam("AddUser", Name="ann", UseApi=1)
        ann = {"secret_id": added["SecretId"], "secret_key": added["SecretKey"]}
        question = {"subject": {"type": "user", "id": "ann"}, "action": {"name": "cvm:A"}, "resource": {"type": "cvm", "id": "*"}}
        _, body, _ = ask(server, root, "POST", "/access/v1/evaluation", question)
        decision_id = json.loads(body)["context"]["decision_id"]
    with Server(tmp_path) as server:
        status, body, _ = ask(server, root, "GET", f"/access/v1/decisions/{decision_id}")
        assert status == 200
        kept = json.loads(body)
        assert kept["refusal"]["request"]["action"] == "cvm:A"
        assert kept["refusal"]["explanation"]["reason"] == "no_matching_allow"
        assert ask(server, ann, "GET", f"/access/v1/decisions/{decision_id}")[0] == 403
