"""Texts (CAM-063): equal, equal ignoring the case of ASCII letters, like, and binary."""

from tests.spec import glob

UPPER, LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
FOLD = str.maketrans(UPPER, LOWER)


def read(text: str) -> str:
    return text


COMPARE = {
    "string_equal": lambda found, wanted: found == wanted,
    "string_equal_ignore_case": lambda found, wanted: found.translate(FOLD) == wanted.translate(FOLD),
    "string_like": lambda found, wanted: glob.pieces_match(wanted, found),  # wanted is in pieces
    "binary_equal": lambda found, wanted: found == wanted,
}
