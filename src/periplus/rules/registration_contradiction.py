"""Where RDAP, WHOIS and the zone itself differ about a domain (RFC 9083 §5.3; RFC 1034 §4.2.2)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables

VERSION = 1
READS = (DnsAnswer, DnsRecord, RegistryAttribute, RegistryNameServer)
WRITES = ("zone.registration_contradiction",)
RULE = f"registration_contradiction@{VERSION}"

_SINGLE = {
    "registrar": "registrar",
    "holder": "holder",
    "expires": "end of registration",
    "dnssec": "delegation",
}
_SERVERS = "name servers"
_NAMED = 12
_ITSELF = "the zone itself"


@dataclass(slots=True)
class _Side:
    """What one source has of a domain: values by what they are, each with its observations."""

    name: str
    found: dict[str, dict[str, list[Observation]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, what: str, value: str, observation: Observation) -> None:
        self.found[what][value].append(observation)


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One finding per pair of sources and kind of difference, for domains below the top."""
    zones = {
        one.subject
        for one in observations
        if one.subject.kind is SubjectKind.ZONE
        and "." in one.subject.key
        and isinstance(one.fact, RegistryAttribute | RegistryNameServer)
    }
    for zone in sorted(zones):
        about = [one for one in observations if one.subject == zone]
        sides = [*_registries(about), _itself(zone, about)]
        for one, other in combinations(sides, 2):
            yield from _differences(zone, one, other)


# ---------------------------------------------------------------- the sides


def _registries(about: Sequence[Observation]) -> Iterator[_Side]:
    """RDAP and WHOIS: of several answers over one protocol, all that they tell together."""
    sides = {"json:": _Side("RDAP"), "bytes": _Side("WHOIS")}
    for one in about:
        side = sides.get(one.selector[:5])
        match one.fact:
            case RegistryAttribute(attribute=attribute, value=value) if side and attribute in _SINGLE:
                side.add(attribute, value, one)
            case RegistryNameServer(host=host) if side:
                side.add(_SERVERS, host, one)
    yield from sides.values()


def _itself(zone: Subject, about: Sequence[Observation]) -> _Side:
    """Name servers and signers as DNS tells them, of questions that were answered in full."""
    side = _Side(_ITSELF)
    whole = {
        (one.evidence, one.fact.rdtype): one
        for one in about
        if isinstance(one.fact, DnsAnswer)
        and one.fact.name == zone.key
        and one.fact.rcode == "NOERROR"
        and not one.fact.truncated
    }
    signers = []
    for one in about:
        record = one.fact
        if not isinstance(record, DnsRecord) or record.section != "answer" or record.name != zone.key:
            continue
        if (one.evidence, record.rdtype) in whole and record.rdtype == "NS":
            side.add(_SERVERS, record.data, one)
        elif (one.evidence, record.rdtype) in whole and record.rdtype == "DS":
            signers.append(one)
    for one in signers:
        side.add("dnssec", "signed", one)
    # A name without a zone of its own has no signers either.
    if not signers and side.found[_SERVERS]:
        for (_, rdtype), answer in whole.items():
            if rdtype == "DS":
                side.add("dnssec", "unsigned", answer)
    return side


# ---------------------------------------------------------------- the differences


def _differences(zone: Subject, one: _Side, other: _Side) -> Iterator[Sign]:
    for what, noun in _SINGLE.items():
        mine, yours = one.found.get(what, {}), other.found.get(what, {})
        if mine and yours and not any(_same(what, a, b) for a in mine for b in yours):
            said = f"{one.name} says {_listed(mine)}, {other.name} says {_listed(yours)}"
            yield _sign(zone, noun, (one, other), f"As the {noun}, {said}.", (mine, yours))
    mine, yours = one.found.get(_SERVERS, {}), other.found.get(_SERVERS, {})
    if mine and yours and mine.keys() != yours.keys():
        parts = [*_only(one, other, mine, yours), *_only(other, one, yours, mine)]
        text = "; ".join(parts)
        yield _sign(zone, _SERVERS, (one, other), f"{text[:1].upper()}{text[1:]}.", (mine, yours))


_Values = Mapping[str, Sequence[Observation]]


def _same(what: str, one: str, other: str) -> bool:
    if what == "expires":
        try:
            days = abs((date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])).days)
        except ValueError:
            return one == other
        return days <= 1  # one tells local time, the other UTC
    first, second = _letters(one), _letters(other)
    if what == "dnssec":
        return first == second
    return first == second or bool(first and second and (first in second or second in first))


def _letters(name: str) -> str:
    """A name without case and marks: registries write the same company in many ways."""
    return re.sub(r"[\W_]+", "", name).casefold()


def _listed(values: _Values) -> str:
    return " and ".join(sorted(value.removesuffix(".") for value in values))


def _only(side: _Side, other: _Side, mine: _Values, yours: _Values) -> Iterator[str]:
    alone = sorted(mine.keys() - yours.keys())
    if alone:
        more = f" and {len(alone) - _NAMED} more" if len(alone) > _NAMED else ""
        noun = "name server" if len(alone) == 1 else _SERVERS
        yield f"{side.name} has the {noun} {', '.join(alone[:_NAMED])}{more}, and {other.name} has not"


def _sign(
    zone: Subject, what: str, sides: tuple[_Side, _Side], sentence: str, values: Sequence[_Values]
) -> Sign:
    support = [observation for side in values for found in side.values() for observation in found]
    return Sign(
        subject=zone,
        predicate="zone.registration_contradiction",
        value={"between": f"{sides[0].name} and {sides[1].name}: {what}", "finding": sentence},
        layer=Layer.REGISTRATION,
        channel="registry",
        basis=Basis.DEDUCED,
        observed_at=min(observation.observed_at for observation in support),
        support=tuple(sorted({observation.id for observation in support})),
        reason=sentence,
        rule=RULE,
    )
