"""Whose services stand open in a country: counts by organisation, port, product and device; no hosts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.exposure import ExposureFacet, ExposureTotal
from periplus.model import Claim, Layer, Observation, Scalar, Sign, Tables

VERSION = 1
READS = (ExposureTotal, ExposureFacet)
WRITES = ("country.exposed_services", "country.exposure")
RULE = f"exposure@{VERSION}"
_WHERE = {"organisation": "with", "port": "on port", "product": "as", "device": "of the kind"}
_WHAT = {"everything": "services", "router": "services of routers", "switch": "services of switches"}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One total for each search, then each facet."""
    about = {row["name"]: row["about"] for row in tables.rows("sources")}
    for one in observations:
        match one.fact:
            case ExposureTotal() as fact:
                yield _total(one, fact, about.get(fact.source, fact.source))
            case ExposureFacet() as fact:
                yield _facet(one, fact, about.get(fact.source, fact.source))


def _what(searched: str) -> str:
    return _WHAT.get(searched, f"services of devices of the kind {searched}")


def _total(one: Observation, fact: ExposureTotal, source: str) -> Sign:
    reason = f"{source} counts {fact.services:,} {_what(fact.searched)}."
    value: Mapping[str, Scalar] = {
        "searched": fact.searched,
        "services": fact.services,
        "source": fact.source,
    }
    return replace(_sign(one, "country.exposed_services", value, reason), unit="services")


def _facet(one: Observation, fact: ExposureFacet, source: str) -> Sign:
    share = round(fact.services / fact.total, 4) if fact.total else 0.0
    value: Mapping[str, Scalar] = {
        "searched": fact.searched,
        "by": fact.by,
        "name": fact.name,
        "services": fact.services,
        "share": share,
        "source": fact.source,
    }
    reason = (
        f"Of {fact.total:,} {_what(fact.searched)}, {source} counts {fact.services:,} ({share:.1%}) "
        f"{_WHERE[fact.by]} {fact.name}."
    )
    sign = _sign(one, "country.exposure", value, reason)
    return replace(sign, unit="services", n=fact.total, denominator=f"{_what(fact.searched)} counted")


def _sign(one: Observation, predicate: str, value: Mapping[str, Scalar], reason: str) -> Sign:
    return Sign.on(
        one,
        predicate=predicate,
        value=value,
        layer=Layer.NETWORK,
        channel="scan-db",
        reason=reason,
        rule=RULE,
    )
