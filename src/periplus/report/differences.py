"""What came, went and changed between two judgements, or between dated records of a zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from periplus.facts.dns import DnsRecord
from periplus.facts.registry import RegistryAttribute, RegistryContact, RegistryNameServer
from periplus.model import Claim, Fact, Shape, canonical
from periplus.report.addresses import SPEAKING
from periplus.report.disputes import SINGLE_VALUED
from periplus.report.inputs import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line: `+` came, `-` went, `~` changed. `what` is text of others: make it safe to print."""

    sign: str
    what: str
    before: str = ""  # of a change
    after: str = ""

    @property
    def line(self) -> str:
        """As it is printed, before it is made safe."""
        return f"{self.sign} {self.what}" + (f": {self.before} -> {self.after}" if self.before else "")


# ---------------------------------------------------------------- judgements


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How two judgements differ; empty in all parts when they do not."""

    judging: tuple[str, ...]  # sentences: other weights, another version
    claims: tuple[Difference, ...]
    probabilities: tuple[Difference, ...]

    def __bool__(self) -> bool:
        return bool(self.judging or self.claims or self.probabilities)


def compare(
    before: Sequence[Claim], after: Sequence[Claim], heads: tuple[Head, Head] | None = None
) -> Compared:
    """The differences between two judgements; `heads` are theirs, in the same order."""
    return Compared(
        judging=tuple(_judging(*heads)) if heads else (),
        claims=tuple(_claims(before, after)),
        probabilities=tuple(_probabilities(before, after)),
    )


def _judging(before: Head, after: Head) -> Iterator[str]:
    for name, old, new in (
        ("weights", before.weights, after.weights),
        ("version", before.version, after.version),
    ):
        if old != new:
            yield f"{name} {old} -> {new}: a change of judgement, not of the world"


def _claims(before: Sequence[Claim], after: Sequence[Claim]) -> Iterator[Difference]:
    old, new = _by_statement(before), _by_statement(after)
    for subject, predicate in sorted(old.keys() | new.keys()):
        olds, news = old.get((subject, predicate), {}), new.get((subject, predicate), {})
        yield from _one_predicate(f"{subject} {predicate}", olds, news)


def _one_predicate(
    what: str, olds: Mapping[str, Claim], news: Mapping[str, Claim]
) -> Iterator[Difference]:
    replaced = _replaced(olds, news)
    if replaced is not None:
        one, other = replaced
        yield Difference(sign="~", what=what, before=_told(one), after=_told(other))
        # The former value may stand on as past: that is the same change.
        olds, news = ({i: c for i, c in t.items() if c not in replaced} for t in (olds, news))
        olds = {i: c for i, c in olds.items() if i != other.id}
        news = {i: c for i, c in news.items() if i != one.id}
    yield from (
        Difference(sign="-", what=f"{what} {_told(c)}") for i, c in olds.items() if i not in news
    )
    yield from (
        Difference(sign="+", what=f"{what} {_told(c)}") for i, c in news.items() if i not in olds
    )
    for i in sorted(olds.keys() & news.keys()):
        if olds[i].status is not news[i].status:
            value = f"{what} {canonical(olds[i].value)}"
            yield Difference(
                sign="~", what=value, before=olds[i].status.value, after=news[i].status.value
            )


def _replaced(olds: Mapping[str, Claim], news: Mapping[str, Claim]) -> tuple[Claim, Claim] | None:
    """The one value that said what is, before and after, where there can be only one."""
    one = [c for c in olds.values() if c.status in SPEAKING]
    other = [c for c in news.values() if c.status in SPEAKING]
    if len(one) != 1 or len(other) != 1 or one[0].id == other[0].id or not _is_single(one[0]):
        return None
    return one[0], other[0]


def _by_statement(claims: Iterable[Claim]) -> Mapping[tuple[str, str], Mapping[str, Claim]]:
    grouped: dict[tuple[str, str], dict[str, Claim]] = defaultdict(dict)
    for claim in sorted(claims, key=lambda c: (canonical(c.value), c.id)):
        grouped[str(claim.subject), claim.predicate][claim.id] = claim
    return grouped


def _is_single(claim: Claim) -> bool:
    return claim.predicate in SINGLE_VALUED or claim.shape in (Shape.EXCLUSIVE, Shape.QUANTITY)


def _told(claim: Claim) -> str:
    return f"{canonical(claim.value)} {claim.status}"


def _probabilities(before: Sequence[Claim], after: Sequence[Claim]) -> Iterator[Difference]:
    old = {claim.id: claim for claim in before}
    for claim in sorted(after, key=lambda c: (str(c.subject), c.predicate, canonical(c.value), c.id)):
        former = old.get(claim.id)
        if former is not None and former.probability != claim.probability:
            what = f"{claim.subject} {claim.predicate} {canonical(claim.value)}"
            yield Difference(sign="~", what=what, before=_sure(former), after=_sure(claim))


def _sure(claim: Claim) -> str:
    return "none" if claim.probability is None else f"{claim.word} ({claim.probability:.4f})"


# ---------------------------------------------------------------- dated records


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRecord:
    """A zone as one dated record has it."""

    day: date
    single: Mapping[str, str]  # manager, contacts, delegation signers
    servers: Mapping[str, str]  # host: its glue addresses, joined by blanks

    @classmethod
    def of(cls, day: date, facts: Iterable[Fact]) -> ZoneRecord:
        """The record that these facts were read from."""
        single: dict[str, str] = {}
        servers: dict[str, str] = {}
        glue: dict[str, list[str]] = defaultdict(list)
        for fact in facts:
            match fact:
                case RegistryAttribute(attribute="holder", value=value):
                    single["manager"] = value
                case RegistryContact(role=role, organisation=str(organisation)):
                    single[f"{role} contact"] = organisation
                case RegistryNameServer(host=host, addresses=addresses):
                    servers[host] = " ".join(addresses)
                case DnsRecord(rdtype="NS", data=host):
                    servers[host] = ""
                case DnsRecord(rdtype="DS", data=data):
                    single["delegation signer"] = _joined(single.get("delegation signer"), data)
                case DnsRecord(rdtype="A" | "AAAA", name=host, data=address):
                    glue[host].append(address)
        servers |= {host: " ".join(glue[host]) for host in servers if host in glue}
        return cls(day=day, single=single, servers=servers)


def _joined(before: str | None, more: str) -> str:
    return more if before is None else f"{before}, {more}"


def through_time(
    records: Sequence[ZoneRecord],
) -> Iterator[tuple[ZoneRecord, tuple[Difference, ...]]]:
    """Each record with what it says otherwise than the one before; the first says all that it has."""
    former: ZoneRecord | None = None
    for record in sorted(records, key=lambda one: one.day):
        yield record, tuple(_record_differences(former, record))
        former = record


def _record_differences(before: ZoneRecord | None, after: ZoneRecord) -> Iterator[Difference]:
    old = before.single if before else {}
    for name in sorted(old.keys() | after.single.keys(), key=lambda n: (n != "manager", n)):
        yield from _difference(name, old.get(name), after.single.get(name))
    servers = before.servers if before else {}
    for host in sorted(servers.keys() - after.servers.keys()):
        yield Difference(sign="-", what=f"name server {host}")
    for host in sorted(after.servers):
        if host not in servers:
            yield Difference(sign="+", what=f"name server {host}")
        elif servers[host] != after.servers[host]:
            yield Difference(
                sign="~",
                what=f"addresses of {host}",
                before=servers[host] or "none",
                after=after.servers[host] or "none",
            )


def _difference(name: str, old: str | None, new: str | None) -> Iterator[Difference]:
    if old is not None and new is not None and old != new:
        yield Difference(sign="~", what=name, before=old, after=new)
    elif old is None and new is not None:
        yield Difference(sign="+", what=f"{name} {new}")
    elif new is None and old is not None:
        yield Difference(sign="-", what=f"{name} {old}")
