"""Dates as registries print them, to ISO 8601 (no RFC rules WHOIS answers; RFC 3912 §2)."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero janvier janeiro",
            "feb february febrero fevrier fev fevereiro",
            "mar march marzo mars marco",
            "apr april abr abril avr avril",
            "may mayo mai maio",
            "jun june junio juin junho",
            "jul july julio juillet julho",
            "aug august ago agosto aout",
            "sep sept september septiembre septembre setembro set",
            "oct october octubre octobre outubro okt",
            "nov november noviembre novembre novembro",
            "dec december dic diciembre decembre dez dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[-./] ?(\d{1,2})[-./] ?(\d{1,2})(?!\d)", re.ASCII)
_COMPACT = re.compile(r"(?<![\d.+-])(\d{4})(\d\d)(\d\d)(?!\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-./] ?(\d{1,2})[-./] ?(\d{4})(?!\d)", re.ASCII)
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[-./ ] ?([A-Za-z]{3,10})[-./, ]{1,2}(\d{4})(?!\d)", re.ASCII
)
_YEAR_MONTH = re.compile(r"(?<!\d)(\d{4})[-./ ]([A-Za-z]{3,10})[-./ ](\d{1,2})(?!\d)", re.ASCII)
_MONTH_DAY = re.compile(
    r"(?<![A-Za-z])([A-Za-z]{3,10})\.? {1,2}(\d{1,2})(?:st|nd|rd|th)?,?"
    r"(?: {1,2}\d\d:\d\d:\d\d)?(?: {1,2}[A-Z]{3,5})? {1,2}(\d{4})(?!\d)",
    re.ASCII,
)
_BEFORE = re.compile(r"before ([A-Za-z]{3,10})-(\d{4})(?!\d)", re.ASCII)

Found = tuple[str, int, int]  # ISO 8601, and where it stands: text[first:end]


def local_date(text: str, *, month_first: bool = False) -> Found | None:
    """The first date in a value, as ISO 8601, and where it stands; None when there is none.

    Days come before months in 01/02/2003 unless `month_first`. Nominet's "before Aug-1996" becomes
    "before 1996-08": it is no day.
    """
    before = _BEFORE.search(text)
    if before is not None and before[1].lower() in _MONTHS:
        return f"before {before[2]}-{_MONTHS[before[1].lower()]:02}", *before.span()
    stamp = _ISO.search(text)
    if stamp is not None and _day(stamp[1], stamp[2], stamp[3]):
        return stamp[0], *stamp.span()
    for pattern, order in (
        (_YEAR_FIRST, (1, 2, 3)),
        (_DAY_FIRST, (3, 1, 2) if month_first else (3, 2, 1)),
        (_DAY_MONTH, (3, 2, 1)),
        (_YEAR_MONTH, (1, 2, 3)),
        (_MONTH_DAY, (3, 1, 2)),
        (_COMPACT, (1, 2, 3)),
    ):
        match = pattern.search(text)
        day = _day(*(match[part] for part in order)) if match else None
        if match and day:
            return day, *match.span()
    return None


def is_month_first(text: str) -> bool:
    """Whether a date with numbers only can but begin with its month, as 12/31/2003 does."""
    match = _DAY_FIRST.search(text)
    return match is not None and int(match[1]) <= 12 < int(match[2])


def _day(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else _MONTHS.get(month.lower(), 0)
    try:
        # The first domains are of 1985; 0001-01-01 and 9999-12-31 mean that there is no date.
        return date(int(year), number, int(day)).isoformat() if 1980 <= int(year) < 2200 else None
    except ValueError:
        return None
