"""What a capture says by its media type, and what one without an answer says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from periplus.facts import dns, http, tls
from periplus.facts.selector import byte_range
from periplus.model import Evidence, Fact, Failure, Reading, Subject, SubjectKind

MAX_BODY_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer(Fact):
    """A request that brought no answer, or not a whole one."""

    failure: Failure
    source: str
    detail: str  # one sentence


def read_failure(evidence: Evidence) -> Reading:
    """The failure of a capture, about its target. ValueError when it did not fail."""
    if evidence.failure is None:
        raise ValueError(f"{evidence.source} was answered")
    body = body_of(evidence)
    told = evidence.media_type == "text/plain" and body
    sentence = body.decode(errors="replace").strip() if told else ""
    fact = NoAnswer(
        failure=evidence.failure,
        source=evidence.source,
        detail=sentence or f"The request ended with {evidence.failure.value}.",
    )
    return Reading(subject=evidence.target, fact=fact, selector=byte_range(0, len(body)))


def read_protocol(evidence: Evidence) -> Iterator[Reading]:
    """The facts of a DNS message, an HTTP response or a TLS handshake; nothing of other captures."""
    body = body_of(evidence)
    match evidence.media_type:
        case "application/dns-message":
            yield from dns.read_message(body)
        case "message/http":
            yield from http.read_response(body, url=evidence.source, at=evidence.captured_at)
        # Without a proven key the chain is only what somebody sent.
        case "application/vnd.periplus.tls-handshake" if evidence.failure is None:
            yield from tls.read_handshake(body)


def name_servers_in(evidence: Evidence) -> list[str]:
    """The hosts that the NS records of a DNS answer name, in their order."""
    facts = (reading.fact for reading in read_protocol(evidence))
    return [
        fact.data
        for fact in facts
        if isinstance(fact, dns.DnsRecord) and (fact.rdtype, fact.section) == ("NS", "answer")
    ]


def addresses_in(evidence: Evidence) -> list[str]:
    """The addresses that a DNS answer tells, in its order; none of a failed one."""
    return [] if evidence.failure else list(dns.addresses_in(body_of(evidence)))


def about_asked(evidence: Evidence, readings: Iterable[Reading]) -> Iterator[Reading]:
    """Readings of our own packets, about the address that was asked for; none of another time.

    A laboratory serves an address elsewhere, and nothing else was listened to.
    """
    asked = (evidence.asked or "").rpartition(":")[0].strip("[]")
    if not asked:
        return
    about = Subject(kind=SubjectKind.ADDRESS, key=asked)
    for reading in readings:
        if reading.observed_at is not None and reading.observed_at <= evidence.captured_at:
            yield replace(reading, subject=about)


def body_of(evidence: Evidence) -> bytes:
    """The body, at most 8 MiB of it; empty when it was forgotten."""
    try:
        return evidence.body.read(MAX_BODY_BYTES)
    except OSError:
        return b""
