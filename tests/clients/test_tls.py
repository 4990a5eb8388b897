"""Over TLS, with an authority of one's own, named to each SDK as docs/clients.md says."""

import subprocess
import sys

import pytest
from conftest import HERE, INSTALLED
from opencam_server import Server
from scenario import USERS
from walk import Program, walk

JAVA = INSTALLED / "java"


@pytest.fixture(scope="module")
def tls(tmp_path_factory):
    """A certificate for 127.0.0.1 that is its own authority, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=opencam", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


def trust_store(certificate):
    store = certificate.with_suffix(".p12")
    if not store.exists():
        subprocess.run(
            ["keytool", "-importcert", "-noprompt", "-alias", "opencam", "-file", certificate, "-keystore", store,
             "-storetype", "PKCS12", "-storepass", "changeit"],
            check=True, capture_output=True,
        )  # fmt: skip
    return store


# The command, and what names the authority to it.
CLIENTS = {
    "python": lambda authority: (
        [sys.executable, HERE / "python" / "client.py"],
        {"OPENCAM_AUTHORITY": str(authority)},
    ),
    "go": lambda authority: ([INSTALLED / "go" / "client"], {"SSL_CERT_FILE": str(authority)}),
    "node": lambda authority: (["node", INSTALLED / "node" / "client.mjs"], {"NODE_EXTRA_CA_CERTS": str(authority)}),
    "java": lambda authority: (
        ["java", f"-Djavax.net.ssl.trustStore={trust_store(authority)}", "-Djavax.net.ssl.trustStorePassword=changeit",
         "-cp", f"{JAVA}/classes:{JAVA}/lib/*", "Client"],
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CLIENTS)
def test_the_client_trusts_our_authority(name, tls, tmp_path):
    command, environment = CLIENTS[name](tls[0])
    with Server(tmp_path, tls=tls) as server:
        with Program(command, server.address, tmp_path, OPENCAM_SCHEME="https", **environment) as client:
            walk(USERS, client, server.create_account("acme"))
