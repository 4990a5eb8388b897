"""The Node SDK, unmodified."""

from conftest import INSTALLED


def test_the_whole_life(walk_with):
    walk_with("node", INSTALLED / "node" / "client.mjs", needs="node")


def test_jobs_under_access_management(walk_batch_with):
    walk_batch_with("node", INSTALLED / "node" / "client.mjs", needs="node")
