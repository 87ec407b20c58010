"""The policy file of strict transport for mail, where a zone announces one (MTA-STS, RFC 8461 §3.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.content import decoded_content, read_head
from periplus.facts.dns import DnsRecord, read_message
from periplus.facts.mta_sts import MAX_BYTES, read_policy
from periplus.facts.selector import content_range
from periplus.model import Ask, Contact, Evidence, Reading, Relation, Subject, SubjectKind

VERSION = 1
CONTACT = Contact.VISIT
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.ZONE: frozenset({Relation.ASKED, Relation.ZONE_OF}),
}
_ANNOUNCED = re.compile(r"v=STSv1\s*(?:;|$)")


async def fetch(subject: Subject, ask: Ask) -> None:
    """The file, if the zone announces one; redirects are not followed (RFC 8461 §3.3)."""
    announced = await ask.dns(name=f"_mta-sts.{subject.key}", rdtype="TXT")
    facts = [reading.fact for reading in read_message(body_of(announced))]
    if any(isinstance(one, DnsRecord) and _ANNOUNCED.match(one.data) for one in facts):
        await ask.http(url=f"https://mta-sts.{subject.key}/.well-known/mta-sts.txt", accept="text/plain")


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What announces it; of the file only the policy, and nothing of its server."""
    if evidence.media_type != "message/http":
        yield from read_protocol(evidence)
        return
    zone = _zone(evidence.source)
    body = body_of(evidence)
    head = read_head(body)
    if zone is None or head is None or head.status_code != 200 or evidence.failure is not None:
        return
    content = decoded_content(body)[:MAX_BYTES]
    yield Reading(subject=zone, fact=read_policy(content), selector=content_range(0, len(content)))


def _zone(source: str) -> Subject | None:
    try:
        host = urlsplit(source).hostname or ""
        return Subject(kind=SubjectKind.ZONE, key=host.removeprefix("mta-sts."))
    except ValueError:
        return None
