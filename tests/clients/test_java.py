"""The Java SDK, unmodified."""

from conftest import INSTALLED


def test_the_whole_life(walk_with):
    folder = INSTALLED / "java"
    walk_with("java", "-cp", f"{folder}/classes:{folder}/lib/*", "Client", needs="java")


def test_jobs_under_access_management(walk_batch_with):
    folder = INSTALLED / "java"
    walk_batch_with("java", "-cp", f"{folder}/classes:{folder}/lib/*", "Client", needs="java")
