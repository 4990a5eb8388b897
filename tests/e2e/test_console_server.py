"""The console as a browser meets it, from outside: its files and their headers, and signing in to a real server."""

import gzip
import http.client
import json
import pathlib
import re
import ssl
import subprocess
import time

import pytest
from opencam_server import ROOT, Server, opencam

PASSWORD = "Correct-Horse-1"


class Browser:
    """Keeps the cookie and shows the token, as the console's pages do."""

    def __init__(self, server):
        self.server = server
        self.cookie = None
        self.csrf = None

    def send(self, method, path, body=None, headers=()):
        context = ssl.create_default_context(cafile=self.server.tls[0]) if self.server.tls else None
        make = http.client.HTTPSConnection if self.server.tls else http.client.HTTPConnection
        connection = make("127.0.0.1", self.server.port, timeout=30, **({"context": context} if context else {}))
        own = {"Origin": self.server.endpoint, "Sec-Fetch-Site": "same-origin"}
        if body is not None:
            own["Content-Type"] = "application/json"
        if self.cookie:
            own["Cookie"] = self.cookie
        if self.csrf:
            own["X-Opencam-Csrf"] = self.csrf
        connection.request(method, path, None if body is None else json.dumps(body), {**own, **dict(headers)})
        answer = connection.getresponse()
        answer.content = answer.read()
        connection.close()
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
        return answer

    def session(self, method="GET", path="", body=None):
        answer = json.loads(self.send(method, "/console/session" + path, body).content)
        self.csrf = answer.get("csrf_token", self.csrf)
        return answer

    def sign_in(self, account="acme", user="", password=PASSWORD):
        return self.session("POST", "", {"account": account, "user": user, "password": password})

    def call(self, action, **parameters):
        headers = {"X-TC-Action": action, "X-TC-Version": "2019-01-16", "X-TC-Timestamp": str(int(time.time()))}
        return json.loads(self.send("POST", "/", parameters, headers).content)["Response"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    paths = (folder / "certificate.pem", folder / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        + ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", paths[1], "-out", paths[0]],
        check=True,
        capture_output=True,
    )
    return paths


def set_password(server, *options, password=PASSWORD):
    done = opencam("account", "password", "acme", "--data", server.data, *options, stdin=password + "\n")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def page(server):
    """The start page's answer; there is one wherever the program was built with the console."""
    answer = Browser(server).send("GET", "/console/")
    if not (ROOT / "console" / "package.json").exists():
        pytest.skip("the console's sources are not there")
    assert answer.status == 200, answer.content
    return answer


def test_a_fresh_installation_lets_nobody_in_until_a_password_is_set(server, account):
    browser = Browser(server)
    for guess in ("", "admin", "password", "acme", account["secret_key"]):
        assert "error" in browser.sign_in(password=guess), guess
    set_password(server)
    assert browser.sign_in()["state"] == "open"
    assert browser.call("ListUsers")["Data"] == []


def test_the_password_is_read_from_stdin_and_never_echoed(server, account):
    done = opencam("account", "password", account["uin"], "--data", server.data, stdin="Another-Horse-2\r\nmore\n")
    assert done.returncode == 0, done.stderr
    assert "Horse" not in done.stdout + done.stderr
    browser = Browser(server)
    assert browser.sign_in(password="Another-Horse-2")["state"] == "open"
    # A running server ends its sessions when the password is set beside it.
    set_password(server)
    deadline = time.monotonic() + 10
    while browser.session()["state"] != "signed_out":
        assert time.monotonic() < deadline
    for bad in ("", "\n", "short\n", "x" * 5000):
        refused = opencam("account", "password", "acme", "--data", server.data, stdin=bad)
        assert refused.returncode == 1 and refused.stdout == "", bad
        assert "xxxx" not in refused.stderr


def test_a_session_survives_a_restart_and_holds_on_every_server_of_the_store(tmp_path):
    with Server(tmp_path) as server:
        server.create_account("acme")
        set_password(server)
        browser = Browser(server)
        browser.sign_in()
        server.kill()
        server.start()
        assert browser.session()["state"] == "open"
        second = Server(tmp_path)
        with second:
            elsewhere = Browser(second)
            elsewhere.cookie, elsewhere.csrf = browser.cookie, browser.csrf
            assert elsewhere.call("ListUsers")["Data"] == []
            # Ended here, ended there: what changes something asks the store first.
            assert browser.session("DELETE")["state"] == "signed_out"
            assert elsewhere.call("CreateGroup", GroupName="g")["Error"]["Code"] == "AuthFailure.TokenFailure"
        stored = b"".join(path.read_bytes() for path in pathlib.Path(server.data).iterdir())
        token = re.search(r"[0-9a-f]{64}", elsewhere.cookie).group(0)
        assert token.encode() not in stored


def test_who_guesses_waits_after_a_restart_too(tmp_path):
    with Server(tmp_path) as server:
        server.create_account("acme")
        set_password(server)
        for end in (server.kill, server.stop):
            # Also of a name that nobody has: a restart must not tell the two apart.
            for account in ("acme", "nobody"):
                guesser = Browser(server)
                while guesser.sign_in(account=account, password="wrong")["error"]["code"] != "slow_down":
                    pass
            # What a second has passed over is on the disk; a clean end writes the rest.
            time.sleep(1.5 if end == server.kill else 0)
            end()
            server.start()
            for account in ("acme", "nobody"):
                guesser = Browser(server)
                deadline = time.monotonic() + 20
                while (refused := guesser.sign_in(account=account, password="wrong")["error"])["code"] == "slow_down":
                    assert time.monotonic() < deadline
                    time.sleep(0.2)
                # The waiting goes on where it was: counted anew, it would begin only after five more. On a slow machine
                # the time of one failure may be over before the next.
                assert refused["code"] == "wrong_credentials"
                codes = [guesser.sign_in(account=account, password="wrong")["error"]["code"] for _ in range(3)]
                assert "slow_down" in codes, codes


def test_over_tls_the_cookie_is_for_this_host_alone(tmp_path, certificate):
    with Server(tmp_path, tls=certificate) as server:
        server.create_account("acme")
        set_password(server)
        browser = Browser(server)
        answer = browser.send("POST", "/console/session", {"account": "acme", "password": PASSWORD})
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-opencam=") and cookie.endswith("; Path=/; HttpOnly; SameSite=Strict; Secure")


def test_the_start_page_is_protected(page):
    policy = page.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert rule in policy.split("; "), policy
    assert "unsafe" not in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert page.headers["Access-Control-Allow-Origin"] is None
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    text = page.content.decode()
    # What the policy would not run anyhow is not there.
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", text), text
    assert not re.search(r"\son\w+=|\sstyle=|javascript:", text), text
    assert not re.search(r"(src|href)=\"(?!/console/)", text), text


def test_files_are_compressed_once_and_known_by_their_digest(server, page):
    browser = Browser(server)
    asset = re.search(r'src="(/console/assets/[^"]+\.js)"', page.content.decode()).group(1)
    plain = browser.send("GET", asset)
    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Content-Type"] == "text/javascript; charset=utf-8"
    zipped = browser.send("GET", asset, headers={"Accept-Encoding": "deflate, gzip;q=0.5"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    brotli = browser.send("GET", asset, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert brotli.headers["Content-Encoding"] == "br" and brotli.headers["Vary"] == "Accept-Encoding"
    assert len(brotli.content) <= len(zipped.content) < len(plain.content)
    assert len({plain.headers["ETag"], zipped.headers["ETag"], brotli.headers["ETag"]}) == 3
    refused = browser.send("GET", asset, headers={"Accept-Encoding": "br;q=0, gzip;q=0.000"})
    assert refused.headers["Content-Encoding"] is None
    for known in (plain.headers["ETag"], f'"other", W/{plain.headers["ETag"]}', "*"):
        same = browser.send("GET", asset, headers={"If-None-Match": known})
        assert (same.status, same.content) == (304, b""), known
        assert same.headers["ETag"] == plain.headers["ETag"]
    assert browser.send("GET", asset, headers={"If-None-Match": brotli.headers["ETag"]}).status == 200
    head = browser.send("HEAD", asset)
    assert (head.status, head.content, int(head.headers["Content-Length"])) == (200, b"", len(plain.content))
    assert page.headers["Cache-Control"] == "no-cache"


def test_deep_links_lead_to_the_start_page_and_nothing_else_does(server, page):
    browser = Browser(server)
    pages = ("users", "users/100000000101", "x/y/z?q=1", "index.html", "users/ann.smith", "policies/v1.2", "roles/a.b@c.js", "icon.sv")
    # No file is behind these either, so they are pages like any other.
    hostile = ("../console/secret.txt", "..%2f..%2fetc%2fpasswd.txt", "/etc/shadow.bak", "%00.html")
    for path in pages + hostile:
        answer = browser.send("GET", "/console/" + path)
        assert (answer.content == page.content) if answer.status == 200 else (path in hostile and answer.status in (400, 404)), path
    for path in ("missing.js", "missing", "", "../index.html", "../../../etc/passwd", "x/y.z"):
        answer = browser.send("GET", "/console/assets/" + path)
        assert answer.status in (400, 404), path
        assert answer.content != page.content, path
    assert browser.send("GET", "/console").headers["Location"] == "/console/"
    assert browser.send("GET", "/", headers={"Accept": "text/html,*/*"}).headers["Location"] == "/console/"
    assert browser.send("POST", "/console/users", {}).status == 405


def test_the_api_is_not_hidden_behind_the_console(server):
    answer = Browser(server).send("GET", "/?Action=ListUsers", headers={"Accept": "text/html"})
    assert "Response" in json.loads(answer.content)
