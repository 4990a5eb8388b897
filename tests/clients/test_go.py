"""The Go SDK, unmodified."""

from conftest import INSTALLED


def test_the_whole_life(walk_with):
    walk_with(INSTALLED / "go" / "client", needs="go")


def test_jobs_under_access_management(walk_batch_with):
    walk_batch_with(INSTALLED / "go" / "client", needs="go")
