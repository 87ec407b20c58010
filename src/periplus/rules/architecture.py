"""The assumed architecture: from claims to boxes, each seen, deduced, told or hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from periplus.facts.http import HttpResponse
from periplus.model import Basis, Claim, Layer, Observation, Sign, Status, Subject, Tables

VERSION = 1
READS = (
    HttpResponse,
    "host.address",
    "address.operator",
    "site.edge",
    "site.web_server",
    "site.technology",
    "site.page_technology",
    "origin.os",
    "organisation.technology",
)
WRITES = ("site.architecture_box", "site.architecture")
RULE = f"architecture@{VERSION}"

_LEAST = 0.45  # what is unlikely is no part of the picture
_MOST_NAMES = 6
_STANDING = (Status.SUPPORTED, Status.CONTESTED, Status.TOLD_ONLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One box with the claims that fill it; without claims it is hidden."""

    row: Mapping[str, Any]
    claims: tuple[Claim, ...]
    behind: bool  # an edge stands before it

    @property
    def names(self) -> str:
        """What it is, the likeliest first."""
        return ", ".join(dict.fromkeys(str(claim.value) for claim in self.claims))

    @property
    def how(self) -> str:
        """Seen, deduced, told or hidden; behind an edge nothing is seen directly."""
        if not self.claims:
            return "hidden"
        if all(claim.status is Status.TOLD_ONLY for claim in self.claims):
            return "told"
        witnessed = any(claim.basis is Basis.WITNESSED for claim in self.claims)
        return "seen" if witnessed and not self.behind else "deduced"

    @property
    def sure(self) -> str | None:
        """The word of the likeliest claim."""
        return next((claim.word for claim in self.claims if claim.word), None)


def judge(
    observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per box, and one paragraph, for each site that answered."""
    answered: dict[Subject, list[Observation]] = {}
    for observation in observations:
        if isinstance(observation.fact, HttpResponse) and observation.fact.status_code < 300:
            answered.setdefault(observation.subject, []).append(observation)
    for site in sorted(answered):
        boxes = _boxes(site, claims, tables)
        if any(box.claims for box in boxes):
            for place, box in enumerate(boxes, 1):
                yield _sign(site, "site.architecture_box", _record(place, box), [box], answered[site])
            yield _sign(site, "site.architecture", _paragraph(boxes), boxes, answered[site])


def _boxes(site: Subject, claims: Sequence[Claim], tables: Tables) -> list[Box]:
    own = _subjects(site, claims)
    told = {row["technology"]: row.get("box") for row in tables.rows("mentions")}
    filled: dict[str, tuple[Claim, ...]] = {}
    for row in tables.rows("architecture"):
        if row["predicate"]:
            fitting = [c for c in claims if c.predicate == row["predicate"] and c.subject in own]
        else:  # what only texts tell of
            mentioned = [c for c in claims if c.predicate == "organisation.technology"]
            fitting = [c for c in mentioned if told.get(str(c.value)) == row["box"]]
        filled[row["box"]] = _best(fitting)
    edge = bool(filled["edge"])
    return [
        Box(row=row, claims=filled[row["box"]], behind=edge and row.get("beyond", False))
        for row in tables.rows("architecture")
    ]


def _subjects(site: Subject, claims: Sequence[Claim]) -> set[Subject]:
    """The site and the addresses of its host."""
    host = urlsplit(site.key).hostname
    addresses = {
        claim.value
        for claim in claims
        if claim.predicate == "host.address" and claim.subject.key == host
    }
    return {site, *(claim.subject for claim in claims if claim.subject.key in addresses)}


def _best(fitting: Sequence[Claim]) -> tuple[Claim, ...]:
    standing = [
        claim
        for claim in fitting
        if claim.status in _STANDING
        and claim.value is not None
        and (claim.probability is None or claim.probability >= _LEAST)
    ]
    standing.sort(key=lambda claim: (-(claim.probability or 0.0), str(claim.value), claim.id))
    return tuple(standing[:_MOST_NAMES])


def _record(place: int, box: Box) -> dict[str, str | int | bool | None]:
    return {
        "place": place,
        "box": box.row["box"],
        "names": box.names or None,
        "how": box.how,
        "behind": box.behind,
        "sure": box.sure,
        "confirm": box.row["confirm"],
    }


def _paragraph(boxes: Sequence[Box]) -> str:
    parts = []
    for box in boxes:
        if box.claims:
            parts.append(box.row["phrase"].format(names=_named(box.claims)))
        else:
            parts.append(box.row["hidden"])
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _named(claims: Sequence[Claim]) -> str:
    words = {str(claim.value): f" ({claim.word})" if claim.word else "" for claim in claims}
    return ", ".join(f"{name}{word}" for name, word in words.items())


def _sign(
    site: Subject,
    predicate: str,
    value: str | Mapping[str, str | int | bool | None],
    boxes: Sequence[Box],
    answers: Sequence[Observation],
) -> Sign:
    claims = [claim for box in boxes for claim in box.claims]
    support = {name for claim in claims for name in claim.support} or {one.id for one in answers}
    hidden = not claims
    told = bool(claims) and all(claim.status is Status.TOLD_ONLY for claim in claims)
    return Sign(
        subject=site,
        predicate=predicate,
        value=value,
        layer=Layer.BEHIND,
        channel="analyst",
        basis=Basis.TOLD if told else Basis.DEDUCED,
        observed_at=max(
            [claim.last_observed_at for claim in claims] or [one.observed_at for one in answers]
        ),
        support=tuple(sorted(support)),
        reason=_reason(boxes),
        rule=RULE,
        status=Status.INSUFFICIENT if hidden else None,
    )


def _reason(boxes: Sequence[Box]) -> str:
    if len(boxes) > 1:
        states = [box.how for box in boxes]
        counted = [f"{states.count(how)} {how}" for how in ("seen", "deduced", "told", "hidden")]
        return f"Put together from the claims of {len(boxes)} boxes: {', '.join(counted)}."
    (box,) = boxes
    what = f"{box.row['box'].capitalize()}, {box.how}: {box.names or box.row['hidden']}"
    return f"{what}. What would settle it: {box.row['confirm']}."
