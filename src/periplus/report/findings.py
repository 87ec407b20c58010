"""The title sentence and the verdict cards: what the claims amount to, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from periplus.model import Claim, Status, Subject, SubjectKind
from periplus.report.addresses import SPEAKING, AddressRow, address_rows, best
from periplus.report.event_words import headline
from periplus.report.interference_words import deed, place
from periplus.report.routing_words import share, span
from periplus.report.text import count, listed
from periplus.report.ways import record_of, ways
from periplus.report.words import certainty, subject_name, value_of

# IANA's ccTLD differs from ISO 3166-1 for one country.
_ZONE_OF_COUNTRY = {"GB": "uk"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One question with its answer; without claims the answer is `Not seen`."""

    question: str
    answer: str
    detail: str
    claims: tuple[str, ...]  # ids


def zone_of(target: Subject, claims: Sequence[Claim]) -> Subject | None:
    """The zone that the report is about, if any claim speaks of one."""
    if target.kind is SubjectKind.ZONE:
        return target
    zones = {c.subject for c in claims if c.predicate in ("zone.manager", "zone.name_server")}
    wanted = _ZONE_OF_COUNTRY.get(target.key, target.key.lower())
    return min(zones, key=lambda z: (z.key != wanted, z.key.count("."), z.key), default=None)


def hosts_of(target: Subject, claims: Sequence[Claim]) -> tuple[str, ...]:
    """The hosts whose addresses the report lists: a zone's name servers, or a site's own host."""
    zone = zone_of(target, claims)
    servers = {str(c.value) for c in about(claims, zone, "zone.name_server")}
    if target.kind in (SubjectKind.COUNTRY, SubjectKind.ZONE):
        return tuple(sorted(servers))
    return tuple(sorted({c.subject.key for c in claims if c.predicate == "host.address"} - servers))


def about(claims: Iterable[Claim], subject: Subject | None, predicate: str) -> list[Claim]:
    """The claims on a subject under a predicate that say what is."""
    return [
        c
        for c in claims
        if c.subject == subject
        and c.predicate == predicate
        and c.status in SPEAKING
        and c.value is not None
    ]


def title(target: Subject, claims: Sequence[Claim]) -> str:
    """One sentence: the finding. It says little when little is known."""
    match target.kind:
        case SubjectKind.COUNTRY | SubjectKind.ZONE:
            return _zone_title(target, claims)
        case SubjectKind.SITE:
            return _site_title(target, claims)
        case _:
            known = sum(c.status in SPEAKING for c in claims)
            return f"{subject_name(target)}: {count(known, 'claim')} from public evidence"


def _zone_title(target: Subject, claims: Sequence[Claim]) -> str:
    zone = zone_of(target, claims)
    if zone is None:
        cut = _cut_title(claims)
        return f"{subject_name(target)}: {cut or 'nothing could be seen of who runs its zone'}"
    manager = best(about(claims, zone, "zone.manager"))
    name = subject_name(zone)
    who = f"{name} is run by {value_of(manager)}" if manager else f"Who runs {name} could not be seen"
    where = places(address_rows(claims, hosts_of(target, claims)))
    return "; ".join(filter(None, (who, where, _cut_title(claims))))


def _cut_title(claims: Sequence[Claim]) -> str:
    """`2 organisations can cut off 90% of its address space`, as far as it is settled; else empty."""
    best = _cut_set(claims)
    if best is None or not isinstance(best.value, Mapping) or not best.value.get("size"):
        return ""
    size = int(str(best.value["size"]))
    what = "one organisation" if size == 1 else f"{size} organisations"
    return f"{what} can cut off {best.value['wanted']:.0%} of its address space{_cut_dates(claims)}"


def _cut_dates(claims: Sequence[Claim]) -> str:
    """From when to when the tables are, where they are not of one time."""
    for claim in claims:
        if claim.predicate == "country.table_dates" and isinstance(claim.value, Mapping):
            return f" (tables of {claim.value.get('oldest_date')} to {claim.value.get('newest_date')})"
    return ""


def _cut_set(claims: Sequence[Claim]) -> Claim | None:
    """The smallest set of organisations for 90%; of several definitions the first that is told."""
    order = ("located", "registered", "organisation")
    found = [
        c
        for c in claims
        if c.predicate == "country.cut_set"
        and c.status in SPEAKING
        and isinstance(c.value, Mapping)
        and (c.value.get("by"), c.value.get("wanted")) == ("organisations", 0.9)
        and c.value.get("definition") in order
    ]
    return min(found, key=lambda c: order.index(_definition(c)), default=None)


def _definition(claim: Claim) -> str:
    return str(claim.value.get("definition")) if isinstance(claim.value, Mapping) else ""


def places(rows: Sequence[AddressRow]) -> str:
    """`its 5 name servers answer from 3 countries`, as far as the claims carry it; empty if none."""
    hosts = sorted({r.host for r in rows})
    if not hosts:
        return ""
    servers = "its " + (count(len(hosts), "name server") if len(hosts) > 1 else "one name server")
    for predicate, verb in (
        ("address.located_country", "answer"),
        ("address.registered_country", "are registered"),
    ):
        found = {r.host: c for r in rows if (c := r.best(predicate)) and likely(c)}
        if found:
            countries = {str(c.value) for r in rows if (c := r.best(predicate)) and likely(c)}
            return _spread(servers, verb, len(hosts), len(found), len(countries))
    return f"where {servers} answer{'s' * (len(hosts) == 1)} from could not be seen"


def _spread(servers: str, verb: str, hosts: int, placed: int, countries: int) -> str:
    if hosts == 1:
        verb = {"answer": "answers", "are registered": "is registered"}[verb]
    inside = "from" if verb.startswith("answer") else "in"
    where = f"{servers} {verb} {inside} {count(countries, 'country', 'countries')}"
    return where if placed == hosts else f"{where} as far as seen ({placed} of {hosts})"


def likely(claim: Claim) -> bool:
    """A reading, or an inference that is at least likely: good enough to be counted in a headline."""
    return claim.probability is None or claim.probability >= 0.55


def _site_title(target: Subject, claims: Sequence[Claim]) -> str:
    edge = best(about(claims, target, "site.edge"))
    server = best(about(claims, target, "site.web_server"))
    parts = []
    if edge and likely(edge):
        parts.append(f"is answered by {_with_word(edge)}")
    if server and likely(server):
        parts.append(f"{'in front of' if parts else 'is served by'} {_with_word(server)}")
    runner = _runners(own_rows(target, address_rows(claims, hosts_of(target, claims))))
    if runner:
        parts.append(f"{', in' if parts else 'is in'} the network of {runner}")
    if not parts and _has_no_address(target, claims):
        return f"{target.key}: the name has no address, so nothing of the site could be seen"
    if not parts:
        return f"{target.key}: too little could be seen to say what it is built from"
    return f"{target.key} {' '.join(parts)}".replace(" ,", ",")


def _has_no_address(target: Subject, claims: Sequence[Claim]) -> bool:
    host = Subject(kind=SubjectKind.HOST, key=urlsplit(target.key).hostname or "")
    asked = [c for c in claims if (c.subject, c.predicate) == (host, "host.address")]
    return bool(asked) and all(c.status is Status.INSUFFICIENT for c in asked)


def _with_word(claim: Claim) -> str:
    word = certainty(claim)
    return f"{value_of(claim)} ({word})" if word else value_of(claim)


def own_rows(target: Subject, rows: Sequence[AddressRow]) -> list[AddressRow]:
    """The rows of the site's own host, not of others met on the way."""
    host = urlsplit(target.key).hostname
    return [row for row in rows if row.host == host]


def _runners(rows: Sequence[AddressRow]) -> str:
    names = sorted({str(c.value) for r in rows if (c := r.operator)})
    return listed(names) if len(names) <= 3 else count(len(names), "operator")


def cards(target: Subject, claims: Sequence[Claim]) -> tuple[Card, ...]:
    """The questions of the job, each answered from claims or `Not seen`."""
    rows = address_rows(claims, hosts_of(target, claims))
    if target.kind is SubjectKind.SITE:
        return (
            _card("What ends the connection?", about(claims, target, "site.edge")),
            _card("What serves the pages?", about(claims, target, "site.web_server")),
            _network_card("Whose network is it in?", own_rows(target, rows)),
            _hygiene_card(target, claims),
            *_interference_cards(claims),
        )
    if target.kind in (SubjectKind.COUNTRY, SubjectKind.ZONE):
        return (
            _card("Who runs it?", about(claims, zone_of(target, claims), "zone.manager")),
            _place_card("Where does it answer?", rows),
            _network_card("Who operates the servers?", rows),
            _reach_card(claims),
            _cut_card(claims),
            _outage_card(claims),
        )
    return ()


def _reach_card(claims: Sequence[Claim]) -> Card:
    """The foreign providers of its gateways; without them, whom the traced ways went through."""
    question = "Through whom is it reached?"
    carried = [c for c in claims if c.predicate == "network.carrier" and c.status in SPEAKING]
    if not carried:
        return _reached_card(question, claims)
    by_name: dict[str, list[Claim]] = {}
    for claim in carried:
        by_name.setdefault(value_of(claim), []).append(claim)
    ranked = sorted(by_name, key=lambda name: (-len(by_name[name]), name))
    more = f" and {len(ranked) - 4} more" if len(ranked) > 4 else ""
    gateways = len({c.subject for c in carried})
    return Card(
        question=question,
        answer=", ".join(ranked[:4]) + more,
        detail=f"foreign providers of {count(gateways, 'network')}",
        claims=tuple(c.id for c in carried),
    )


def _cut_card(claims: Sequence[Claim]) -> Card:
    """The smallest set of organisations for 90%, with what it cuts."""
    question = "Who can cut it?"
    best = _cut_set(claims)
    if best is None or not isinstance(best.value, Mapping):
        return _unseen(question)
    said = best.value
    proven = "no smaller set" if said.get("size") == said.get("at_least") else "a smaller set may exist"
    detail = f"together {share(said.get('cut'))}{span(said)}; {proven}"
    return Card(question=question, answer=str(said.get("who")), detail=detail, claims=(best.id,))


def _outage_card(claims: Sequence[Claim]) -> Card:
    """The longest time for which it was cut off, and since when more is kept from its people."""
    question = "Was it cut off, or filtered?"
    told = headline(claims)
    if told is None:
        return _unseen(question)
    answer, detail, found = told
    return Card(question=question, answer=answer, detail=detail, claims=tuple(c.id for c in found[:4]))


def _reached_card(question: str, claims: Sequence[Claim]) -> Card:
    """Whose network stands right before the server's own, on each way that was traced."""
    before: dict[str, list[Claim]] = {}
    found = ways(claims, ())
    for way in found:
        hops = [claim for stop in way.stops for claim in stop.claims if record_of(claim).get("operator")]
        own = record_of(hops[-1])["operator"] if hops and way.reached else None
        others = [claim for claim in hops if own and record_of(claim)["operator"] != own]
        if others:
            before.setdefault(str(record_of(others[-1])["operator"]), []).append(others[-1])
    if not before:
        # An operator of a server is no path to it.
        return _unseen(question, "No path towards it is in evidence.")
    ranked = sorted(before.items(), key=lambda item: (-len(item[1]), item[0]))
    return Card(
        question=question,
        answer=", ".join(f"{operator} ({len(seen)})" for operator, seen in ranked[:4]),
        detail=f"right before the servers' own networks; {count(len(found), 'way')} traced",
        claims=tuple(claim.id for _, seen in ranked[:4] for claim in seen),
    )


def _card(question: str, claims: Sequence[Claim]) -> Card:
    if not claims:
        return _unseen(question)
    ranked = sorted(claims, key=lambda c: (-(c.probability or 1.0), c.id))
    first = ranked[0]
    groups = count(len(first.groups_for), "independent group") if first.probability else "as registered"
    detail = ", ".join(filter(None, (certainty(first), groups)))
    if others := ranked[1:4]:
        detail += "; also " + ", ".join(_with_word(c) for c in others)
    return Card(
        question=question, answer=value_of(first), detail=detail, claims=tuple(c.id for c in ranked[:4])
    )


_SILENT = "No claim of this judgement speaks about it."


def _unseen(question: str, detail: str = _SILENT) -> Card:
    return Card(question=question, answer="Not seen", detail=detail, claims=())


def _place_card(question: str, rows: Sequence[AddressRow]) -> Card:
    for predicate, means in (
        ("address.located_country", "where the addresses answer"),
        ("address.registered_country", "where the blocks are registered, not where they answer"),
    ):
        claims = [c for r in rows if (c := r.best(predicate))]
        if claims:
            asked = question if predicate == "address.located_country" else "Where is it registered?"
            return _tally(asked, claims, means)
    return _unseen(question)


def _interference_cards(claims: Sequence[Claim]) -> tuple[Card, ...]:
    """Only where somebody does: whether one answers at all is asked by the user alone."""
    found = [c for c in claims if c.predicate == "path.interference" and c.status is Status.SUPPORTED]
    if not found:
        return ()
    told = [claim.value for claim in found if isinstance(claim.value, Mapping)]
    card = Card(
        question="Who answers in its place?",
        answer=", ".join(dict.fromkeys(map(deed, told))),
        detail="; ".join(dict.fromkeys(map(place, told))),
        claims=tuple(claim.id for claim in found),
    )
    return (card,)


def _network_card(question: str, rows: Sequence[AddressRow]) -> Card:
    claims = [c for r in rows if (c := r.operator)]
    if not claims:
        return _unseen(question)
    return _tally(question, claims, "operators of the addresses")


def _tally(question: str, claims: Sequence[Claim], means: str) -> Card:
    counts: dict[str, int] = {}
    for claim in claims:
        name = value_of(claim)
        counts[name] = counts.get(name, 0) + 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{name} ({number})" if len(claims) > 1 else name for name, number in ranked[:4]]
    more = f" and {len(ranked) - 4} more" if len(ranked) > 4 else ""
    ids = tuple(dict.fromkeys(c.id for c in claims))
    return Card(question=question, answer=", ".join(shown) + more, detail=means, claims=ids)


def _hygiene_card(target: Subject, claims: Sequence[Claim]) -> Card:
    question = "What protection is missing?"
    fields = about(claims, target, "site.missing_field") + about(claims, target, "site.field_finding")
    cookies = about(claims, target, "site.cookie_finding")
    ids = tuple(c.id for c in (*fields, *cookies))
    if ids:
        answer = f"{count(len(fields), 'response field')}, {count(len(cookies), 'cookie flag')}"
        return Card(question=question, answer=answer, detail="read from one ordinary visit", claims=ids)
    visited = [
        c.id for c in claims if c.predicate == "site.status_code" and c.status is Status.SUPPORTED
    ]
    if not visited:
        return _unseen(question)
    return Card(
        question=question,
        answer="None of what is looked for",
        detail="read from one ordinary visit",
        claims=tuple(visited),
    )
