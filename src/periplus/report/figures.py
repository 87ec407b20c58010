"""Which claims go into the pictures: layers of a site, places of a zone's name servers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from periplus.model import Basis, Claim, Layer, Shape, Status, SubjectKind
from periplus.report import architecture
from periplus.report.addresses import AddressRow, best
from periplus.report.draw.layers import Band, Chip
from periplus.report.findings import own_rows
from periplus.report.result import Report
from periplus.report.text import count, date, safe
from periplus.report.words import RANKED, certainty, value_of

_LAYERS: Mapping[Layer, tuple[str, str]] = {
    Layer.OBSERVER_PATH: ("Observer path", "our own NAT, proxy, Wi-Fi"),
    Layer.REGISTRATION: ("Registration", "who holds the block"),
    Layer.NAMING: ("Naming", "DNS"),
    Layer.ROUTING: ("Routing", "AS and prefix"),
    Layer.NETWORK: ("Network", "address and place"),
    Layer.EDGE: ("Edge", "ends TCP, TLS, HTTP"),
    Layer.WEB_SERVER: ("Web server", "HTTP software"),
    Layer.APPLICATION: ("Application", "framework, language"),
    Layer.PAGE: ("Page", "runs in the browser"),
    Layer.ORIGIN_HOST: ("Origin host", "operating system"),
    Layer.BEHIND: ("Behind", "data stores, build tools"),
    Layer.SOCIETY: ("Society", "law, owners, users"),
}
_ALWAYS_BEHIND = frozenset({Layer.ORIGIN_HOST, Layer.BEHIND})
_BEHIND_AN_EDGE = _ALWAYS_BEHIND | {Layer.WEB_SERVER, Layer.APPLICATION}
_ONLY_WITH_CLAIMS = frozenset({Layer.REGISTRATION, Layer.SOCIETY})
_MARKS = {Status.PAST: "past", Status.UNSUPPORTED: "struck", Status.CONTESTED: "contested"}
_MOST = 10  # chips of a band
FAINT = 0.2  # below it, ICD 203 says very unlikely: left to the tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One figure, before it is drawn."""

    name: str  # id on the page
    heading: str
    caption: str  # what it shows, how sure, how old
    bands: tuple[Band, ...]


def pictures(report: Report, links: Mapping[str, str]) -> tuple[Picture, ...]:
    """The figures that the claims can fill; `links`: claim id to the fragment that tells of it."""
    if report.target.kind is SubjectKind.SITE and report.claims:
        return (_layers(report, links), *_architecture(report, links))
    if report.target.kind in (SubjectKind.COUNTRY, SubjectKind.ZONE) and report.addresses:
        return (_places(report, links),)
    return ()


def _layers(report: Report, links: Mapping[str, str]) -> Picture:
    assumed = ("site.architecture", "site.architecture_box")  # a picture of their own
    on_the_way = [c for c in _on_the_way(report) if not _is_noise(c) and c.predicate not in assumed]
    edge = best(c for c in report.claims if c.predicate == "site.edge")
    behind = _BEHIND_AN_EDGE if edge else _ALWAYS_BEHIND
    bands = []
    for layer, (name, note) in _LAYERS.items():
        chips = _chips_of([c for c in on_the_way if c.layer is layer], report, links)
        if chips or layer not in _ONLY_WITH_CLAIMS:
            bands.append(Band(name=name, note=note, chips=chips, hatched=layer in behind))
    return Picture(
        name="layers",
        heading="What can be seen, and what hides behind the edge",
        caption=f"Layer by layer, from the observer to what lies behind. {_HOW_TO_READ} {_age(report)}",
        bands=tuple(bands),
    )


def _architecture(report: Report, links: Mapping[str, str]) -> tuple[Picture, ...]:
    boxes = [c for c in report.claims if c.predicate == "site.architecture_box"]
    words = [c for c in report.claims if c.predicate == "site.architecture"]
    if not boxes:
        return ()
    return (
        Picture(
            name="architecture",
            heading="The assumed architecture, from the visitor inwards",
            caption=architecture.caption(words),
            bands=architecture.bands(boxes, links),
        ),
    )


def _on_the_way(report: Report) -> list[Claim]:
    """Claims on the site, its host, that host's addresses and zones; not on others met beside it."""
    own = own_rows(report.target, report.addresses)
    keys = {row.host for row in own} | {row.address for row in own}
    zones = {c.subject.key for c in report.claims if c.subject.kind is SubjectKind.ZONE}
    keys |= {z for z in zones if any(f".{row.host}".endswith(f".{z}") for row in own)}
    stray = (SubjectKind.HOST, SubjectKind.ADDRESS, SubjectKind.ZONE)
    return [c for c in report.claims if c.subject.kind not in stray or c.subject.key in keys]


_HOW_TO_READ = (
    "Darker is surer. Line: solid witnessed, dashed deduced, dotted told. "
    "Ring: number of independent groups of evidence. Hatched: not seen directly. "
    "What is less than 20% likely stands in the tables only."
)


def _age(report: Report) -> str:
    return f"As of {date(report.head.as_of)}."


def _chips_of(claims: Sequence[Claim], report: Report, links: Mapping[str, str]) -> tuple[Chip, ...]:
    by_predicate: dict[str, list[Claim]] = {}
    for claim in claims:
        by_predicate.setdefault(claim.predicate, []).append(claim)
    chips: list[Chip] = []
    for predicate, found in by_predicate.items():
        if any(isinstance(c.value, Mapping) for c in found):
            term = report.terms.get(predicate)
            chips.append(_counted(term.label if term else predicate, found, report, links))
        else:
            chips += _alike(found, report, links)
    # Stable: within a standing the registry's order stays.
    chips.sort(key=lambda c: (_ORDER.get(c.mark, 0), -c.rank))
    return _cut(chips)


def _alike(found: Sequence[Claim], report: Report, links: Mapping[str, str]) -> list[Chip]:
    """Several addresses of one network say the same: one chip with their number."""
    grouped: dict[tuple[str, Status, str | None], list[Claim]] = {}
    for claim in found:
        grouped.setdefault((_text(claim, report), claim.status, claim.word), []).append(claim)
    return [
        chip(same[0], f"{text} \u00d7 {len(same)}" if len(same) > 1 else text, report, links)
        for (text, _, _), same in grouped.items()
    ]


def _is_noise(claim: Claim) -> bool:
    # What is struck out stays: that it was asserted and does not hold is the point.
    faint = claim.probability is not None and claim.probability < FAINT
    return faint and claim.status is not Status.UNSUPPORTED


_ORDER = {"": 0, "contested": 1, "past": 2, "struck": 3, "unseen": 4}


def _text(claim: Claim, report: Report) -> str:
    # What the site itself is built from needs no label beside the layer's name.
    if claim.subject.kind is SubjectKind.VANTAGE and claim.shape is Shape.INFERENCE:
        return f"From {claim.subject.key}: {value_of(claim)}"
    own = claim.subject == report.target and claim.shape in (Shape.INFERENCE, Shape.EXCLUSIVE)
    if not own or claim.value is None:
        term = report.terms.get(claim.predicate)
        label = term.label if term else claim.predicate
        return label if claim.value is None else f"{label}: {value_of(claim)}"
    return value_of(claim)


def _counted(label: str, found: Sequence[Claim], report: Report, links: Mapping[str, str]) -> Chip:
    text = value_of(found[0]) if len(found) == 1 else f"{len(found)} \u00d7 {label}"
    if len(found) == 1:
        text = f"{label}: {text}"
    return chip(found[0], text, report, links)


def chip(claim: Claim, text: str, report: Report, links: Mapping[str, str]) -> Chip:
    """The badge of one claim, under a text of the caller's choice."""
    unseen = claim.status is Status.INSUFFICIENT
    return Chip(
        text=safe(text),
        word=_word(claim),
        rank=_rank(claim),
        basis=claim.basis,
        groups=0 if unseen else len(claim.groups_for),
        mark="unseen" if unseen else _MARKS.get(claim.status, ""),
        href=links.get(claim.id, ""),
        title=report.sentence(claim),
    )


def _word(claim: Claim) -> str:
    if claim.status is Status.PAST:
        return f"past, {date(claim.last_observed_at)}"
    return "told only" if claim.status is Status.TOLD_ONLY else certainty(claim)


def _rank(claim: Claim) -> int:
    if claim.status not in (Status.SUPPORTED, Status.CONTESTED):
        return 0
    return RANKED.index(claim.word) + 1 if claim.word in RANKED else 0


def _places(report: Report, links: Mapping[str, str]) -> Picture:
    countries: dict[str, list[Chip]] = {}
    for row in report.addresses:
        located, registered = row.best("address.located_country"), row.best("address.registered_country")
        claim = located or registered
        country = value_of(claim) if claim else ""
        countries.setdefault(country, []).append(_place_chip(row, claim, report, links))
    any_located = any(row.best("address.located_country") for row in report.addresses)
    ordered = sorted(countries.items(), key=lambda item: (not item[0], -len(item[1]), item[0]))
    bands = [
        Band(
            name=safe(name) or "Place not seen",
            note=count(len(chips), "address", "addresses"),
            chips=_cut(chips),
            hatched=not name,
        )
        for name, chips in ordered
    ]
    return Picture(
        name="places",
        heading=f"Where the name servers {'answer' if any_located else 'are registered'}",
        caption=f"Each address by country. {_HOW_TO_READ} {_age(report)}",
        bands=tuple(bands),
    )


def _place_chip(row: AddressRow, claim: Claim | None, report: Report, links: Mapping[str, str]) -> Chip:
    text = f"{row.host} {row.address or 'no address'}"
    if claim is None:
        basis = row.host_claims[0].basis if row.host_claims else Basis.WITNESSED
        return Chip(text=safe(text), word="", rank=0, basis=basis, groups=0, mark="unseen")
    note = " (registered)" if claim.predicate == "address.registered_country" else ""
    return chip(claim, text + note, report, links)


def _cut(chips: Sequence[Chip]) -> tuple[Chip, ...]:
    if len(chips) <= _MOST:
        return tuple(chips)
    text = f"{len(chips) - _MOST + 1} more below"
    rest = Chip(text=text, word="", rank=0, basis=chips[-1].basis, groups=0, href="#summary")
    return (*chips[: _MOST - 1], rest)


def rows_of(picture: Picture) -> list[tuple[str, str, str, str]]:
    """The picture as a table: band, what, how sure, basis and groups."""
    rows = []
    for band in picture.bands:
        if not band.chips:
            rows.append((band.name, band.empty, "", ""))
        for c in band.chips:
            groups = f", {count(c.groups, 'group')}" if c.groups else ""
            rows.append(
                (band.name, c.text, c.word or ("read" if not c.mark else c.mark), c.basis.value + groups)
            )
    return rows
