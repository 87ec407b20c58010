"""What kinds of address packs there are: the fields behind the range, and what they may hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The fields of a row, in the order of the file; `check` raises ValueError for a bad row."""

    fields: tuple[str, ...]
    check: Callable[[Sequence[str]], None]
    number: str | None = None  # the field that bulk look-ups want as an integer


def _check_as(values: Sequence[str]) -> None:
    if not (values[0].isascii() and values[0].isdigit() and int(values[0]) < 1 << 32):
        raise ValueError(f"{values[0]!r} is not an AS number")


def _check_country(values: Sequence[str]) -> None:
    code = values[0]
    if not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError(f"{code!r} is not a country code")


def _check_provider(values: Sequence[str]) -> None:
    if not values[0]:
        raise ValueError("it names no provider")


KINDS: dict[str, Kind] = {
    "as": Kind(fields=("asn", "name"), check=_check_as, number="asn"),
    "country": Kind(fields=("country",), check=_check_country),
    "city": Kind(fields=("country", "region", "city"), check=_check_country),
    "provider": Kind(fields=("provider", "category", "service", "region"), check=_check_provider),
}
"""By the name that stands in the pack."""
