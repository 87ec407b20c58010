"""Names of a zone that certificates carry: the site's own, and those in transparency logs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.ct import LoggedCertificate, LogSearch
from periplus.facts.dns import DnsAnswer
from periplus.facts.tls import Certificate
from periplus.measures.dns_answers import zones_asked
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables

VERSION = 1
READS = (LoggedCertificate, LogSearch, Certificate, DnsAnswer)
WRITES = ("zone.name",)
RULE = f"zone_names@{VERSION}"

_MOST_NAMES = 500


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per name, and one sign per way by which it came; and that logs were not searched."""
    searched = {one.subject.key for one in observations if isinstance(one.fact, LogSearch)}
    for zone in zones_asked(observations, "TXT"):
        found: dict[tuple[str, Basis], list[Observation]] = defaultdict(list)
        for seen in observations:
            for name in _carried(seen):
                if name == zone or name.endswith(f".{zone}"):
                    found[name, seen.basis].append(seen)
        for (name, basis), carriers in list(found.items())[:_MOST_NAMES]:
            yield _sign(zone, name, basis, carriers)
        if zone not in searched:
            yield _unsearched(zone, observations)


def _unsearched(zone: str, observations: Sequence[Observation]) -> Sign:
    looked = next(one for one in observations if _asks(one, zone))
    return Sign.on(
        looked,
        subject=Subject(kind=SubjectKind.ZONE, key=zone),
        predicate="zone.name",
        value=None,
        layer=Layer.NAMING,
        channel="ct-log",
        reason=(
            "No search of certificate-transparency logs was answered (the setting ct_search names one), "
            "so names in other certificates are not here."
        ),
        rule=RULE,
    )


def _asks(seen: Observation, zone: str) -> bool:
    fact = seen.fact
    return isinstance(fact, DnsAnswer) and (fact.name, fact.rdtype) == (zone, "TXT")


def _carried(seen: Observation) -> Sequence[str]:
    match seen.fact:
        case LoggedCertificate(names=names):
            return names
        case Certificate(position=0, names=names):
            return names
    return ()


def _sign(zone: str, name: str, basis: Basis, carriers: Sequence[Observation]) -> Sign:
    logged = [one.fact for one in carriers if isinstance(one.fact, LoggedCertificate)]
    how = "the certificate of a server that was visited"
    if logged:
        last = max(one.not_after for one in logged)[:10]
        how = f"{len(logged)} logged certificate{'s' if len(logged) > 1 else ''}, the last until {last}"
    return Sign(
        subject=Subject(kind=SubjectKind.ZONE, key=zone),
        predicate="zone.name",
        value=name,
        layer=Layer.NAMING,
        channel="ct-log" if logged else "tls",
        basis=basis,
        observed_at=min(one.observed_at for one in carriers),
        support=tuple(dict.fromkeys(one.id for one in carriers))[:20],
        reason=f"The name {name} stands in {how}.",
        rule=RULE,
    )
