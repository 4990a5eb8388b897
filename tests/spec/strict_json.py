"""JSON read strictly (CAM-001, CAM-003): no repeated members, no constants, valid Unicode; numbers keep their text."""

import json


class Number(str):
    """A JSON number as it was written."""


class NotJson(Exception):
    pass


def _object(pairs: list) -> dict:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise NotJson("a member is repeated")
    return result


def _constant(name: str):
    raise NotJson(f"{name} is no JSON")


def read(text: str):
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_int=Number, parse_float=Number,
                           parse_constant=_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # fails for half a surrogate pair
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error
    return value


def depth(value) -> int:
    """Levels of nesting: 1 for an object of plain values."""
    levels, row = 0, [value]
    while row := [one for one in row if isinstance(one, (dict, list))]:
        levels += 1
        row = [child for one in row for child in (one.values() if isinstance(one, dict) else one)]
    return levels
