"""The result object that every document of a report is written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from periplus.model import Claim, Layer, Status, Subject, SubjectKind, canonical
from periplus.report import findings
from periplus.report.addresses import AddressRow, address_rows
from periplus.report.disputes import Dispute, disputes
from periplus.report.findings import Card
from periplus.report.gaps import Gap, gaps
from periplus.report.inputs import Capture, Head, Licence, Outlines, Plain, Seen, Term, moment
from periplus.report.sources import Source, sources, table_licences
from periplus.report.text import date
from periplus.report.words import certainty, sentence, standing, subject_name, value_of

LAB_STAMP = "Laboratory reconstruction"
_KINDS = list(SubjectKind)
_Order: TypeAlias = tuple[bool, int, str, int, str, float, int, float, str, str]
_PARTS = {
    "country.hegemony": "hegemony",
    "country.transit_influence": "influence",
    "country.foreign_cut": "cut",
    "country.cut_alone": "cut",
    "country.hosting": "share",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the summary table: what holds of one entity under one predicate."""

    anchor: str
    entity: str
    observation: str  # label and value
    comment: str
    layer: Layer
    certainty: str  # word, `past` …; empty for current readings
    status: Status
    claims: tuple[str, ...]  # ids
    captures: tuple[int, ...]  # numbers in the ledger
    digests: tuple[str, ...]  # of the bodies of those captures
    brief: bool  # stands in the short summary of a terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A judgement of a case, ready to be written in any form; nothing in it depends on a clock."""

    target: Subject
    case: str  # what to type after `periplus show`
    head: Head
    title: str
    cards: tuple[Card, ...]
    rows: tuple[Row, ...]
    addresses: tuple[AddressRow, ...]
    disputes: tuple[Dispute, ...]
    gaps: tuple[Gap, ...]
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]  # in the order of the rows
    captures: tuple[Capture, ...]  # capture order; number n stands at n - 1
    trail: Mapping[str, tuple[int, ...]]  # claim id -> numbers of the captures it rests on
    selectors: Mapping[int, tuple[str, ...]]  # capture number -> selectors that claims rest on
    terms: Mapping[str, Term]
    series: tuple[Seen, ...] = ()  # what instruments saw over time, for its picture
    outlines: Outlines | None = None

    @property
    def stamp(self) -> str:
        """`Laboratory reconstruction` when any capture came from a lab; derived, so not removable."""
        return LAB_STAMP if any(c.vantage.startswith("lab:") for c in self.captures) else ""

    @property
    def weights(self) -> str:
        """What the probabilities rest on, in one sentence."""
        told = self.head.calibration or "other tables than this program's"
        return f"Weights {self.head.weights}: {told}."

    @property
    def subtitle(self) -> str:
        """Target, date of the judgement and version in one line."""
        kind = self.target.kind.value.lower()
        return (
            f"{kind} {self.target.key} \u00b7 as of {date(self.head.as_of)} \u00b7 "
            f"{len(self.claims)} claims from {len(self.captures)} captures \u00b7 "
            f"Periplus {self.head.version}"
        )

    def claim(self, identity: str) -> Claim:
        """The claim of that id. KeyError when the report holds none."""
        for claim in self.claims:
            if claim.id == identity:
                return claim
        raise KeyError(identity)

    def sentence(self, claim: Claim) -> str:
        """The claim in plain words, its predicate by its registered label."""
        return sentence(claim, self.terms.get(claim.predicate))


def build(
    *,
    target: Subject,
    claims: Iterable[Claim],
    observations: Iterable[Plain],
    evidence: Iterable[Plain],
    head: Head,
    predicates: Iterable[Plain],
    licences: Iterable[Plain] = (),
    case: str = "CASE",
    outlines: Outlines | None = None,
) -> Report:
    """The report of one judgement.

    `observations`: rows id, target, subject, fact (a mapping with `type`), observed_at, evidence,
    selector, basis, collector; subject as `KIND:key` or {kind, key}. `evidence`: rows id, source,
    asked, dialled, captured_at, digest, size_bytes, media_type, failure, vantage, collector,
    elapsed_s, body (redacted text or None). `predicates`: rows of the predicate registry.
    `licences`: rows source, licence, note, besides those that rows of tables bring.
    `case`: the directory as the reader would type it. `outlines`: None draws no map.
    Same input, same report, whatever the order. KeyError when a row lacks id or time.
    """
    terms = {term.name: term for term in map(Term.of, predicates)}
    ordered = sorted(claims, key=_order_for(target, terms))
    rows = sorted(evidence, key=lambda row: (moment(row["captured_at"]), str(row["id"])))
    captures = tuple(Capture.of(number, row) for number, row in enumerate(rows, 1))
    seen = sorted(map(Seen.of, observations), key=lambda o: o.id)
    trail, selectors = _trail(ordered, seen, captures)
    return Report(
        target=target,
        case=case,
        head=head,
        title=findings.title(target, ordered),
        cards=findings.cards(target, ordered),
        rows=_rows(ordered, terms, trail, captures),
        addresses=address_rows(ordered, findings.hosts_of(target, ordered)),
        disputes=disputes(ordered, terms, trail),
        gaps=gaps(ordered, seen, captures, terms, trail),
        sources=sources(captures, [*table_licences(seen), *map(Licence.of, licences)]),
        claims=tuple(ordered),
        captures=captures,
        trail=trail,
        selectors=selectors,
        terms=terms,
        series=tuple(one for one in seen if one.fact.get("type") == "OutageSeries"),
        outlines=outlines,
    )


def _order_for(target: Subject, predicates: Iterable[str]) -> Callable[[Claim], _Order]:
    # The registry tells its predicates in the order in which a reader wants them.
    place = {name: number for number, name in enumerate(predicates)}

    def order(claim: Claim) -> _Order:
        return (
            claim.subject != target,
            _KINDS.index(claim.subject.kind),
            claim.subject.key,
            place.get(claim.predicate, len(place)),
            claim.predicate,
            -(claim.probability or 0.0),
            _hop_of(claim),
            -_part_of(claim),
            canonical(claim.value),
            claim.id,
        )

    return order


def _hop_of(claim: Claim) -> int:
    """Parts of a way stand in their order."""
    hop = claim.value.get("hop") if isinstance(claim.value, Mapping) else None
    return hop if isinstance(hop, int) else 0


def _part_of(claim: Claim) -> float:
    """How much of something a record says: larger parts stand first."""
    said = claim.value if isinstance(claim.value, Mapping) else {}
    part = said.get(_PARTS.get(claim.predicate, ""))
    return float(part) if isinstance(part, int | float) else 0.0


def _trail(
    claims: Sequence[Claim], seen: Sequence[Seen], captures: Sequence[Capture]
) -> tuple[dict[str, tuple[int, ...]], dict[int, tuple[str, ...]]]:
    number_of = {c.id: c.number for c in captures}
    by_id = {o.id: (number_of[o.evidence], o.selector) for o in seen if o.evidence in number_of}
    trail: dict[str, tuple[int, ...]] = {}
    selectors: dict[int, set[str]] = {}
    for claim in claims:
        places = [by_id[identity] for identity in claim.support if identity in by_id]
        trail[claim.id] = tuple(sorted({number for number, _ in places}))
        for number, selector in places:
            selectors.setdefault(number, set()).add(selector)
    return trail, {number: tuple(sorted(found)) for number, found in selectors.items()}


def _rows(
    claims: Sequence[Claim],
    terms: Mapping[str, Term],
    trail: Mapping[str, tuple[int, ...]],
    captures: Sequence[Capture],
) -> tuple[Row, ...]:
    grouped: dict[tuple[Subject, str, Status, str], list[Claim]] = {}
    for claim in claims:
        # A fused claim stands by itself; readings of one kind and standing share a row.
        alone = claim.id if claim.probability is not None else ""
        grouped.setdefault((claim.subject, claim.predicate, claim.status, alone), []).append(claim)
    return tuple(
        _row(number, found, terms, trail, captures) for number, found in enumerate(grouped.values(), 1)
    )


def _row(
    number: int,
    claims: Sequence[Claim],
    terms: Mapping[str, Term],
    trail: Mapping[str, tuple[int, ...]],
    captures: Sequence[Capture],
) -> Row:
    first = claims[0]
    term = terms.get(first.predicate)
    numbers = tuple(sorted({n for c in claims for n in trail[c.id]}))
    values = "; ".join(dict.fromkeys(value_of(c) for c in claims))
    return Row(
        anchor=f"r{number}",
        entity=subject_name(first.subject),
        observation=f"{term.label if term else first.predicate}: {values}",
        comment=_comment(claims),
        layer=first.layer,
        certainty=certainty(first),
        status=first.status,
        claims=tuple(c.id for c in claims),
        captures=numbers,
        digests=tuple(dict.fromkeys(captures[n - 1].digest for n in numbers)),
        brief=term is not None and term.brief,
    )


def _comment(claims: Sequence[Claim]) -> str:
    reasons = list(dict.fromkeys(reason for c in claims for reason in c.reasons))
    more = f"And {len(reasons) - 3} more reasons." if len(reasons) > 3 else ""
    told = [r if r.endswith((".", "!", "?")) else f"{r}." for r in reasons[:3]]
    latest = max(claims, key=lambda claim: claim.last_observed_at)
    return " ".join(filter(None, (standing(latest), *told, more)))
