"""Versions, suites and groups of TLS that a site's server agrees to, PROBE only (RFC 8446 §4.1.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from periplus.facts.capture import body_of, read_protocol
from periplus.facts.tls_hello import MEDIA_TYPE, TlsAnswer, read_answer
from periplus.facts.tls_registry import GROUPS, VERSIONS, suites_of
from periplus.model import (
    Ask,
    Contact,
    Evidence,
    Failure,
    Reading,
    Relation,
    Subject,
    SubjectKind,
    TlsOffer,
)

VERSION = 1
CONTACT = Contact.PROBE
ACCEPTS: Mapping[SubjectKind, frozenset[Relation]] = {
    SubjectKind.SITE: frozenset({Relation.ASKED}),
}
MAX_HELLOS = 100  # of one run at one endpoint, one connection each
_SILENT = {Failure.IO_TIMEOUT, Failure.CONNECTION_TIMEOUT, Failure.CONNECTION_REFUSED}


@dataclass(slots=True)
class _Asking:
    """The endpoint, and how many hellos may still be sent to it."""

    ask: Ask
    host: str
    address: str
    port: int
    left: int = MAX_HELLOS
    ended: bool = field(default=False)

    async def choice(self, offer: TlsOffer) -> TlsAnswer | None:
        """What the server chose; None when it chose nothing, or no more is to be asked."""
        if self.ended or not self.left or not offer.suites:
            return None
        self.left -= 1
        evidence = await self.ask.hello(
            host=self.host, address=self.address, port=self.port, offer=offer
        )
        # Refused by the scope, or nobody there: to ask on would tell nothing more.
        self.ended = evidence.dialled is None or evidence.failure in _SILENT
        facts = [reading.fact for reading in parse(evidence)]
        return next((f for f in facts if isinstance(f, TlsAnswer) and f.suite is not None), None)


async def fetch(subject: Subject, ask: Ask) -> None:
    """Of an https site at its first address: each version, the suites of each, and the groups."""
    parts = urlsplit(subject.key)
    if parts.scheme != "https" or not parts.hostname:
        return
    for address in (await ask.resolve(parts.hostname))[:1]:
        asking = _Asking(ask, parts.hostname, address, parts.port or 443)
        agreed = {version: await _suites(asking, version) for version in VERSIONS}
        newest = next((version for version, suites in agreed.items() if suites), None)
        if newest is not None:
            await _groups(asking, newest, agreed[newest])


async def _suites(asking: _Asking, version: int) -> tuple[int, ...]:
    """The suites that the server takes, each left out of the next offer; at last their reverse."""
    left, agreed = list(suites_of(version)), []
    while chosen := await asking.choice(_offer(version, left)):
        if chosen.version != VERSIONS[version] or chosen.suite not in left:
            break  # it answers with another version: this one is not agreed to
        left.remove(chosen.suite)
        agreed.append(chosen.suite)
    if len(agreed) > 1:
        for order in (agreed, agreed[::-1]):
            await asking.choice(_offer(version, order))
    return tuple(agreed)


async def _groups(asking: _Asking, version: int, suites: Sequence[int]) -> None:
    left = list(GROUPS)
    while left and (chosen := await asking.choice(_offer(version, suites, left))):
        if chosen.group not in left:
            break
        left.remove(chosen.group)


def _offer(version: int, suites: Sequence[int], groups: Sequence[int] = tuple(GROUPS)) -> TlsOffer:
    return TlsOffer(version=version, suites=tuple(suites), groups=tuple(groups))


def parse(evidence: Evidence) -> Iterator[Reading]:
    """What the server made of a hello, or the look-up that led to it."""
    if evidence.media_type == MEDIA_TYPE:
        yield from read_answer(evidence.request, body_of(evidence), evidence.source)
    else:
        yield from read_protocol(evidence)
