"""Who may assume a role (CAM-095, CAM-222): the caller's side and the role's, and questions about it.

A question is a request line whose one resource is the role. With the action sts:AssumeRoleWithWebIdentity the principal is
written as a service by the name of the identity provider that vouches for somebody.
"""

import json

from tests.spec import authorizer, document, generate, names, strict_json
from tests.spec.authorizer import Decision
from tests.spec.world import Attached, Caller, Request, World, read_request

WEB_IDENTITY = "sts:AssumeRoleWithWebIdentity"
PROVIDERS = [f"qcs::cam::uin/{generate.A}:oidc-provider/login", f"qcs::cam::uin/{generate.A}:saml-provider/idp"]


def decide_line(world: World, line: str) -> Decision:
    request = read_request(strict_json.read(line))
    _, _, _, _, account, content = request.resources[0].split(":", 5)
    role = content.partition("/")[2]
    if request.action == WEB_IDENTITY and "service" in request.principal:
        return _role_side(world, request, Caller("anonymous", federated=request.principal["service"]), role, account[4:])
    return assume(world, request, role, account[4:])


def assume(world: World, request: Request, role: str, account: str) -> Decision:
    """CAM-095: both sides; of a service the role's alone."""
    caller = world.caller(request.principal)
    if caller is None:
        return Decision("deny", "unknown_principal")
    found = world.role(role, account)
    by_name = f"qcs::cam::uin/{account}:roleName/{found['name'] if found else role}"
    by_id = f"qcs::cam::uin/{account}:role/{found['id']}" if found else ""
    asked = Request(request.principal, "sts:AssumeRole", [by_name], request.context)
    own = Decision("allow", "allowed")
    if caller.kind != "service":
        own = authorizer.decide(world, asked, by_id)
    if own.decision == "deny":
        return own
    other = _role_side(world, asked, caller, role, account)
    return other if other.decision == "deny" else Decision("allow", own.reason, own.statements + other.statements)


def _role_side(world: World, request: Request, caller: Caller, role: str, account: str) -> Decision:
    action, resource = names.read_action(request.action), names.read_resource(request.resources[0])
    if action is None or resource is None:
        return Decision("deny", "invalid_request")
    found = world.role(role, account)
    if found is None:
        return Decision("deny", "trust_policy")
    trust = Attached("trust", document.read(found["trust"], "trust"), account)
    if trust.policy is None:
        return Decision("deny", "unreadable_policy")
    question = authorizer.question_about(world, request, caller, action, resource)
    allows, denies = authorizer.trust_statements(question, trust)
    return Decision("allow", "allowed", allows) if allows and not denies else Decision("deny", "trust_policy", denies)


# --- Questions. ---


def _trust_document(generator: generate.Generator):
    """A trust policy that is most often about the right action."""
    if generator.chance(0.06):
        return "{"
    statements = []
    for _ in range(generator.random.randint(1, 3)):
        one = generator.statement(generator.targets, "resource")
        del one["resource"]
        one["action"] = generator.pick(["name/sts:AssumeRole", "sts:AssumeRole", "sts:*", "*", WEB_IDENTITY, "sts:Get*"])
        if generator.chance(0.5):
            one["principal"] = generator.pick(["*", {"qcs": f"qcs::cam::uin/{generate.A}:root"}, {"federated": PROVIDERS[:1]},
                                               {"federated": PROVIDERS}, {"qcs": f"qcs::cam::uin/{generate.B}:root"}])
        if generator.chance(0.6):
            one.pop("condition", None)
        statements.append(one)
    return {"version": "2.0", "statement": statements}


def _policy_about_roles(generator: generate.Generator):
    """For the caller's side, under either name of a role."""
    role, name = generate.ROLES[generate.A]
    resources = ["*", f"qcs::cam::uin/{generate.A}:roleName/{name}", f"qcs::cam::uin/{generate.A}:role/{role}",
                 f"qcs::cam::uin/{generate.A}:role*", f"qcs::cam:::roleName/{name}", f"qcs::cam:::role/{role[:5]}*"]
    return {"version": "2.0", "statement": [
        {"effect": generator.pick(["allow", "allow", "deny"]), "action": generator.pick(["sts:AssumeRole", "sts:*"]),
         "resource": generator.pick(resources)} for _ in range(generator.random.randint(1, 2))]}


def questions(seed: int, count: int) -> tuple[dict, list[str]]:
    """A world with roles worth assuming, and lines about them."""
    generator = generate.Generator(seed)
    world = generator.world()
    for one in world["roles"]:
        one["trust"] = _trust_document(generator)
    for one in world["policies"]:
        if generator.chance(0.7):
            one["document"] = _policy_about_roles(generator)
    lines = []
    for _ in range(count):
        account = generator.pick([generate.A, generate.A, generate.B])
        role, name = generate.ROLES[account]
        content = generator.pick([f"roleName/{name}", f"role/{role}", "roleName/nobody"] if generator.chance(0.2)
                                 else [f"roleName/{name}", f"role/{role}"])
        is_federated = generator.chance(0.3)
        lines.append(json.dumps({
            "principal": {"service": generator.pick(PROVIDERS)} if is_federated else generator.principal(),
            "action": WEB_IDENTITY if is_federated else "sts:AssumeRole",
            "resource": f"qcs::cam::uin/{account}:{content}", "context": generator.context()}))
    return world, lines
