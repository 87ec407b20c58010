"""Answers of a certificate-transparency search, in the JSON form of crt.sh (RFC 9162)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from periplus.facts.content import decoded_content
from periplus.facts.selector import load_json
from periplus.model import Fact

_MOST_ROWS = 3000
_MOST_NAMES = 100
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCertificate(Fact):
    """One certificate that a log holds, as a search tells it."""

    names: tuple[str, ...]  # lower case; may begin with *.
    issuer: str
    not_before: str
    not_after: str
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSearch(Fact):
    """That a search was answered, with so many certificates."""

    rows: int


def is_search(body: bytes) -> bool:
    """Whether an HTTP answer is one of a search, though it may have found nothing."""
    try:
        return isinstance(load_json(decoded_content(body)), list)
    except ValueError:
        return False


def read_search(body: bytes) -> Iterator[tuple[LoggedCertificate, str]]:
    """Each row of an HTTP answer, with its selector; nothing of any other."""
    try:
        rows = load_json(decoded_content(body))
    except ValueError:
        return
    for index, row in enumerate(rows[:_MOST_ROWS] if isinstance(rows, list) else ()):
        if not isinstance(row, dict):
            continue
        told = {key: str(row.get(key) or "")[:_LONGEST] for key in ("issuer_name", "not_before")}
        told |= {key: str(row.get(key) or "")[:_LONGEST] for key in ("not_after", "serial_number")}
        names = _names(f"{row.get('common_name') or ''}\n{row.get('name_value') or ''}")
        if names:
            fact = LoggedCertificate(
                names=names,
                issuer=told["issuer_name"],
                not_before=told["not_before"],
                not_after=told["not_after"],
                serial=told["serial_number"],
            )
            yield fact, f"json:/{index}"


def _names(text: str) -> tuple[str, ...]:
    names = dict.fromkeys(name.strip().lower().removesuffix(".") for name in text.split("\n"))
    # Mail certificates stand there with addresses: persons, and no names of hosts.
    return tuple(name for name in names if name and "@" not in name and " " not in name)[:_MOST_NAMES]
