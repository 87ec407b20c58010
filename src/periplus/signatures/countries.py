"""Countries by the names that registries print, and by their codes (ISO 3166-1, Unicode CLDR)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from periplus.facts.domain_form import plain
from periplus.signatures.tables import load


def codes_by_name(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, str]:
    """Codes by name, of the table countries; the names in the form of domain_form.plain."""
    return {plain(name): row["code"] for row in rows for name in (row["name"], *row.get("also", ()))}


@cache
def country_names() -> Mapping[str, str]:
    """The same of the shipped table."""
    return codes_by_name(load().rows("countries"))


@cache
def _name_by_code() -> Mapping[str, str]:
    return {row["code"]: row["name"] for row in load().rows("countries")}


@cache
def code_by_alpha3() -> Mapping[str, str]:
    """ISO 3166-1 alpha-2 by alpha-3, which files of shapes use."""
    return {row["alpha3"]: row["code"] for row in load().rows("countries") if "alpha3" in row}


def country_text(code: str) -> str:
    """`Netherlands (NL)`; the code alone when it is no country's."""
    name = _name_by_code().get(code)
    return f"{name} ({code})" if name else code


@cache
def alpha3_of(code: str) -> str:
    """ISO 3166-1 alpha-3; for a code that the table does not hold, its first letter once more.

    So XK is XKX, as statistics call Kosovo, and invented countries stay among the codes for users.
    """
    return {two: three for three, two in code_by_alpha3().items()}.get(code, f"{code}{code[0]}")


_MOST_BESIDE = 8


def beside(text: str, country: str) -> tuple[str, ...]:
    """The countries of the setting `compare`, each once and without the one they stand beside."""
    named = dict.fromkeys(part.strip().upper() for part in text.split(","))
    return tuple(code for code in named if code in _name_by_code() and code != country)[:_MOST_BESIDE]


@cache
def continent(country: str) -> str:
    """The two letters of a country's continent; empty when no table tells."""
    rows = load().rows("continents")
    return next((row["code"] for row in rows if country in row["countries"]), "")
