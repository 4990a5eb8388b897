"""One server for a file of tests, and a root account in it."""

import opencam_server
import pytest


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with opencam_server.Server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def account(server):
    return server.create_account("acme")
