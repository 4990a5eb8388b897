"""The Node SDK, unmodified."""

from conftest import INSTALLED


def test_the_whole_life(walk_with):
    walk_with("node", INSTALLED / "node" / "client.mjs", needs="node")
