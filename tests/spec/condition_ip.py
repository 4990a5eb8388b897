"""Addresses and networks (CAM-067)."""

import ipaddress
import re

from tests.spec.rules import covers

PREFIX_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}")


def read(text: str):
    """The address of a request, or None."""
    if "%" in text or "/" in text or not text.isascii():
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def read_network(text: str):
    """The network of a policy, or None."""
    address, slash, bits = text.partition("/")
    if read(address) is None or (slash and not PREFIX_LENGTH.fullmatch(bits)):
        return None
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _contains(found, wanted) -> bool:
    if found.version != wanted.version:
        covers("CAM-067/families")
        return False
    covers(f"CAM-067/v{found.version}")
    return found in wanted


COMPARE = {"ip_equal": _contains}
