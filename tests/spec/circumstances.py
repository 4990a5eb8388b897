"""What a condition key is worth in one request for one resource (CAM-047 to CAM-049, CAM-062, CAM-073)."""

from tests.spec.rules import covers

TWINS = {"qcs:tag": "qcs:resource_tag", "qcs:resource_tag": "qcs:tag", "mfa": "qcs:mfa", "qcs:mfa": "mfa"}


class Circumstances:
    def __init__(self, context: dict[str, list[str]], variables: dict[str, str], supports_ip_condition: bool,
                 tags: dict[str, str] | None):
        self._context = context
        self._variables = variables  # values of the policy variables
        self._supports_ip_condition = supports_ip_condition
        self._tags = tags  # of the resource, when they are known

    def values(self, key: str) -> list[str] | None:
        """None when the key is absent; never empty."""
        return self._find(key) or None

    def _find(self, key: str) -> list[str] | None:
        if key in ("qcs:uin", "qcs:owner_uin"):
            covers("CAM-049/uin")
            value = self._variables.get(key.removeprefix("qcs:"), "")
            return [value] if value else None
        if key in ("mfa", "qcs:mfa"):
            covers("CAM-049/mfa")
            return self._given(key) or ["0"]
        if key == "qcs:ip" and not self._supports_ip_condition:
            covers("CAM-073")
            return None
        base, slash, tag = key.partition("/")
        if base in ("qcs:tag", "qcs:resource_tag"):
            return self._tag(base, tag, slash != "", self._tags)
        if base == "qcs:request_tag":
            return self._tag(base, tag, slash != "", None)
        return self._given(key)

    def _given(self, key: str) -> list[str] | None:
        """What the context says; an empty list is nothing; twins serve for each other."""
        for name in (key, TWINS.get(key, key)):
            if self._context.get(name):
                if name != key:
                    covers("CAM-048/alias")
                return self._context[name]
            if name in self._context:
                covers("CAM-062")
        return None

    def _tag(self, base: str, tag: str, is_derived: bool, known: dict[str, str] | None) -> list[str] | None:
        joined = self._given(base)
        if known is not None:
            covers("CAM-047")
            joined = [f"{name}&{value}" for name, value in sorted(known.items())]
        if not is_derived:
            return joined
        covers("CAM-048/derived")
        if joined is not None:
            pairs = [text.partition("&") for text in joined]
            return [value for name, _, value in pairs if name == tag]
        twin = TWINS.get(base, base)
        return self._context.get(f"{base}/{tag}") or self._context.get(f"{twin}/{tag}")
