"""The only wildcard of the language: `*` stands for any run of characters, also none (CAM-023, CAM-039)."""

import functools
import re

from tests.spec.rules import covers


@functools.lru_cache(maxsize=100_000)
def _expression(pieces: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(piece) for piece in pieces), re.DOTALL)


def pieces_match(pieces: tuple[str, ...], text: str) -> bool:
    """Do the literal pieces, with a wildcard between each two, make up the text?"""
    return _expression(pieces).fullmatch(text) is not None


def matches(pattern: str, text: str) -> bool:
    return pieces_match(tuple(pattern.split("*")), text)


def content_matches(pieces: tuple[str, ...], text: str) -> bool:
    """As pieces_match, and `X/*` also matches `X`."""
    if pieces_match(pieces, text):
        return True
    if len(pieces) > 1 and pieces[-1] == "" and pieces[-2].endswith("/"):
        shorter = (*pieces[:-2], pieces[-2][:-1])
        if pieces_match(shorter, text):
            covers("CAM-034")
            return True
    return False
