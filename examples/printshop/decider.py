"""May they? Asks OpenCAM over its decision API, with nothing but Python's standard library.

    decider = Decider("http://127.0.0.1:8226", secret_id, secret_key)
    answer = decider.may("ann", "printshop:CancelOrder", {"type": "printshop:order", "id": "order-7"}, creator="100000000101")
    if not answer.is_allowed: refuse(answer.decision_id)

Whatever goes wrong is a refusal: no answer, a late answer, an answer that is not understood.
"""

import dataclasses
import http.client
import json
import urllib.request

# OpenCAM decides at most so many in one request.
EVALUATIONS_MAX = 1000


@dataclasses.dataclass(frozen=True)
class Answer:
    is_allowed: bool
    decision_id: str = ""  # an administrator finds the denial under it
    reason: str = ""


class Decider:
    """`secret_id` and `secret_key` belong to a user who may do cam:EvaluateAccess and nothing else."""

    def __init__(self, url, secret_id, secret_key, timeout_s=2.0):
        self._url, self._bearer, self._timeout_s = url.rstrip("/"), f"Bearer {secret_id}:{secret_key}", timeout_s

    def may(self, subject, action, resource, creator=None, context=None, request_tags=None, kind="user"):
        """One decision. `resource` is {"type", "id"} with {"properties": {"tags": {...}}} when it has tags."""
        asked = {
            "subject": {"type": kind, "id": subject},
            "action": {"name": action, "properties": {"request_tag": request_tags} if request_tags else {}},
            "resource": resource,
            "context": _context(context, creator),
        }
        return _answer(self._post("/access/v1/evaluation", asked))

    def which(self, subject, action, resources, context=None):
        """A decision for each pair of resource and creator, in their order."""
        answers = []
        for start in range(0, len(resources), EVALUATIONS_MAX):
            page = resources[start : start + EVALUATIONS_MAX]
            asked = {
                "subject": {"type": "user", "id": subject},
                "action": {"name": action},
                "evaluations": [{"resource": one, "context": _context(context, creator)} for one, creator in page],
            }
            given = self._post("/access/v1/evaluations", asked).get("evaluations")
            if not isinstance(given, list) or len(given) != len(page):
                given = [{}] * len(page)
            answers += [_answer(one) for one in given]
        return answers

    def _post(self, path, body):
        request = urllib.request.Request(
            self._url + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": self._bearer},
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_s) as reply:
                answer = json.load(reply)
        except (OSError, ValueError, RecursionError, http.client.HTTPException):
            return {}
        return answer if isinstance(answer, dict) else {}


def _context(context, creator):
    """What holds for this request, and for one resource in it: who made it."""
    return {**(context or {}), **({"qcs:create_uin": creator} if creator else {})}


def _answer(given):
    if not isinstance(given, dict):
        return Answer(False)
    context = given.get("context") if isinstance(given.get("context"), dict) else {}
    return Answer(given.get("decision") is True, str(context.get("decision_id", "")), str(context.get("reason", "")))
