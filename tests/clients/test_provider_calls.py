"""What the current Terraform provider calls beyond the one that terraform/run builds."""

import base64
import sys

from conftest import HERE
from provider_calls import PROVIDER_CALLS
from walk import Program, walk

KEYS = base64.b64encode((HERE / "terraform" / "keys.json").read_bytes()).decode()


def test_every_call_gives_what_the_provider_cannot_do_without(server, tmp_path):
    with Program([sys.executable, HERE / "python" / "client.py"], server.address, tmp_path) as client:
        walk(PROVIDER_CALLS, client, server.create_account("acme"), keys={"Base64": KEYS})
