"""A server of its own for each test that walks the scenario, and the installed client programs."""

import pathlib
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from batch_scenario import BATCH_SCENARIO  # noqa: E402
from opencam_server import Server  # noqa: E402
from scenario import SCENARIO  # noqa: E402
from walk import Program, walk  # noqa: E402

INSTALLED = HERE.parents[1] / "build" / "clients"


@pytest.fixture
def server(tmp_path):
    with Server(tmp_path) as running:
        yield running


@pytest.fixture
def walk_with(server, tmp_path):
    """Walks the scenario with a program; what it is made of must be there."""

    def walk_with_program(*command, needs=None):
        assert needs is None or (INSTALLED / needs / "installed").exists(), f"first run: tests/clients/install {needs}"
        with Program(command, server.address, tmp_path) as client:
            walk(SCENARIO, client, server.create_account("acme"))

    return walk_with_program


@pytest.fixture
def walk_batch_with(tmp_path):
    """The same with the scenario of BatchCompute, on a server that runs jobs."""

    def walk_with_program(*command, needs=None):
        assert needs is None or (INSTALLED / needs / "installed").exists(), f"first run: tests/clients/install {needs}"
        with Server(tmp_path, options=["--batch-runner", "local"]) as running:
            with Program(command, running.address, tmp_path) as client:
                walk(BATCH_SCENARIO, client, running.create_account("acme"))

    return walk_with_program
