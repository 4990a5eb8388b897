"""Actions and resources as requests name them and as policies write patterns of them (CAM-020 to CAM-046)."""

import re
from dataclasses import dataclass

from tests.spec import glob, regions, variables
from tests.spec.rules import covers

SERVICE = re.compile(r"[a-z0-9_-]+")
ACTION_NAME = re.compile(r"[A-Za-z0-9_./-]+")
ACTION_GLOB = re.compile(r"[A-Za-z0-9_./*-]+")
DIGITS = re.compile(r"[0-9]+")
RESOURCE_BYTES_MAX = 4096


def is_digits(text: str) -> bool:
    return DIGITS.fullmatch(text) is not None


# --- Requests: everything is literal (CAM-037). ---


def read_action(text: str) -> tuple[str, str] | None:
    """Service and name of the one action a request asks for."""
    service, colon, name = text.removeprefix("name/").partition(":")
    if colon and SERVICE.fullmatch(service) and ACTION_NAME.fullmatch(name):
        return service, name
    covers("CAM-027")
    return None


@dataclass(frozen=True)
class Resource:
    project: str  # `id/N`
    service: str
    region: str  # canonical
    account: str  # as written: empty, `uin/N` or `uid/N`
    content: str


NONE = Resource("id/0", "", "", "", "*")  # the request names no resource


def read_resource(text: str) -> Resource | None:
    """None when it cannot be read."""
    if text == "*":
        return NONE
    segments = text.split(":", 5)
    if len(text.encode("utf-8", "surrogatepass")) > RESOURCE_BYTES_MAX or len(segments) < 6 or segments[0] != "qcs":
        covers("CAM-041")
        return None
    _, project, service, region, account, content = segments
    project_ok = project == "" or (project.startswith("id/") and is_digits(project[3:]))
    account_ok = account == "" or (account[:4] in ("uin/", "uid/") and is_digits(account[4:]))
    if not project_ok or not account_ok or content == "":
        covers("CAM-041")
        return None
    return Resource(project or "id/0", service, regions.canonical(region), account, content)


# --- Policies. ---


@dataclass(frozen=True)
class ActionPattern:
    service: str  # `*` for every service
    name: str  # a glob
    is_opaque: bool = False


def read_action_pattern(text: str) -> ActionPattern | None:
    """None when it is malformed."""
    if text.startswith(("permid/", "actionName/")):
        return ActionPattern("", "", is_opaque=True)
    rest = text.removeprefix("name/")
    if rest != text:
        covers("CAM-020")
    if rest == "*":
        return ActionPattern("*", "*")
    service, colon, name = rest.partition(":")
    if colon and (service == "*" or SERVICE.fullmatch(service)) and ACTION_GLOB.fullmatch(name):
        return ActionPattern(service, name)
    return None


def action_matches(pattern: ActionPattern, action: tuple[str, str], effect: str) -> bool:
    if pattern.is_opaque:
        covers("CAM-022")
        return effect == "deny"
    if pattern.service not in ("*", action[0]):
        return False
    if "*" in pattern.name:
        covers("CAM-023")
    covers("CAM-021")
    return glob.matches(pattern.name, action[1])


UNREADABLE = object()  # a segment without a meaning (CAM-038)


@dataclass(frozen=True)
class ResourcePattern:
    is_any: bool = False  # the bare `*`
    project: object = ""  # empty: every project
    service: object = ""  # empty: every service
    region: object = ""  # empty: every region; otherwise canonical
    account: object = ""  # empty: the owner of the policy; `*`, `uin/N`, `uid/N`
    content: object = None  # variables.Text

    def unreadable(self) -> bool:
        return UNREADABLE in (self.project, self.service, self.region, self.account, self.content)


def split_resource(text: str) -> list[str] | None:
    """The five segments after `qcs`, or None."""
    segments = text.split(":", 5)
    return segments[1:] if len(segments) == 6 and segments[0] == "qcs" else None


def read_project(segment: str) -> object:
    if segment in ("", "*", "id/*"):
        return ""
    if segment.startswith("id/") and is_digits(segment[3:]):
        covers("CAM-032")
        return segment
    return UNREADABLE


def read_service_or_region(segment: str) -> object:
    if segment == "*":
        return ""
    return UNREADABLE if "*" in segment or "${" in segment else segment


def read_account(segment: str) -> object:
    if segment == "uin/-1":
        return ""
    if segment in ("", "*") or (segment[:4] in ("uin/", "uid/") and is_digits(segment[4:])):
        return segment
    return UNREADABLE


def read_content(segment: str, service: object) -> object:
    text = variables.parse(segment)
    if text.has_unknown:
        covers("CAM-054")
        return UNREADABLE
    if text.names and service == "cos":
        return UNREADABLE
    return text


def read_resource_pattern(text: str) -> ResourcePattern | None:
    """As a stored document is read; None when it makes the document unreadable."""
    if text == "*":
        return ResourcePattern(is_any=True)
    segments = split_resource(text)
    if segments is None or segments[4] == "":
        return None
    project, service, region, account, content = segments
    region_read = read_service_or_region(region)
    return ResourcePattern(
        project=read_project(project),
        service=read_service_or_region(service),
        region=regions.canonical(region_read) if isinstance(region_read, str) else region_read,
        account=read_account(account),
        content=read_content(content, service),
    )
