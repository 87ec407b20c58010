"""Questions and answers as observations, for what is judged of names."""

from __future__ import annotations

from datetime import UTC, datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answer, Answers
from periplus.model import Basis, Fact, Observation, Subject, SubjectKind

AT = datetime(2024, 6, 1, tzinfo=UTC)


def asked(
    name: str,
    rdtype: str,
    *data: str,
    rcode: str = "NOERROR",
    zone: str | None = None,
    target: str = "example.org",
    authenticated: bool = False,
    at: datetime = AT,
) -> list[Observation]:
    """One answered question: header, records, and the SOA of the zone that says no."""
    header = DnsAnswer(
        name=name,
        rdtype=rdtype,
        rcode=rcode,
        authoritative=False,
        authenticated=authenticated,
        truncated=False,
        answers=len(data),
    )
    facts: list[Fact] = [header, *(record(name, rdtype, one) for one in data)]
    if zone is not None:
        facts.append(record(zone, "SOA", "ns.invalid host.invalid 1 2 3 4 5", section="authority"))
    evidence = f"{name} {rdtype} {at.isoformat()}"
    return [
        Observation(
            id=f"{evidence} {fact!r}",
            target=Subject(kind=SubjectKind.ZONE, key=target),
            subject=Subject(kind=SubjectKind.ZONE, key=name),
            fact=fact,
            observed_at=at,
            evidence=evidence,
            selector="bytes=0-1",
            basis=Basis.WITNESSED,
            collector="test@1",
        )
        for fact in facts
    ]


def record(name: str, rdtype: str, data: str, *, section: str = "answer") -> DnsRecord:
    return DnsRecord(name=name, rdtype=rdtype, ttl_s=60, data=data, section=section, authoritative=False)


def texts(**policies: str) -> Answers:
    """TXT answers by domain; `_` in a keyword stands for a dot."""
    return {
        (name.replace("_", "."), "TXT"): Answer(rcode="NOERROR", records=(text,))
        for name, text in policies.items()
    }
