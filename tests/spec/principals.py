"""Whom a trust or resource policy names (CAM-110 to CAM-116)."""

import re
from dataclasses import dataclass

from tests.spec.rules import covers

NAME = r"(?!.*(?:\*|\$\{))(.+)"  # no wildcard, no variable; nothing else is fixed
FORMS = [
    ("everyone", re.compile(r"qcs::cam::(?:anyone:anyone|anonymous:anonymous)")),
    ("account", re.compile(r"qcs::cam::uin/([0-9]+):root")),
    ("user", re.compile(r"qcs::cam::uin/([0-9]+):uin/([0-9]+)")),
    ("group", re.compile(r"qcs::cam::uin/([0-9]+):groupid/([0-9]+)")),
    ("role", re.compile(rf"qcs::cam::uin/([0-9]+):(?:roleName|role)/{NAME}", re.DOTALL)),
    ("cloud_service", re.compile(rf"qcs::cam::uin/([0-9]+):service/{NAME}", re.DOTALL)),
]
FEDERATED = re.compile(rf"qcs::cam::uin/([0-9]+):(?:saml-provider|oidc-provider)/{NAME}", re.DOTALL)


@dataclass(frozen=True)
class Principal:
    form: str
    account: str = ""
    id: str = ""


def read(member: str, text: str) -> Principal:
    """The form `unknown` when it is malformed."""
    if member == "service":
        return Principal("service", id=text)
    if member == "federated":
        return Principal("federated", id=text) if FEDERATED.fullmatch(text) else Principal("unknown")
    for form, expression in FORMS:
        match = expression.fullmatch(text)
        if match is None:
            continue
        account, name = (*match.groups(), "", "")[:2]
        if form == "user" and name == account:
            return Principal("account", account)
        return Principal(form, account, name)
    return Principal("unknown")


def matches(pattern: Principal, caller, kind: str, policy_owner: str, effect: str) -> bool:
    """Does the pattern of a document of this kind and owner reach the caller (world.Caller)?"""
    covers(f"CAM-111/{pattern.form}")
    same_account = caller.owner_uin != "" and pattern.account == caller.owner_uin
    match pattern.form:
        case "everyone":
            return True
        case "unknown":
            return effect == "deny"
        case "account":
            covers("CAM-112")
            only_root = kind == "resource" and pattern.account == policy_owner
            return same_account and (caller.kind == "root" or not only_root)
        case "user":
            return caller.kind == "user" and same_account and caller.uin == pattern.id
        case "group":
            return caller.kind == "user" and same_account and pattern.id in caller.group_ids
        case "role":
            return caller.kind == "role" and same_account and pattern.id in (caller.name, caller.uin)
        case "cloud_service":
            names = (pattern.id, f"{pattern.id}.qcloud.com", f"{pattern.id}.cloud.tencent.com")
            return caller.kind == "service" and caller.name in names
        case "service":
            return caller.kind == "service" and caller.name == pattern.id
        case "federated":
            return caller.federated != "" and caller.federated == pattern.id
    raise AssertionError(pattern.form)
