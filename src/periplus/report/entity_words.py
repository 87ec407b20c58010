"""How records about organisations are said in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from periplus.signatures.countries import country_text

Record = Mapping[str, object]


def _relation(record: Record) -> str:
    return f"{record.get('relation')} {record.get('other')}"


def _told(record: Record) -> str:
    return " ".join(str(record[key]) for key in ("says", "other") if record.get(key))


def _cable(record: Record) -> str:
    operator = f" ({record['operator']})" if record.get("operator") else ""
    return f"{record.get('cable')}{operator}"


def _told_cable(record: Record) -> str:
    through = " \u2013 ".join(str(record.get("countries", "")).split())
    return f"{_cable(record)}: {through}, as {record.get('source')} told in {record.get('dated')}"


def _basis(record: Record) -> str:
    return f"{record.get('organisation')}: {record.get('power')}, by {record.get('document')}"


def home_of(code: object) -> str:
    """A country, or the union, in words; that it is not known."""
    if code == "EU":
        return "European Union"
    return country_text(str(code)) if code else "country not known"


def _leverage(record: Record) -> str:
    measure = f", {record['measure']}" if record.get("measure") else ""
    who = f"{record.get('who')} ({home_of(record.get('country'))})"
    return f"{who}: {record.get('what')}{measure}, {record.get('state')}"


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "organisation.relation": _relation,
    "organisation.told": _told,
    "country.cable": _cable,
    "country.told_cable": _told_cable,
    "country.legal_basis": _basis,
    "country.leverage": _leverage,
    "site.leverage": _leverage,
}
"""How the value of a predicate reads."""
