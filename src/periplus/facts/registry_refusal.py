"""Registries' answers without an object: none such, or asked too often (RFC 7480 §5.3, §5.5)."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import NoAnswer, body_of
from periplus.facts.content import read_head
from periplus.facts.domain_whois import answer_kind
from periplus.facts.selector import byte_range
from periplus.model import Evidence, Failure, Reading

_STATUS = {404: Failure.NOT_FOUND, 429: Failure.RATE_LIMITED}
_KINDS = {"not-found": Failure.NOT_FOUND, "rate-limited": Failure.RATE_LIMITED}
_DETAILS = {
    Failure.NOT_FOUND: "The registry answered that it has no such object.",
    Failure.RATE_LIMITED: "The registry answered that it was asked too often.",
}


def read_refusal(evidence: Evidence) -> Iterator[Reading]:
    """A NoAnswer about the target, where RDAP or WHOIS answered without an object."""
    failure = refusal(evidence)
    if failure is not None:
        fact = NoAnswer(failure=failure, source=evidence.source, detail=_DETAILS[failure])
        size = len(body_of(evidence))
        yield Reading(subject=evidence.target, fact=fact, selector=byte_range(0, size))


def refusal(evidence: Evidence) -> Failure | None:
    """NOT_FOUND, RATE_LIMITED, or None when the answer is neither."""
    body = body_of(evidence)
    match evidence.media_type:
        case "message/http":
            head = read_head(body)
            return _STATUS.get(head.status_code) if head else None
        case "text/whois":
            return _KINDS.get(answer_kind(body))
    return None
