"""Answers of public sources in JSON: what they tell, or why nothing (RFC 8259, RFC 9110 §15)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from periplus.facts.capture import NoAnswer, body_of
from periplus.facts.content import decoded_content, read_head
from periplus.facts.selector import byte_range, load_json
from periplus.model import Evidence, Failure, Reading

_REFUSALS = {
    401: (Failure.UNAVAILABLE, "The source did not accept the key."),
    403: (Failure.UNAVAILABLE, "The source refused to answer."),
    404: (Failure.NOT_FOUND, "The source answered that it has nothing of the kind."),
    429: (Failure.RATE_LIMITED, "The source answered that it was asked too often."),
}
NOTHING = "The source answered without any value: it tells nothing, which is no zero."


def read_document(evidence: Evidence, read: Callable[[Any], Iterator[Reading]]) -> Iterator[Reading]:
    """What `read` finds in the JSON of an answer, whatever its shape; else a NoAnswer that says why."""
    if evidence.media_type != "message/http" or evidence.failure is not None:
        return
    body = body_of(evidence)
    why = _refusal(body)
    if why is None:
        try:
            found = list(read(load_json(decoded_content(body))))
        except ValueError:
            why = (Failure.PROTOCOL, "The answer is no JSON.")
        else:
            yield from found
            why = None if found else (Failure.NOT_FOUND, NOTHING)
    if why is not None:
        fact = NoAnswer(failure=why[0], source=evidence.source, detail=why[1])
        yield Reading(subject=evidence.target, fact=fact, selector=byte_range(0, len(body)))


def _refusal(body: bytes) -> tuple[Failure, str] | None:
    head = read_head(body)
    if head is None or head.status_code == 200:
        return None
    said = f"The source answered with status {head.status_code}."
    return _REFUSALS.get(head.status_code, (Failure.UNAVAILABLE, said))


def number(value: object) -> float | None:
    """A finite number that stands there as a number or as its text; no other value is one."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e15 else None  # NaN compares false


def text(value: object, longest: int = 300) -> str:
    """A text of bounded length; empty for what is none."""
    return value[:longest] if isinstance(value, str) else ""
