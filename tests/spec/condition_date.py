"""Moments (CAM-065)."""

import datetime
import re

FORM = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9:]{8})Z| ([0-9:]{8}))")
TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])")


def read(text: str):
    match = FORM.fullmatch(text)
    time = TIME.fullmatch((match[4] or match[5]) if match else "")
    if time is None:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    try:
        # Python knows no year 0; like 2000 it is a leap year.
        datetime.date(year or 2000, month, day)
    except ValueError:
        return None
    return (year, month, day, *time.groups())


COMPARE = {
    "date_equal": lambda found, wanted: found == wanted,
    "date_less_than": lambda found, wanted: found < wanted,
    "date_less_than_equal": lambda found, wanted: found <= wanted,
    "date_greater_than": lambda found, wanted: found > wanted,
    "date_greater_than_equal": lambda found, wanted: found >= wanted,
}
