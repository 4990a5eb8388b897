"""Conditions (CAM-055 to CAM-069): clauses, set prefixes, absence, negation; the families are in condition_*.py."""

import re
from dataclasses import dataclass, field

from tests.spec import (condition_bool, condition_date, condition_ip, condition_numeric, condition_string, variables)
from tests.spec.rules import covers, gave

NEGATED = {
    "string_not_equal": "string_equal",
    "string_not_equal_ignore_case": "string_equal_ignore_case",
    "string_not_like": "string_like",
    "numeric_not_equal": "numeric_equal",
    "date_not_equal": "date_equal",
    "ip_not_equal": "ip_equal",
}
FAMILIES = (condition_string, condition_numeric, condition_date, condition_bool, condition_ip)
FAMILY = {base: family for family in FAMILIES for base in family.COMPARE}
FAMILY |= {negated: FAMILY[base] for negated, base in NEGATED.items()}
BASES = [*FAMILY, "null_equal"]

SPELLING = re.compile(r"(for_any_value:|for_all_value:)?(.*?)(_if_exist)?", re.DOTALL)


@dataclass(frozen=True)
class Operator:
    text: str
    base: str
    prefix: str  # "", "any", "all"
    if_exist: bool


def read_operator(text: str) -> Operator | None:
    prefix, base, suffix = SPELLING.fullmatch(text).groups()
    if base == "null_equal":
        return None if prefix or suffix else Operator(text, base, "", False)
    if base not in FAMILY:
        return None
    kind = {None: "", "for_any_value:": "any", "for_all_value:": "all"}[prefix]
    return Operator(text, base, kind, suffix is not None)


@dataclass
class Clause:
    operator: Operator
    key: str
    texts: list[variables.Text]
    wanted: list | None = field(default=None)  # the values read, when no variable stands in them
    is_unknowable: bool = False  # CAM-053, CAM-054


def may_hold_variables(base: str) -> bool:
    return FAMILY.get(base) is condition_string


def read_wanted(base: str, text: str):
    """A value of a policy in the form of its operator, or None."""
    if base == "null_equal":
        return condition_bool.read(text)
    if FAMILY[base] is condition_ip:
        return condition_ip.read_network(text)
    if NEGATED.get(base, base) == "string_like":
        return tuple(text.split("*"))
    return FAMILY[base].read(text)


def build(operator: Operator, key: str, values: list[str]) -> Clause | None:
    """None when a value does not fit its operator, which makes the document unreadable."""
    if key == "" or "${" in key:
        return None
    clause = Clause(operator, key, [variables.parse(value) for value in values])
    if any("${" in value for value in values):
        if not may_hold_variables(operator.base) or any(text.has_unknown for text in clause.texts):
            clause.is_unknowable = True
            plain = [value for value in values if "${" not in value]
            return None if any(read_wanted(operator.base, value) is None for value in plain) else clause
        return clause
    clause.wanted = [read_wanted(operator.base, value) for value in values]
    return None if None in clause.wanted else clause


def holds(clause: Clause, effect: str, lookup, known: dict[str, str]) -> bool:
    """Does the clause hold? `lookup` gives the values of a key or None; `known` has those of the variables."""
    return gave(clause.operator.text, _holds(clause, effect, lookup(clause.key), known))


def _holds(clause: Clause, effect: str, found: list[str] | None, known: dict[str, str]) -> bool:
    if clause.operator.base == "null_equal":
        covers("CAM-068")
        if clause.is_unknowable:
            return effect == "deny"
        return (found is None) in clause.wanted
    if found is None:
        covers("CAM-057" if clause.operator.if_exist else "CAM-056")
        if clause.operator.prefix == "all":
            covers("CAM-061")
        return clause.operator.if_exist
    wanted = _wanted(clause, known)
    if wanted is None:
        covers("CAM-053")
        return effect == "deny"
    results = [_satisfies(clause.operator.base, value, wanted, effect) for value in found]
    return any(results) if _is_any(clause.operator, len(results)) else all(results)


def _wanted(clause: Clause, known: dict[str, str]) -> list | None:
    if clause.is_unknowable:
        return None
    if clause.wanted is not None:
        return clause.wanted
    wanted = []
    for text in clause.texts:
        values = variables.values_of(text, known)
        if values is None:
            return None
        if NEGATED.get(clause.operator.base, clause.operator.base) == "string_like":
            wanted.append(variables.glob_pieces(text, values))
        else:
            wanted.append(variables.filled(text, values))
    return wanted


def _is_any(operator: Operator, count: int) -> bool:
    if operator.prefix:
        covers("CAM-058")
        return operator.prefix == "any"
    if count > 1:
        covers("CAM-060")
    return operator.base not in NEGATED


def _satisfies(base: str, value: str, wanted: list, effect: str) -> bool:
    family = FAMILY[base]
    found = family.read(value)
    if found is None:
        covers("CAM-069")
        return effect == "deny"
    if base in NEGATED:
        covers("CAM-059")
        compare = family.COMPARE[NEGATED[base]]
        return not any(compare(found, one) for one in wanted)
    compare = family.COMPARE[base]
    return any(compare(found, one) for one in wanted)
