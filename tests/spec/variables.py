"""Policy variables (CAM-050 to CAM-054): a text becomes literals with the names of variables between them."""

import re
from dataclasses import dataclass

from tests.spec.rules import covers

KNOWN = re.compile(r"\$\{(uin|owner_uin|app_id)\}")


@dataclass(frozen=True)
class Text:
    literals: tuple[str, ...]  # one more than there are variables
    names: tuple[str, ...]
    has_unknown: bool  # a `${` that begins no variable (CAM-054)


def parse(text: str) -> Text:
    parts = KNOWN.split(text)
    literals = tuple(parts[0::2])
    return Text(literals, tuple(parts[1::2]), any("${" in literal for literal in literals))


def values_of(text: Text, known: dict[str, str]) -> list[str] | None:
    """The value of each variable in turn, or None when one has none."""
    values = []
    for name in text.names:
        covers("CAM-050")
        value = known.get(name, "")
        if not value or any(letter in value for letter in ":/*"):
            covers("CAM-053")
            return None
        values.append(value)
    return values


def filled(text: Text, values: list[str]) -> str:
    """Literal text with the values in place."""
    out = text.literals[0]
    for value, literal in zip(values, text.literals[1:]):
        out += value + literal
    return out


def glob_pieces(text: Text, values: list[str]) -> tuple[str, ...]:
    """The pieces between the wildcards; a value is literal, whatever is in it (CAM-052)."""
    pieces = text.literals[0].split("*")
    for value, literal in zip(values, text.literals[1:]):
        covers("CAM-052")
        more = literal.split("*")
        pieces[-1] += value + more[0]
        pieces.extend(more[1:])
    return tuple(pieces)
