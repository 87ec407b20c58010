"""Redacted derivatives of bodies: natural persons out, roles and organisations in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from periplus.model import Evidence, Sensitivity
from periplus.store import persons, registration

Span: TypeAlias = tuple[int, int]
"""First byte and the byte after the last, in the original."""

RULES = "redaction@2"
WITHHELD = b"[withheld]"
_FIELDS_TELL = ("text/whois", "application/dns-message", "application/vnd.periplus.tls-handshake")


def redact(body: bytes, media_type: str) -> tuple[bytes, list[Span]]:
    """A body without mail addresses, numbers and names of natural persons; and what was cut.

    WHOIS and RDAP are read field by field; in all other text mail addresses and international
    numbers go. A content coding that hides the text (gzip …) hides it from us too: then the whole
    content is withheld. DNS messages pass unaltered. Never raises.
    """
    spans = _merged(_spans(body, _plain_type(media_type)), len(body))
    return apply(body, spans), spans


def _plain_type(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def apply(body: bytes, spans: Iterable[Span]) -> bytes:
    """The body with each span replaced by the mark; spans in order, not touching."""
    parts, last = [], 0
    for start, end in spans:
        parts += [body[last:start], WITHHELD]
        last = end
    return b"".join([*parts, body[last:]])


def cover(body: bytes, spans: Iterable[Span]) -> bytes:
    """The body with each span covered to its length: every other byte stays where it was.

    So a selector into the original also selects in what is handed on, and lengths that the body
    states (RFC 9112 Content-Length, DER) stay true.
    """
    parts, last = [], 0
    for start, end in spans:
        parts += [body[last:start], _cover(end - start)]
        last = end
    return b"".join([*parts, body[last:]])


def _cover(length: int) -> bytes:
    if length < len(WITHHELD):
        return b"*" * length
    return WITHHELD[:-1].ljust(length - 1, b".") + WITHHELD[-1:]


def names_persons(evidence: Evidence) -> bool:
    """Whether it may name persons where we cannot tell: a document, not a register's fields."""
    if evidence.sensitivity is not Sensitivity.PERSONAL or evidence.media_type in _FIELDS_TELL:
        return False
    try:
        return b"application/rdap+json" not in evidence.body.read(4096)
    except FileNotFoundError:
        return True


def export(body: bytes, captures: Sequence[Evidence]) -> tuple[bytes, dict[str, Any]]:
    """The derivative of a body to hand on, and its redaction record: JSON values only.

    `captures` are those that brought it: what one of them makes personal is covered. A document
    of which nobody can tell whom it names is covered whole, but for the head of its message.
    """
    spans = _merged((span for one in captures for span in _personal(body, one)), len(body))
    derivative = cover(body, spans)
    return derivative, {
        "original": hashlib.sha256(body).hexdigest(),
        "original_bytes": len(body),
        "derivative": hashlib.sha256(derivative).hexdigest(),
        "rules": RULES,
        "spans": [list(span) for span in spans],
    }


def _personal(body: bytes, evidence: Evidence) -> Iterable[Span]:
    yield from _spans(body, _plain_type(evidence.media_type))
    if names_persons(evidence):
        head, mark, _ = body.partition(b"\r\n\r\n")
        is_message = evidence.media_type == "message/http"
        yield (len(head) + len(mark) if is_message else 0, len(body))


def verify_redaction(record: object, derivative: bytes, original_digest: str) -> list[str]:
    """What does not fit between a record, a derivative and the original's digest; [] when all does.

    The original is not needed: covers must lie exactly where the record says.
    """
    if not isinstance(record, dict):
        return ["The redaction record is none of ours."]
    problems = []
    if record.get("original") != original_digest:
        problems.append("The redaction record is about another original.")
    if record.get("derivative") != hashlib.sha256(derivative).hexdigest():
        problems.append("The derivative is not the one that the redaction record describes.")
    if record.get("rules") != RULES:
        problems.append("The redaction record follows rules that this version does not know.")
    spans = record.get("spans")
    if record.get("original_bytes") != len(derivative) or not _covered(spans, derivative):
        problems.append("The spans of the redaction record do not fit the derivative.")
    return problems


def _covered(spans: object, derivative: bytes) -> bool:
    if not isinstance(spans, list | tuple):
        return False
    last = 0
    for span in spans:
        if not _is_span(span) or not last <= span[0] < span[1] <= len(derivative):
            return False
        last = span[1]
    return cover(derivative, spans) == derivative


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
