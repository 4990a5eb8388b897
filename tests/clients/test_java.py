"""The Java SDK, unmodified."""

from conftest import INSTALLED


def test_the_whole_life(walk_with):
    folder = INSTALLED / "java"
    walk_with("java", "-cp", f"{folder}/classes:{folder}/lib/*", "Client", needs="java")
