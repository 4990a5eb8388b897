"""The decision (docs/spec/decision.md), step by step as it is written there."""

from dataclasses import dataclass, field, replace

from tests.spec import circumstances, conditions, document, glob, names, principals, variables
from tests.spec.rules import covers
from tests.spec.world import Attached, Caller, Request, World

RESOURCES_MAX = 1000
ASSUME_ROLE = ("sts", "AssumeRole")

GENERAL_ACTIONS = ("QueryKeyBySecretId", "SetSafeAuthFlag", "BindToken", "UnbindToken", "ModifyMail", "ModifyPhoneNum")
GENERAL = Attached("general", document.read({
    "version": "2.0",
    "statement": [{"effect": "deny", "principal": "*", "action": f"account:{name}", "resource": "*",
                   "condition": {"string_equal": {"mfa": "0"}}} for name in GENERAL_ACTIONS],
}, "resource"), "")


@dataclass
class Decision:
    decision: str
    reason: str
    statements: list[tuple[str, int, str]] = field(default_factory=list)  # policy, index, effect


@dataclass
class Question:
    """One resource of one request: all that a statement is held against."""

    caller: Caller
    action: tuple[str, str]
    resource: names.Resource  # NONE when the request names none, or the action is of operation level
    owner: str | None  # of the resource as it was named
    lookup: object
    variables: dict[str, str]
    world: World
    also_named: names.Resource | None = None  # the same thing under its other name: a role (CAM-095)


def decide(world: World, request: Request, also_named: str = "") -> Decision:
    caller = world.caller(request.principal)
    if caller is None:
        covers("CAM-081/principal")
        return Decision("deny", "unknown_principal")
    action = names.read_action(request.action)
    resources = [names.read_resource(text) for text in request.resources]
    if action is None or None in resources or not 1 <= len(resources) <= RESOURCES_MAX:
        covers("CAM-081/request")
        return Decision("deny", "invalid_request")
    known = world.catalog.action(action)
    if known and not known.needs_permission and caller.kind != "anonymous":
        covers("CAM-080")
        return Decision("allow", "no_permission_needed")
    session = None
    if "session_policy" in request.principal:
        policy = document.read(request.principal["session_policy"], "session")
        session = Attached("session", policy or document.Policy("session", []), caller.owner_uin)
    if len(resources) > 1:
        covers("CAM-083")
    return _decide_all(world, request, caller, action, resources, session, names.read_resource(also_named))


def _decide_all(world, request, caller, action, resources, session, also_named) -> Decision:
    allowed = Decision("allow", "root")
    for resource in resources:
        question = question_about(world, request, caller, action, resource)
        question.also_named = also_named
        one = _decide_one(question, session)
        if one.decision == "deny":
            return one
        if one.reason != "root":
            allowed.reason = "allowed"
        allowed.statements += [statement for statement in one.statements if statement not in allowed.statements]
    return allowed


def question_about(world, request, caller, action, resource) -> Question:
    owner = world.owner_of(resource, caller.owner_uin)
    if world.catalog.level(action, resource is not names.NONE) == "operation" and resource is not names.NONE:
        covers("CAM-072/named")
        resource = names.NONE
    known = world.catalog.action(action)
    around = circumstances.Circumstances(
        request.context, caller.variables(), known.supports_ip_condition if known else True,
        None if resource is names.NONE else world.tags_of(resource, caller.owner_uin))
    return Question(caller, action, resource, owner, around.values, caller.variables(), world)


def _decide_one(question: Question, session: Attached | None) -> Decision:
    caller = question.caller
    resource_policies = question.world.resource_policies(question.owner)
    say = [*caller.policies, *resource_policies]

    if denies := _matching(question, [GENERAL], "deny"):
        covers("CAM-085")
        return Decision("deny", "general_policy", denies)
    if denies := _matching(question, say, "deny"):
        covers("CAM-082/deny")
        return Decision("deny", "explicit_deny", denies)
    readable = [one.policy is not None for one in [*say, caller.boundary] if one is not None]
    own = bool(caller.owner_uin) and question.owner == caller.owner_uin
    if not (caller.kind == "root" and own) and not all(readable):
        covers("CAM-093")
        return Decision("deny", "unreadable_policy")
    for limit, reason, rule in ((caller.boundary, "boundary", "CAM-087"), (session, "session_policy", "CAM-088")):
        if limit is None:
            continue
        denies = _matching(question, [limit], "deny")
        if denies or not _matching(question, [limit], "allow"):
            covers(rule)
            return Decision("deny", reason, denies)
        covers(rule + "/passed")
    return _decide_by_allows(question, _matching(question, caller.policies, "allow"),
                             _matching(question, resource_policies, "allow"))


def _decide_by_allows(question: Question, identity: list, granted: list) -> Decision:
    """Steps 6 and 7: who must allow depends on whose the resource is."""
    caller = question.caller
    own = bool(caller.owner_uin) and question.owner == caller.owner_uin
    if caller.kind in ("service", "anonymous"):
        covers("CAM-091")
        return Decision("allow", "allowed", granted) if granted else Decision("deny", "no_matching_allow")
    if caller.kind == "root" and own:
        covers("CAM-084")
        return Decision("allow", "root")
    if not own and not granted and question.action != ASSUME_ROLE:
        covers("CAM-090")
        return Decision("deny", "cross_account")
    if not own and question.action == ASSUME_ROLE:
        covers("CAM-092")
    elif not own:
        covers("CAM-090/granted")
    if caller.kind == "root" or identity or (own and granted):
        covers("CAM-082/allow" if identity else "CAM-089")
        return Decision("allow", "allowed", identity + granted)
    covers("CAM-082/default")
    return Decision("deny", "no_matching_allow")


def trust_statements(question: Question, trust: Attached) -> tuple[list, list]:
    """Those of a role's trust policy that let the caller in, and those that refuse them (CAM-095)."""
    covers("CAM-095")
    return _matching(question, [trust], "allow"), _matching(question, [trust], "deny")


def trust_allows(question: Question, trust: Attached) -> bool:
    allows, denies = trust_statements(question, trust)
    return bool(allows) and not denies


# --- Statements (CAM-086). ---


def _matching(question: Question, policies: list[Attached], effect: str) -> list[tuple[str, int, str]]:
    found = []
    for attached in policies:
        for index, statement in enumerate(attached.policy.statements if attached.policy else []):
            if statement.effect == effect and _statement_matches(question, statement, attached):
                found.append((attached.name, index, effect))
    return found


def _statement_matches(question: Question, statement: document.Statement, attached: Attached) -> bool:
    caller, effect, owner = question.caller, statement.effect, attached.owner_uin
    if statement.principals is not None and not any(
            principals.matches(one, caller, attached.policy.kind, owner, effect) for one in statement.principals):
        return False
    if not any(names.action_matches(one, question.action, effect) for one in statement.actions):
        return False
    if statement.resources is not None and not any(
            _resource_matches(one, seen, effect, owner) for one in statement.resources for seen in _under_each_name(question)):
        return False
    return all(conditions.holds(one, effect, question.lookup, question.variables) for one in statement.clauses)


def _under_each_name(question: Question) -> list[Question]:
    if question.also_named is None or question.resource is names.NONE:
        return [question]
    return [question, replace(question, resource=question.also_named)]


def _resource_matches(pattern: names.ResourcePattern, question: Question, effect: str, policy_owner: str) -> bool:
    if pattern.is_any:
        covers("CAM-030")
        return True
    if question.resource is names.NONE:
        return effect == "deny" and _is_service_wide(pattern, question, policy_owner)
    if pattern.unreadable():
        covers("CAM-038")
        if effect == "allow":
            return False
    resource = question.resource
    return (_segment_fits(pattern.project, resource.project)
            and _segment_fits(pattern.service, resource.service)
            and _segment_fits(pattern.region, resource.region)
            and _account_fits(pattern.account, policy_owner, question.owner, resource.account, question.world)
            and _content_fits(pattern.content, question, effect))


def _is_service_wide(pattern: names.ResourcePattern, question: Question, policy_owner: str) -> bool:
    """CAM-072: does a deny on this pattern reach a request without a resource?"""
    content = pattern.content
    fits = (_segment_fits(pattern.project, "id/0")
            and _segment_fits(pattern.service, question.action[0])
            and pattern.region in ("", names.UNREADABLE)
            and _account_fits(pattern.account, policy_owner, question.caller.owner_uin, "", question.world)
            and (content is names.UNREADABLE or content.literals == ("*",)
                 or variables.values_of(content, question.variables) is None))
    if fits:
        covers("CAM-072/deny")
    return fits


def _segment_fits(pattern, found: str) -> bool:
    return pattern is names.UNREADABLE or pattern in ("", found)


def _account_fits(pattern, policy_owner: str, owner: str | None, found: str, world: World) -> bool:
    """CAM-036: compared as accounts; an APPID of no known account equals only itself."""
    if pattern is names.UNREADABLE or pattern == "*":
        return True
    if pattern.startswith("uid/"):
        account = world.account_of.get(pattern[4:])
        covers("CAM-036/uid")
        return account == owner if account else pattern == found
    account = pattern[4:] if pattern else policy_owner
    return account != "" and account == owner


def _content_fits(content, question: Question, effect: str) -> bool:
    if content is names.UNREADABLE:
        return effect == "deny"
    values = variables.values_of(content, question.variables)
    if values is None:
        return effect == "deny"
    if "*" in question.resource.content:
        covers("CAM-037")
    return glob.content_matches(variables.glob_pieces(content, values), question.resource.content)
