"""Records about ways and a country's routing in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from periplus.signatures.countries import country_text

Record: TypeAlias = Mapping[str, str | int | float | bool | None]


def share(value: object) -> str:
    """A share as a percentage, to a tenth."""
    if isinstance(value, float) and 0 < value < 0.0005:
        return "under 0.1%"
    return f"{value:.1%}" if isinstance(value, int | float) else "unknown"


def interval(record: Record) -> str:
    """Between which shares a cut lies in 90% of the maps drawn; empty if that was not measured."""
    if record.get("low") is None or record.get("high") is None:
        return ""
    low, high = share(record["low"]), share(record["high"])
    return low if low == high else f"{low} to {high}"


def span(record: Record) -> str:
    """The interval of a cut as a remark, if it was measured."""
    within = interval(record)
    return f" ({'90% interval' if ' to ' in within else '90% of the maps:'} {within})" if within else ""


def _cut_set(record: Record) -> str:
    if not record.get("size"):
        return f"at least {share(record.get('wanted'))}: {record.get('who')}"
    proven = (
        "" if record.get("size") == record.get("at_least") else f", proven: {record.get('at_least')}"
    )
    number = f"{record.get('size')} {record.get('by')}"
    if record.get("size") == 1:
        number = f"one {str(record.get('by')).removesuffix('s')}"
    return (
        f"at least {share(record.get('wanted'))} by {number}{proven}: "
        f"{record.get('who')}: {share(record.get('cut'))}{span(record)}"
    )


def _cut_alone(record: Record) -> str:
    return f"{record.get('who')}: {share(record.get('cut'))}{span(record)}"


def _cut_step(record: Record) -> str:
    return f"{record.get('step')}: {record.get('who')}: {share(record.get('cut'))}"


def _state_cut(record: Record) -> str:
    return f"{share(record.get('cut'))}{span(record)} by {record.get('networks')}"


def _cut_by(record: Record) -> str:
    return f"{record.get('weight')}: {record.get('who')}: {share(record.get('cut'))}"


def _exchange(record: Record) -> str:
    place = ", ".join(str(record[key]) for key in ("city", "country") if record.get(key))
    return (
        f"{record.get('exchange')}{f' ({place})' if place else ''}: "
        f"{record.get('domestic')} of {record.get('networks')} networks domestic"
    )


def _hosting(record: Record) -> str:
    return f"{record.get('where')}: {share(record.get('share'))}"


def _border(record: Record) -> str:
    return (
        f"{record.get('with_foreign_provider')} networks with a provider abroad "
        f"(risk class {record.get('class')}), concentration (Herfindahl) {record.get('concentration')}"
    )


def _foreign_cut(record: Record) -> str:
    return f"without {country_text(str(record.get('country')))}, {share(record.get('cut'))} is cut off"


def _named(record: Record) -> str:
    name = record.get("name")
    return f"{record.get('network')}{f' {name}' if name else ''}"


def _hegemony(record: Record) -> str:
    return f"{_named(record)}: {share(record.get('hegemony'))}"


def _influence(record: Record) -> str:
    return f"{_named(record)}: {record.get('influence')}"


def _table(record: Record) -> str:
    return f"{record.get('table')} of {record.get('date')} ({record.get('rows')} rows)"


def _dates(record: Record) -> str:
    return (
        f"{record.get('oldest')} of {record.get('oldest_date')}, "
        f"{record.get('newest')} of {record.get('newest_date')}"
    )


def _domestic(record: Record) -> str:
    networks = record.get("networks")
    return f"{record.get('definition')}: {'not told' if networks is None else networks}"


def _disputed(record: Record) -> str:
    return f"about {record.get('disputed')} of {record.get('of')}"


def _servers(record: Record) -> str:
    return (
        f"{record.get('left_inside')} of {record.get('addresses')} addresses inside, "
        f"{record.get('left_outside')} outside"
    )


def _owned(record: Record) -> str:
    return f"by {record.get('owner')}: {record.get('organisation')}"


def _carrier(record: Record) -> str:
    name, home = record.get("name"), record.get("country")
    return f"{record.get('carrier')}{f' {name}' if name else ''}{f' ({home})' if home else ''}"


def _hop(record: Record) -> str:
    if "address" not in record:
        return f"{record.get('hop')} no answer"
    known = [str(record[key]) for key in ("operator", "asn", "country") if record.get(key)]
    beside = f" ({', '.join(known)})" if known else ""
    return f"{record.get('hop')} {record.get('address')}{beside}"


def _link(record: Record) -> str:
    return f"{record.get('hop')} {record.get('from')} \u2192 {record.get('to_hop')} {record.get('to')}"


def _crossing(record: Record) -> str:
    sides = [
        f"{record.get(side)} ({record[f'{side}_operator']})"
        if record.get(f"{side}_operator")
        else f"{record.get(side)}"
        for side in ("from", "to")
    ]
    return " \u2192 ".join(sides) + f" at hop {record.get('hop')}"


def _out_of_reach(record: Record) -> str:
    return (
        f"in {country_text(str(record.get('country')))}, {record.get('apart_km')} km from "
        f"{record.get('other')} in {country_text(str(record.get('other_country')))}, where light "
        f"reaches {record.get('reach_km')} km"
    )


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "address.place_contradiction": _out_of_reach,
    "path.hop": _hop,
    "path.link": _link,
    "path.border": _crossing,
    "country.cut_set": _cut_set,
    "country.cut_alone": _cut_alone,
    "country.cut_step": _cut_step,
    "country.cut_by": _cut_by,
    "country.exchange": _exchange,
    "country.hosting": _hosting,
    "country.state_cut": _state_cut,
    "country.border": _border,
    "country.foreign_cut": _foreign_cut,
    "country.hegemony": _hegemony,
    "country.transit_influence": _influence,
    "country.table": _table,
    "country.table_dates": _dates,
    "country.domestic_networks": _domestic,
    "country.domestic_disputed": _disputed,
    "country.name_servers_cut_off": _servers,
    "network.state_owned": _owned,
    "network.carrier": _carrier,
}
"""How the value of a predicate reads."""
