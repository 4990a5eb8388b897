"""The example service of docs/integration.md: its decisions are OpenCAM's, through the public decision API alone."""

import contextlib
import http.server
import importlib
import json
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest
from clients import Sdk
from opencam_server import ROOT, Server, free_port

EXAMPLE = ROOT / "examples" / "printshop"


class Person:
    def __init__(self, url, token):
        self.url, self.token = url, token

    def call(self, method, path, body=None):
        """(status, reply as a value, headers)"""
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}"},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                text = reply.read()
                return reply.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, json.loads(text) if text.startswith(b"{") else text.decode()

    def place(self, file, **tags):
        return self.call("POST", "/orders", {"file": file, "tags": tags})

    def seen(self):
        status, reply = self.call("GET", "/orders")
        assert status == 200, reply
        assert reply["total"] == len(reply["orders"])
        return [order["id"] for order in reply["orders"]]


@contextlib.contextmanager
def running(script, config, folder):
    path = folder / f"{script}.json"
    path.write_text(json.dumps(config))
    process = subprocess.Popen(
        [sys.executable, EXAMPLE / script, path, "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline()
        yield re.search(r"http://\S+", line).group()
    finally:
        process.kill()
        process.wait()


class World:
    """An account with two people, the shop's own user and the role that it acts as."""

    def __init__(self, server):
        self.account = server.create_account("acme")
        self.sdk = Sdk(server, self.account)
        self.people = {name: self.sdk.cam("AddUser", Name=name)["Uin"] for name in ("ann", "bob")}
        self.shop = self.sdk.cam("AddUser", Name="printshop", UseApi=1)
        self.grant("AskDecisions", "printshop", self.policy("cam:EvaluateAccess", "*"))
        trust = {"version": "2.0", "statement": [{"effect": "allow", "action": "name/sts:AssumeRole",
                 "principal": {"service": "printshop.example.com"}}]}  # fmt: skip
        self.sdk.cam("CreateRole", RoleName="PrintshopRole", PolicyDocument=json.dumps(trust))
        self.bucket = f"qcs::cos:ap-guangzhou:uid/{self.account['app_id']}:files-{self.account['app_id']}"

    @staticmethod
    def policy(actions, resources, **condition):
        statement = {"effect": "allow", "action": actions, "resource": resources}
        if condition:
            statement["condition"] = condition
        return {"version": "2.0", "statement": [statement]}

    def make(self, name, document):
        return self.sdk.cam("CreatePolicy", PolicyName=name, PolicyDocument=json.dumps(document))["PolicyId"]

    def grant(self, name, person, document):
        uin = self.shop["Uin"] if person == "printshop" else self.people[person]
        self.sdk.cam("AttachUserPolicy", PolicyId=self.make(name, document), AttachUin=uin)

    def give_preset(self, name, person):
        found = self.sdk.cam("ListPolicies", Scope="QCS", Keyword=name)["List"]
        self.sdk.cam("AttachUserPolicy", PolicyId=found[0]["PolicyId"], AttachUin=self.people[person])

    def config(self, server, **more):
        return {
            "opencam": server.endpoint, "secret_id": self.shop["SecretId"], "secret_key": self.shop["SecretKey"],
            "role": "PrintshopRole", "bucket": self.bucket,
            "people": [{"name": n, "uin": str(u), "token": f"{n}-token"} for n, u in self.people.items()], **more,
        }  # fmt: skip


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path, options=["--catalog", str(EXAMPLE / "catalog")]) as running_server:
        yield running_server


@pytest.fixture
def world(server):
    return World(server)


@pytest.fixture
def shop(server, world, tmp_path):
    with running("printshop.py", world.config(server), tmp_path) as url:
        yield {name: Person(url, f"{name}-token") for name in ("ann", "bob", "stranger")}


def test_to_each_what_they_made(world, shop):
    ann, bob = shop["ann"], shop["bob"]
    assert ann.place("a.pdf")[0] == 403
    world.give_preset("PrintshopOwnOrdersAccess", "ann")
    world.give_preset("PrintshopOwnOrdersAccess", "bob")
    status, order = ann.place("a.pdf")
    assert status == 200, order
    assert (ann.seen(), bob.seen()) == ([order["id"]], [])
    assert bob.call("GET", f"/orders/{order['id']}")[0] == 403
    assert bob.call("GET", "/orders/order-unknown")[0] == 403
    status, refusal = bob.call("DELETE", f"/orders/{order['id']}")
    assert status == 403 and re.fullmatch(r"[0-9a-f-]{36}", refusal["decision_id"])
    assert ann.call("DELETE", f"/orders/{order['id']}")[0] == 200
    assert ann.seen() == []


def test_a_list_holds_what_may_be_seen_and_changes_at_once(world, shop):
    ann, bob = shop["ann"], shop["bob"]
    world.give_preset("PrintshopFullAccess", "ann")
    made = [ann.place(f"{i}.pdf", team="a" if i % 2 else "b")[1]["id"] for i in range(6)]
    assert ann.seen() == made
    assert bob.seen() == []
    world.grant("TeamA", "bob", world.policy("printshop:Describe*", "*", **{
        "for_any_value:string_equal": {"qcs:resource_tag": ["team&a"]}}))  # fmt: skip
    assert bob.seen() == made[1::2]
    assert bob.call("GET", f"/orders/{made[1]}")[0] == 200
    assert bob.call("GET", f"/orders/{made[0]}")[0] == 403
    world.grant("One", "bob", world.policy("printshop:Describe*", f"qcs::printshop:::order/{made[0]}"))
    assert bob.seen() == [made[0], *made[1::2]]


def test_requested_tags_count(world, shop):
    world.grant("PlaceForTeamA", "ann", world.policy("printshop:PlaceOrder", "*", **{
        "for_any_value:string_equal": {"qcs:request_tag": ["team&a"]}}))  # fmt: skip
    assert shop["ann"].place("a.pdf", team="b")[0] == 403
    assert shop["ann"].place("a.pdf", team="a")[0] == 200


def test_the_shop_never_goes_beyond_its_role(world, shop):
    world.give_preset("PrintshopFullAccess", "ann")
    assert shop["ann"].place("a.pdf")[1]["state"].startswith("failed: the shop may not read the file")
    made = world.make("ReadFiles", world.policy("name/cos:GetObject", f"{world.bucket}/public/*"))
    world.sdk.cam("AttachRolePolicy", PolicyId=made, AttachRoleName="PrintshopRole")
    assert shop["ann"].place("public/a.pdf")[1]["state"] == "printed"
    assert shop["ann"].place("secret/a.pdf")[1]["state"].startswith("failed")


def test_bad_requests_and_strangers(world, shop):
    assert shop["stranger"].place("a.pdf")[0] == 401
    world.give_preset("PrintshopFullAccess", "ann")
    for body in ({}, {"file": 1}, {"file": "a", "tags": [1]}, [], None):
        assert shop["ann"].call("POST", "/orders", body)[0] == 400
    assert shop["ann"].call("GET", "/elsewhere")[0] == 404
    assert shop["ann"].call("GET", "/orders/order-unknown")[0] == 404


def test_without_opencam_everything_is_refused(server, world, tmp_path):
    world.give_preset("PrintshopFullAccess", "ann")
    for wrong in ({"secret_key": "wrong"}, {"opencam": "http://127.0.0.1:1"}):
        with running("printshop.py", world.config(server, **wrong), tmp_path) as url:
            ann = Person(url, "ann-token")
            assert ann.place("a.pdf")[0] == 403
            assert ann.seen() == []
    with running("printshop.py", world.config(server), tmp_path) as url:
        ann = Person(url, "ann-token")
        assert ann.place("a.pdf")[0] == 200
        server.kill()
        assert ann.place("b.pdf")[0] == 403
        assert ann.seen() == []


def gate_answers(url, method, uri, caller="ann", path="/gate"):
    request = urllib.request.Request(
        url + path, headers={"X-Original-Method": method, "X-Original-URI": uri, "X-Caller": caller}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code


def test_the_gate_refuses_what_it_does_not_know(server, world, tmp_path):
    world.grant("LookAtOne", "ann", world.policy("printshop:DescribeOrder", "qcs::printshop:::order/order-1"))
    with running("gate.py", world.config(server), tmp_path) as url:
        assert gate_answers(url, "GET", "/orders/order-1") == 204
        assert gate_answers(url, "GET", "/orders/order-1?x=/orders/order-2") == 204
        for method, uri in (
            ("GET", "/orders/order-2"), ("DELETE", "/orders/order-1"), ("GET", "/orders/order-1/../order-2"),
            ("GET", "/orders/order-1/"), ("GET", "//orders/order-1"), ("GET", "/orders/%6frder-1"), ("HEAD", "/orders/order-1"),
            ("GET", "/orders/order-1%0a"), ("", ""),
        ):  # fmt: skip
            assert gate_answers(url, method, uri) == 403, (method, uri)
        assert gate_answers(url, "GET", "/orders/order-1", caller="bob") == 403
        assert gate_answers(url, "GET", "/orders/order-1", caller="") == 400
        server.kill()
        assert gate_answers(url, "GET", "/orders/order-1") == 403


@pytest.mark.parametrize(
    "reply",
    [
        b"", b"\0\xff\n", b"220 mail.example.com\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"decision\":true",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100000 + b"\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 200000,
        b"HTTP/1.1 200 OK\r\n\r\ntrue", b"HTTP/1.1 200 OK\r\n\r\n{\"decision\":1,\"context\":7}",
        b"HTTP/1.1 500 Oh\r\n\r\n{\"decision\":true}", b"HTTP/1.1 200 OK\r\n\r\n\xff",
    ],
)  # fmt: skip
def test_whatever_is_answered_but_an_answer_is_a_refusal(monkeypatch, reply):
    monkeypatch.syspath_prepend(str(EXAMPLE))
    decider = importlib.import_module("decider")

    def answer(connection):
        connection.recv(65536)
        connection.sendall(reply)
        connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        may = decider.Decider(f"http://127.0.0.1:{listening.getsockname()[1]}", "id", "key")
        for ask in (
            lambda: may.may("ann", "printshop:PlaceOrder", {"type": "printshop:order", "id": "*"}),
            lambda: may.which("ann", "printshop:DescribeOrder", [({"type": "printshop:order", "id": "order-1"}, "1")])[0],
        ):
            thread = threading.Thread(target=lambda: answer(listening.accept()[0]))
            thread.start()
            assert ask().is_allowed is False
            thread.join()


def wait_until_answers(person):
    for _ in range(500):
        with contextlib.suppress(urllib.error.URLError):
            return person.call("GET", "/")
        time.sleep(0.01)
    raise AssertionError("nginx does not answer")


class Behind(http.server.BaseHTTPRequestHandler):
    """A service that asks nobody; it says who the proxy says is calling."""

    def do_GET(self):
        body = json.dumps({"caller": self.headers.get("X-Caller"), "path": self.path}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *ignored):
        pass


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_lets_through_what_the_gate_allows(server, world, tmp_path):
    world.grant("LookAtOne", "ann", world.policy("printshop:DescribeOrder", "qcs::printshop:::order/order-1"))
    behind = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    with running("gate.py", world.config(server), tmp_path) as gate:
        port = free_port()
        text = (EXAMPLE / "nginx.conf").read_text()
        text = text.replace("127.0.0.1:8301", gate.removeprefix("http://"))
        text = text.replace("127.0.0.1:8303", f"127.0.0.1:{behind.server_address[1]}").replace("8302", str(port))
        (tmp_path / "nginx.conf").write_text(text)
        nginx = subprocess.Popen(["nginx", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", "stderr"])
        try:
            ann, bob = (Person(f"http://127.0.0.1:{port}", f"{name}-token") for name in ("ann", "bob"))
            wait_until_answers(ann)
            assert ann.call("GET", "/orders/order-1") == (200, {"caller": "ann", "path": "/orders/order-1"})
            assert ann.call("GET", "/orders/order-2")[0] == 403
            assert ann.call("GET", "/orders/order-1/%2e%2e/order-2")[0] == 403
            assert ann.call("GET", "/gate")[0] == 404
            assert bob.call("GET", "/orders/order-1")[0] == 403
            assert Person(ann.url, "nobody").call("GET", "/orders/order-1")[0] >= 400
            server.kill()
            assert ann.call("GET", "/orders/order-1")[0] == 403
        finally:
            nginx.terminate()
            nginx.wait()
            behind.shutdown()
