"""Redacted derivatives of bodies: natural persons out, roles and organisations in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from periplus.store import persons, registration

Span: TypeAlias = tuple[int, int]
"""First byte and the byte after the last, in the original."""

RULES = "redaction@1"
WITHHELD = b"[withheld]"


def redact(body: bytes, media_type: str) -> tuple[bytes, list[Span]]:
    """A body without mail addresses, numbers and names of natural persons; and what was cut.

    WHOIS and RDAP are read field by field; in all other text mail addresses and international
    numbers go. A content coding that hides the text (gzip …) hides it from us too: then the whole
    content is withheld. DNS messages pass unaltered. Never raises.
    """
    spans = _merged(_spans(body, media_type.partition(";")[0].strip().lower()), len(body))
    return apply(body, spans), spans


def apply(body: bytes, spans: Iterable[Span]) -> bytes:
    """The body with each span replaced by the mark; spans in order, not touching."""
    parts, last = [], 0
    for start, end in spans:
        parts += [body[last:start], WITHHELD]
        last = end
    return b"".join([*parts, body[last:]])


def export(body: bytes, media_type: str) -> tuple[bytes, dict[str, Any]]:
    """The derivative and its redaction record: JSON values only."""
    derivative, spans = redact(body, media_type)
    return derivative, {
        "original": hashlib.sha256(body).hexdigest(),
        "original_bytes": len(body),
        "derivative": hashlib.sha256(derivative).hexdigest(),
        "media_type": media_type,
        "rules": RULES,
        "spans": [list(span) for span in spans],
    }


def verify_redaction(record: dict[str, Any], derivative: bytes, original_digest: str) -> list[str]:
    """What does not fit between a record, a derivative and the original's digest; [] when all does.

    The original is not needed: the marks must stand exactly where the record says, and the lengths
    must add up.
    """
    problems = []
    if record.get("original") != original_digest:
        problems.append("The redaction record is about another original.")
    if record.get("derivative") != hashlib.sha256(derivative).hexdigest():
        problems.append("The derivative is not the one that the redaction record describes.")
    if record.get("rules") != RULES:
        problems.append("The redaction record follows rules that this version does not know.")
    if not _marks_fit(record.get("spans"), record.get("original_bytes"), derivative):
        problems.append("The spans of the redaction record do not fit the derivative.")
    return problems


def _marks_fit(spans: object, original_bytes: object, derivative: bytes) -> bool:
    if not isinstance(spans, list | tuple) or not isinstance(original_bytes, int):
        return False
    last = shift = 0
    for span in spans:
        if not _is_span(span) or not last <= span[0] < span[1] <= original_bytes:
            return False
        last = span[1]
        start = span[0] + shift
        if derivative[start : start + len(WITHHELD)] != WITHHELD:
            return False
        shift += len(WITHHELD) - (span[1] - span[0])
    return len(derivative) == original_bytes + shift


def _is_span(span: object) -> bool:
    return (
        isinstance(span, list | tuple) and len(span) == 2 and all(isinstance(edge, int) for edge in span)
    )


def _spans(body: bytes, media_type: str) -> Iterable[Span]:
    match media_type:
        case "application/dns-message":
            return ()
        case "text/whois":
            return registration.whois_spans(body)
        case "message/http":
            return registration.http_spans(body)
        case _ if media_type.endswith("json"):
            return registration.rdap_spans(body)
        case _ if media_type.startswith("text/"):
            return (*persons.mail_spans(body), *persons.number_spans(body))
        case _:
            return persons.plain_mail_spans(body)


def _merged(spans: Iterable[Span], length: int) -> list[Span]:
    # Touching spans become one, so that no two marks stand side by side for one thing.
    merged: list[Span] = []
    for start, end in _ordered(spans):
        first, last = max(start, 0), min(end, length)
        if first >= last:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _ordered(spans: Iterable[Span]) -> Sequence[Span]:
    return sorted(spans)
