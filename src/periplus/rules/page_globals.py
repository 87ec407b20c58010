"""What a page's script left in its window, with the library that each name tells of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.facts.browser import PageGlobal
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value
from periplus.signatures.matching import first_fit

VERSION = 1
READS = (PageGlobal,)
WRITES = (
    "site.page_global",
    "site.page_technology",
    "site.page_technology_version",
    "site.edge",
    "site.edge_feature",
)
RULE = f"page_globals@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per global; those of a row with a predicate are a sign of its product too."""
    rows = tables.rows("globals")
    for observation in observations:
        fact = observation.fact
        if not isinstance(fact, PageGlobal):
            continue
        row = first_fit(rows, fact.name)
        tells = str(row["tells"]) if row else None
        value = {"name": fact.name, "type": fact.type, "tells": tells}
        of = f", one of {tells}" if tells else ""
        reason = f"The page's window holds {fact.name}{of}; a blank frame of the page does not."
        yield _reading(observation, "site.page_global", value, Layer.PAGE, reason)
        if row is not None and "predicate" in row:
            yield from _told(row, observation, fact, tables)


def _told(
    row: Mapping[str, Any], observation: Observation, fact: PageGlobal, tables: Tables
) -> Iterator[Sign]:
    product = str(row["value"])
    note = f" {row['note']}" if "note" in row else ""
    yield Sign(
        subject=observation.subject,
        predicate=row["predicate"],
        value=product,
        layer=Layer(row["layer"]),
        llr=tables.llr(row["weight"]),
        channel="page-runtime",
        basis=observation.basis,
        observed_at=observation.observed_at,
        support=(observation.id,),
        reason=f"The page's window holds {fact.name}, a name that {product} makes.{note}",
        rule=RULE,
        weight=tables.weight(row["weight"]),
    )
    if fact.version and row["predicate"] == "site.page_technology":
        reason = f"The version property of the page's global {fact.name} says {fact.version}."
        value = f"{product} {fact.version}"
        yield _reading(observation, "site.page_technology_version", value, Layer.PAGE, reason)


def _reading(observation: Observation, predicate: str, value: Value, layer: Layer, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=layer,
        channel="page-runtime",
        reason=reason,
        rule=RULE,
    )
