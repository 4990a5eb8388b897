"""What the current Terraform provider calls beyond the one that terraform/run builds."""

import base64
import sys

from conftest import HERE
from provider_calls import BEGIN, DATA_SOURCES, RESOURCES
from walk import Program, walk

KEYS = base64.b64encode((HERE / "terraform" / "keys.json").read_bytes()).decode()
# An action leaves this list when it gets its handler, and its resources are walked from then on.
LINES = (HERE.parent / "api" / "not_offered.txt").read_text(encoding="utf-8").splitlines()
NOT_OFFERED = {line.split()[0] for line in LINES if line and not line.startswith("#")}


def is_offered(steps):
    return not NOT_OFFERED & {step.action.split(".")[1] for step in steps}


def test_every_call_gives_what_the_provider_cannot_do_without(server, tmp_path):
    walked = [steps for steps in (RESOURCES | DATA_SOURCES).values() if is_offered(steps)]
    with Program([sys.executable, HERE / "python" / "client.py"], server.address, tmp_path) as client:
        walk(BEGIN + sum(walked, []), client, server.create_account("acme"), keys={"Base64": KEYS})
    assert len(walked) >= 11
