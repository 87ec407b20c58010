"""Which tables a country's routing is read from, of which dates, and who counts as domestic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from periplus.facts.world import Dataset, WorldTable
from periplus.measures.country import country
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Tables, Value

VERSION = 1
READS = (Dataset, WorldTable)
WRITES = (
    "country.table",
    "country.table_dates",
    "country.domestic_networks",
    "country.domestic_disputed",
)
RULE = f"world_tables@{VERSION}"
_APART_DAYS = 92  # tables of one quarter are of one world
_SAID = {
    "located": "more than half of whose IPv4 space the tables place in the country",
    "registered": "that the registries have registered in the country",
    "organisation": "whose holder the tables place in the country",
}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per table; a warning when dates differ; one count per definition."""
    for observation in observations:
        fact = observation.fact
        if isinstance(fact, WorldTable):
            yield _table(observation, fact)
        elif isinstance(fact, Dataset):
            yield from _dates(observation, fact)
            yield from _definitions(observation, fact)


def _table(observation: Observation, fact: WorldTable) -> Sign:
    value: dict[str, Scalar] = {
        "table": fact.table,
        "date": fact.dated,
        "source": fact.source,
        "rows": fact.rows,
        "licence": fact.licence,
    }
    left_out = f", {fact.skipped:,} left out as unreadable" if fact.skipped else ""
    reason = f"The table of {fact.table} is of {fact.dated}: {fact.rows:,} rows{left_out}."
    return _sign(observation, "country.table", value, reason)


def _dates(observation: Observation, fact: Dataset) -> Iterator[Sign]:
    days = sorted({(one.dated, one.table) for one in fact.tables if one.table != "networks"})
    if len(days) < 2:
        return
    (first, oldest), (last, newest) = days[0], days[-1]
    apart = (date.fromisoformat(last) - date.fromisoformat(first)).days
    if apart <= _APART_DAYS:
        return
    value: dict[str, Scalar] = {
        "oldest": oldest,
        "oldest_date": first,
        "newest": newest,
        "newest_date": last,
        "days": apart,
    }
    told = ", ".join(f"{table} {day}" for day, table in days)
    reason = f"The tables are not of one day, so no number here is of one moment: {told}."
    yield _sign(observation, "country.table_dates", value, reason)


def _definitions(observation: Observation, fact: Dataset) -> Iterator[Sign]:
    known: list[set[int]] = []
    for name, members in fact.definitions:
        if members is None:
            reason = f"The tables do not tell the networks {_SAID[name]}."
        else:
            known.append(set(members))
            reason = f"{len(members):,} networks {_SAID[name]}."
        value: dict[str, Scalar] = {
            "definition": name,
            "networks": None if members is None else len(members),
        }
        yield _sign(observation, "country.domestic_networks", value, reason)
    if len(known) > 1:
        whole = frozenset[int]().union(*known)
        disputed = whole - whole.intersection(*known)
        used = country(fact)
        by = used.definition if used else "none"
        said = (
            f"The definitions of a domestic network disagree about {len(disputed):,} of {len(whole):,}"
            if disputed
            else f"All definitions of a domestic network name the same {len(whole):,}"
        )
        reason = f"{said}; numbers without a definition use {by!r}."
        disputes: dict[str, Scalar] = {"disputed": len(disputed), "of": len(whole), "used": by}
        yield _sign(observation, "country.domestic_disputed", disputes, reason)


def _sign(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.ROUTING,
        channel="bgp",
        reason=reason,
        rule=RULE,
    )
