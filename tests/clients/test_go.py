"""The Go SDK, unmodified."""

from conftest import INSTALLED


def test_the_whole_life(walk_with):
    walk_with(INSTALLED / "go" / "client", needs="go")
