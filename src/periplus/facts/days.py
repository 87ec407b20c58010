"""Days as documents write them in words or numbers (ISO 8601; CLDR's names of months)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_MONTHS = (
    "jan|ene|sty|янв|студ|січ", "feb|lut|фев|лют", "mar|mär|мар|сак|бер", "apr|abr|kwi|апр|крас|квіт",
    "may|mai|maj|мая|май|траў|трав", "jun|cze|июн|чэрв|черв", "jul|lip|июл|ліп|лип",
    "aug|ago|sie|авг|жні|серп", "sep|set|wrz|сен|вер", "oct|okt|paź|окт|каст|жовт",
    "nov|lis|ноя|ліст|лист", "dec|dez|dic|gru|дек|снеж|груд",
)  # fmt: skip
"""The roots of the names of the months, in any case; German, English, French and Spanish among them."""
_WORDED = re.compile(
    r"\b(\d{1,2})(?:\.|\.?º)?(?: de)? ([^\W\d_]{3,12})\.?(?: del?)? ((?:19|20)\d\d)(?!\d)"
)
_NUMBERED = re.compile(r"/((?:19|20)\d\d), de (\d{1,2}) de ([^\W\d_]{3,12})\b")  # "Ley 28/2015, de …"
_PLAIN = re.compile(
    r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)"
    r"|\b(?:(\d{1,2})\.(\d{1,2})\.|(1[3-9]|2\d|3[01])/(\d{1,2})/)((?:19|20)\d\d)(?!\d)"
)


def day_in(text: str) -> str:
    """The first day that a text names, ISO 8601; empty when it names none.

    A day that may be a month (5/3/2020) is none.
    """
    return min(_days(text), default=(0, ""))[1]


def _days(text: str) -> Iterator[tuple[int, str]]:
    for found in _WORDED.finditer(text):
        yield from _day(found, found[3], _month(found[2]), found[1])
    for found in _NUMBERED.finditer(text):
        yield from _day(found, found[1], _month(found[3]), found[2])
    for found in _PLAIN.finditer(text):
        year, month, day = (part for part in found.groups() if part)
        if not found[1]:
            year, day = day, year
        yield from _day(found, year, int(month), day)


def _month(word: str) -> int:
    begins = word.casefold()
    return next(
        (n for n, roots in enumerate(_MONTHS, 1) if begins.startswith(tuple(roots.split("|")))), 0
    )


def _day(found: re.Match[str], year: str, month: int, day: str) -> Iterator[tuple[int, str]]:
    if 1 <= month <= 12 and 1 <= int(day) <= 31:
        yield found.start(), f"{year}-{month:02}-{int(day):02}"
