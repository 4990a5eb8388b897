"""Policy documents (CAM-001 to CAM-015): what may be created, and what a stored one means."""

from dataclasses import dataclass

from tests.spec import conditions, names, principals, regions, strict_json, variables
from tests.spec.rules import covers
from tests.spec.strict_json import Number

KINDS = ("identity", "session", "trust", "resource")
CHARACTERS_MAX = {"identity": 6144, "session": 6144, "trust": 6144, "resource": 20480}
DEPTH_MAX = 8

TOP_ELEMENTS = {"version", "statement", "principal"}
ABSENT = object()  # no principal at the top; null is one, of the wrong shape

STATEMENT_ELEMENTS = {"effect", "action", "resource", "condition", "principal"}

TAG_KEYS = ("qcs:tag", "qcs:resource_tag", "qcs:request_tag")
STRING_BASES = ("string_equal", "string_not_equal", "string_equal_ignore_case", "string_not_equal_ignore_case",
                "string_like", "string_not_like")


class Mistake(Exception):
    """Carries the code of CAM-013."""


@dataclass
class Statement:
    effect: str
    actions: list[names.ActionPattern]
    resources: list[names.ResourcePattern] | None  # None in a trust policy
    clauses: list[conditions.Clause]
    principals: list[principals.Principal] | None  # None in identity and session policies


@dataclass
class Policy:
    kind: str
    statements: list[Statement]


def first_mistake(text: str, kind: str, catalog, *, accept_capitalised: bool = False,
                  characters_max: int | None = None) -> str | None:
    """The code that creation reports, or None when the document may be created."""
    try:
        limit = characters_max or CHARACTERS_MAX[kind]
        if sum(letter not in " \t\r\n" for letter in text) > limit:
            raise Mistake("PolicyDocumentLengthOverLimit")
        statements, top_principal = _lay_out(_parse(text), kind, accept_capitalised or kind == "resource")
        for check in (_check_action_form, _check_action_exists, _check_resource_form, _check_authorisable,
                      _check_condition_shape, _check_operators, _check_values, _check_principals):
            check(statements, kind, catalog, top_principal)
    except Mistake as mistake:
        covers(f"CAM-013/{mistake}")
        return str(mistake)
    covers("CAM-013/valid")
    return None


def read(document: str | dict, kind: str) -> Policy | None:
    """A stored document as decisions use it (CAM-015); None when it is unreadable."""
    try:
        value = _parse(document) if isinstance(document, str) else document
        if strict_json.depth(value) > DEPTH_MAX:
            raise Mistake("PolicyDocumentError")
        statements, top_principal = _lay_out(value, kind, True)
        policy = Policy(kind, [_read_statement(one, kind, top_principal) for one in statements])
    except Mistake:
        covers("CAM-015/unreadable")
        return None
    covers("CAM-015/readable")
    return policy


# --- Layout: ranks 2 to 6. ---


def _parse(text: str):
    try:
        value = strict_json.read(text)
    except strict_json.NotJson as error:
        raise Mistake("PolicyDocumentError") from error
    if strict_json.depth(value) > DEPTH_MAX:
        raise Mistake("PolicyDocumentError")
    return value


def _folded(element: dict, known: set[str], may_capitalise: bool) -> dict:
    """The elements under their lower-case names (CAM-006)."""
    result = {}
    for name, value in element.items():
        lower = name[:1].lower() + name[1:]
        if may_capitalise and lower in known:
            if lower != name:
                covers("CAM-006")
            name = lower
        if name not in known or name in result:
            raise Mistake("PolicyDocumentError")
        result[name] = value
    return result


def _lay_out(value, kind: str, may_capitalise: bool) -> tuple[list[dict], object]:
    """The statements as dictionaries of elements and the principal of the top, if any."""
    if not isinstance(value, dict):
        raise Mistake("PolicyDocumentError")
    top = _folded(value, TOP_ELEMENTS, may_capitalise)
    statements = top.get("statement")
    if isinstance(statements, dict):
        covers("CAM-005")
        statements = [statements]
    known = STATEMENT_ELEMENTS | ({"sid"} if kind == "resource" else set())
    folded = [_folded(one, known, may_capitalise) if isinstance(one, dict) else None
              for one in (statements if isinstance(statements, list) else [])]
    if any("sid" in one and type(one["sid"]) is not str for one in folded if one):
        raise Mistake("PolicyDocumentError")
    if type(top.get("version")) is not str or top["version"] != "2.0":
        raise Mistake("VersionError")
    if not folded or None in folded:
        raise Mistake("StatementError")
    for one in folded:
        effect = one.get("effect")
        if type(effect) is str and may_capitalise and effect in ("Allow", "Deny"):
            covers("CAM-006")
            one["effect"] = effect.lower()
        elif type(effect) is not str or effect not in ("allow", "deny"):
            raise Mistake("EffectError")
    if any("action" not in one for one in folded):
        raise Mistake("ActionMiss")
    return folded, top.get("principal", ABSENT)


def _texts(value, code: str) -> list[str]:
    """One text or a list of at least one (CAM-008)."""
    texts = [value] if type(value) is str else value
    if not isinstance(texts, list) or not texts or any(type(one) is not str for one in texts):
        raise Mistake(code)
    return texts


# --- Creation: ranks 7 to 25, each over the whole document. ---


def _check_action_form(statements, kind, catalog, top) -> None:
    for one in statements:
        for text in _texts(one["action"], "ActionError"):
            pattern = names.read_action_pattern(text)
            if pattern is None or pattern.is_opaque:
                raise Mistake("ActionError")


def _patterns(statements) -> list[names.ActionPattern]:
    return [names.read_action_pattern(text) for one in statements for text in _texts(one["action"], "ActionError")]


def _check_action_exists(statements, kind, catalog, top) -> None:
    patterns = [pattern for pattern in _patterns(statements) if pattern.service != "*"]
    if any(pattern.service not in catalog.services for pattern in patterns):
        raise Mistake("ActionServiceNotExist")
    for pattern in patterns:
        service = catalog.services[pattern.service]
        if service.actions_complete and "*" not in pattern.name and pattern.name not in service.actions:
            raise Mistake("ActionNotExist")


def _check_resource_form(statements, kind, catalog, top) -> None:
    texts = []
    for one in statements:
        if (kind == "trust") != ("resource" not in one):
            raise Mistake("ResourceError")
        if kind != "trust":
            texts += _texts(one["resource"], "ResourceError")
    texts = [text for text in texts if text != "*"]
    mistakes = [_resource_mistake(text, catalog) for text in texts]
    for code in ("ResourceQcsError", "ResourceProjectError", "ResourceServiceNotExist", "ResourceRegionError",
                 "ResourceUinError", "ResourceContentError"):
        if code in mistakes:
            raise Mistake(code)


def _resource_mistake(text: str, catalog) -> str | None:
    segments = names.split_resource(text)
    if segments is None:
        return "ResourceQcsError"
    project, service, region, account, content = segments
    if project != "":
        return "ResourceProjectError"
    if service not in ("", "*") and service not in catalog.services:
        return "ResourceServiceNotExist"
    if region not in ("", "*") and region not in regions.LONG_NAMES and region not in catalog.regions:
        return "ResourceRegionError"
    if names.read_account(account) is names.UNREADABLE:
        return "ResourceUinError"
    if content == "" or names.read_content(content, service) is names.UNREADABLE:
        return "ResourceContentError"
    return None


def _check_authorisable(statements, kind, catalog, top) -> None:
    services = [pattern.service for pattern in _patterns(statements)]
    for one in statements:
        for text in _texts(one["resource"], "ResourceError") if kind != "trust" else []:
            services += [] if text == "*" else [names.split_resource(text)[1]]
    if any(service in catalog.services and not catalog.services[service].is_authorisable for service in services):
        raise Mistake("NotSupportProduct")


def _check_condition_shape(statements, kind, catalog, top) -> None:
    for one in statements:
        if "condition" in one:
            _clauses_of(one["condition"])


def _clauses_of(condition) -> list[tuple[str, str, list]]:
    """Operator, key and values; the shape of CAM-011."""
    if not isinstance(condition, dict) or not condition:
        raise Mistake("ConditionError")
    clauses = []
    for operator, keys in condition.items():
        if not isinstance(keys, dict) or not keys:
            raise Mistake("ConditionError")
        for key, value in keys.items():
            values = value if isinstance(value, list) else [value]
            if not values or any(type(one) not in (str, Number) for one in values):
                raise Mistake("ConditionError")
            clauses.append((operator, key, values))
    return clauses


def _all_clauses(statements) -> list[tuple[str, str, list]]:
    return [clause for one in statements if "condition" in one for clause in _clauses_of(one["condition"])]


def _check_operators(statements, kind, catalog, top) -> None:
    if any(conditions.read_operator(operator) is None for operator, _, _ in _all_clauses(statements)):
        raise Mistake("ConditionTypeError")


def _check_values(statements, kind, catalog, top) -> None:
    for operator_text, key, values in _all_clauses(statements):
        operator = conditions.read_operator(operator_text)
        clause = conditions.build(operator, key, [str(value) for value in values])
        if clause is None or clause.is_unknowable or not _fits(operator.base, key):
            raise Mistake("ConditionContentError")


def _fits(base: str, key: str) -> bool:
    """Keys of known kind take operators of that kind."""
    if base == "null_equal":
        return True
    if any(key == tag or key.startswith(tag + "/") for tag in TAG_KEYS):
        return base in STRING_BASES
    if key == "qcs:current_time":
        return base.startswith("date_")
    if key == "qcs:ip":
        return base.startswith("ip_")
    return True


def _check_principals(statements, kind, catalog, top) -> None:
    named = _principals_named(statements, kind, top)
    read_all = [principals.read(member, text) for member, text in named]
    if any(one.form == "unknown" for one in read_all):
        raise Mistake("PrincipalQcsError")
    counting = named
    if statements and all("principal" in one for one in statements):
        counting = _principals_named(statements, kind, ABSENT)  # the one at the top counts for no statement
    services = [text for member, text in counting if member == "service"]
    if any(service not in catalog.principals for service in services):
        raise Mistake("PrincipalServiceNotExist")


def _principals_named(statements, kind, top) -> list[tuple[str, str]]:
    if kind in ("identity", "session"):
        if top is not ABSENT or any("principal" in one for one in statements):
            raise Mistake("PrincipalError")
        return []
    found = [] if top is ABSENT else _principal_texts(top)
    for one in statements:
        if "principal" in one:
            found += _principal_texts(one["principal"])
        elif top is ABSENT:
            raise Mistake("PrincipalError")
    return found


def _principal_texts(value) -> list[tuple[str, str]]:
    """Member and text of each principal; `*` is anyone (CAM-110)."""
    if type(value) is str and value == "*":
        return [("qcs", "qcs::cam::anyone:anyone")]
    if not isinstance(value, dict) or not value or not set(value) <= {"qcs", "service", "federated"}:
        raise Mistake("PrincipalError")
    return [(member, text) for member in value for text in _texts(value[member], "PrincipalError")]


# --- Reading what is stored. ---


def _read_statement(one: dict, kind: str, top) -> Statement:
    actions = [names.read_action_pattern(text) for text in _texts(one["action"], "ActionError")]
    if None in actions:
        raise Mistake("ActionError")
    if (kind == "trust") != ("resource" not in one):
        raise Mistake("ResourceError")
    resources = None
    if kind != "trust":
        resources = [names.read_resource_pattern(text) for text in _texts(one["resource"], "ResourceError")]
        if None in resources:
            raise Mistake("ResourceQcsError")
    clauses = []
    for operator_text, key, values in _clauses_of(one["condition"]) if "condition" in one else []:
        operator = conditions.read_operator(operator_text)
        clause = conditions.build(operator, key, [str(value) for value in values]) if operator else None
        if clause is None:
            raise Mistake("ConditionTypeError")
        clauses.append(clause)
    named = _principals_named([one], kind, top if "principal" not in one else _principals_checked(top))
    read_all = [principals.read(member, text) for member, text in named]
    if "principal" in one and kind in ("trust", "resource"):
        covers("CAM-010/statement")
        read_all = [principals.read(member, text) for member, text in _principal_texts(one["principal"])]
    return Statement(one["effect"], actions, resources, clauses,
                     None if kind in ("identity", "session") else read_all)


def _principals_checked(top):
    """A principal at the top that a statement replaces still has to have the right shape."""
    if top is not ABSENT:
        _principal_texts(top)
    return top
