"""Which behaviours of docs/spec were reached: every rule of the oracle says so with covers("CAM-034").

Operators are noted with the result they gave, so that a generator can show that it reaches each form both ways.
"""

reached: set[str] = set()
covers = reached.add

operator_results: set[tuple[str, bool]] = set()


def gave(operator: str, result: bool) -> bool:
    operator_results.add((operator, result))
    return result
