"""Records about a country's use, coverage, speed and exposure in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from periplus.signatures.countries import country_text
from periplus.signatures.sources import source_text

Record: TypeAlias = Mapping[str, str | int | float | bool | None]

SEARCHED = {"everything": "all services", "router": "routers", "switch": "switches"}


def source_of(record: Record) -> str:
    """The source in words."""
    return source_text(str(record.get("source")))


def _use(record: Record) -> str:
    return f"{record.get('year')}, {source_of(record)}: {record.get('percent')}"


def _beside(record: Record) -> str:
    difference = record.get("difference")
    shown = f"{difference:+.1f}" if isinstance(difference, int | float) else "unknown"
    other = country_text(str(record.get("country")))
    return f"beside {other}, {record.get('year')}, {source_of(record)}: {shown}"


def _coverage(record: Record) -> str:
    if record.get("percent") is None:
        return f"{record.get('generation')}, {source_of(record)}: nothing told"
    told = f"{record.get('year')}, {source_of(record)}: {record.get('percent')}"
    return f"{record.get('generation')}, {told}"


def _speed(record: Record) -> str:
    days = f"{record.get('first_day')} to {record.get('last_day')}"
    return f"{record.get('direction')}, {days}, {source_of(record)}: {record.get('mbit_s')}"


def searched(record: Record) -> str:
    """What was searched for, in words."""
    return SEARCHED.get(str(record.get("searched")), str(record.get("searched")))


def _total(record: Record) -> str:
    return f"{searched(record)}, {source_of(record)}: {_counted(record)}"


def _exposure(record: Record) -> str:
    part = record.get("share")
    shown = f" ({part:.1%})" if isinstance(part, int | float) else ""
    named = f"{record.get('by')} {record.get('name')}"
    return f"{searched(record)}, {named}, {source_of(record)}:{shown} {_counted(record)}"


def _counted(record: Record) -> str:
    services = record.get("services")
    return f"{services:,}" if isinstance(services, int) else str(services)


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "country.internet_use": _use,
    "country.internet_use_beside": _beside,
    "country.mobile_coverage": _coverage,
    "country.speed": _speed,
    "country.exposed_services": _total,
    "country.exposure": _exposure,
}
