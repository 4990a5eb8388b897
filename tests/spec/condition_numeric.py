"""Exact decimals (CAM-064)."""

import re
from fractions import Fraction

FORM = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?)([0-9]{1,6}))?")
CHARACTERS_MAX = 1000


def read(text: str):
    """Something that compares exactly, or None when it is no number."""
    match = FORM.fullmatch(text)
    if match is None or len(text) > CHARACTERS_MAX:
        return None
    sign, whole, fraction, exponent_sign, exponent = match.groups()
    fraction = fraction or ""
    power = int((exponent_sign or "") + (exponent or "0")) - len(fraction)
    digits = int(sign + whole + fraction)
    return Fraction(digits) * Fraction(10) ** power


COMPARE = {
    "numeric_equal": lambda found, wanted: found == wanted,
    "numeric_less_than": lambda found, wanted: found < wanted,
    "numeric_less_than_equal": lambda found, wanted: found <= wanted,
    "numeric_greater_than": lambda found, wanted: found > wanted,
    "numeric_greater_than_equal": lambda found, wanted: found >= wanted,
}
