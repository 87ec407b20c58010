"""What texts about an organisation name as its technologies: told, and weak for any one site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.facts.http import HttpResponse
from periplus.facts.text import TechnologyMention
from periplus.model import Claim, Layer, Observation, Sign, SubjectKind, Tables

VERSION = 1
READS = (TechnologyMention, HttpResponse)
WRITES = ("organisation.technology", "site.technology", "site.page_technology")
RULE = f"technology_mentions@{VERSION}"
WEIGHT = "technology.told-of-organisation"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per technology of the organisation, and a weak sign for each site that was visited."""
    places = {row["technology"]: row for row in tables.rows("mentions") if "predicate" in row}
    visits = [one for one in observations if isinstance(one.fact, HttpResponse)]
    sites = {one.subject: one for one in reversed(visits)}
    for told in observations:
        if not isinstance(told.fact, TechnologyMention):
            continue
        name = told.fact.technology
        if told.subject.kind is SubjectKind.ORGANISATION:
            yield Sign.on(
                told,
                predicate="organisation.technology",
                value=name,
                layer=Layer.SOCIETY,
                channel="text",
                reason=f"A text about the organisation names {name}: “{told.fact.sentence}”.",
                rule=RULE,
            )
        if name in places:
            for site in sorted(sites):
                yield _weak(told, sites[site], places[name], tables)


def _weak(told: Observation, visit: Observation, row: Mapping[str, Any], tables: Tables) -> Sign:
    name = row["technology"]
    return Sign(
        subject=visit.subject,
        predicate=row["predicate"],
        value=name,
        layer=Layer(row["layer"]),
        llr=tables.llr(WEIGHT),
        channel="text",
        basis=told.basis,
        observed_at=told.observed_at,
        support=(told.id, visit.id),
        reason=(
            f"A text about {told.subject.key} names {name}; that an organisation uses it says little "
            "about one of its sites."
        ),
        rule=RULE,
        weight=tables.weight(WEIGHT),
    )
