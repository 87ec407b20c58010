"""Exports of DNS history: CSV, JSON, passive DNS (draft-dulaunoy-dnsop-passive-dns-cof)."""

from __future__ import annotations

import csv
import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from periplus.facts.selector import byte_range, load_json
from periplus.model import Fact, Subject, SubjectKind

_MOST_ROWS = 5000
_MOST_DEPTH = 6
_LONGEST = 500
# Column and key names, as services and tools call them; matched with `_` for blanks, in any case.
_NAMES = ("rrname", "hostname", "host", "domain", "domain_name", "name", "query")
_TYPES = ("rrtype", "record_type", "type", "rr_type")
_DATA = ("rdata", "value", "data", "answer", "address", "ip_address", "ip", "ipv6", "content")
_DATA_KEYS = ("ip", "ipv6", "nameserver", "host", "hostname", "value")  # of a value that is an object
_FIRST = ("time_first", "zone_time_first", "first_seen", "firstseen", "first", "from")
_LAST = (
    "time_last",
    "zone_time_last",
    "last_seen",
    "lastseen",
    "last",
    "last_seen_on_this_ip",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsSeen(Fact):
    """That somebody saw a record between two days."""

    name: str  # owner, lower case, no trailing dot; empty: the export does not say
    rdtype: str  # mnemonic
    data: str  # presentation form, names lower case without trailing dot
    first_on: date | None
    last_on: date | None


def read_history(body: bytes) -> Iterator[tuple[DnsSeen, str]]:
    """Each record with its selector; nothing of a body that is no export of history.

    JSON lines in common output format (alone, or as `obj` of a streaming answer); one JSON document
    whose lists hold such rows, or `values` with the days beside them; CSV with a header line.
    """
    found = _of_document(body) if body.lstrip()[:1] in (b"[", b"{") else _of_csv(body)
    for _, row in zip(range(_MOST_ROWS), found, strict=False):
        yield row


def _of_document(body: bytes) -> Iterator[tuple[DnsSeen, str]]:
    try:
        document = load_json(body)
    except ValueError:
        yield from _of_lines(body)
        return
    yield from _rows(document, "", "", 0)


def _of_lines(body: bytes) -> Iterator[tuple[DnsSeen, str]]:
    for line, first in _lines(body):
        try:
            row = load_json(line)
        except ValueError:
            continue
        inner = row.get("obj", row) if isinstance(row, dict) else None
        if isinstance(inner, dict):
            for seen in _seen(_keyed(inner)):
                yield seen, byte_range(first, first + len(line))


def _lines(body: bytes) -> Iterator[tuple[bytes, int]]:
    position = 0
    for line in body.split(b"\n")[: 4 * _MOST_ROWS]:
        yield line.rstrip(b"\r"), position
        position += len(line) + 1


def _rows(node: Any, pointer: str, kind: str, depth: int) -> Iterator[tuple[DnsSeen, str]]:  # noqa: ANN401
    """The rows in a document's lists; `kind` is the record type that an object around them names."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(node, list):
        for index, item in enumerate(node[:_MOST_ROWS]):
            yield from _rows(item, f"{pointer}/{index}", kind, depth + 1)
    elif isinstance(node, dict):
        row = _keyed(node)
        kind = str(_value(row, _TYPES) or kind)
        found = list(_seen({"rrtype": kind, **row}))
        for seen in found:
            yield seen, f"json:{pointer}"
        for key, value in node.items() if not found else ():
            escaped = str(key).replace("~", "~0").replace("/", "~1")
            yield from _rows(value, f"{pointer}/{escaped}", kind, depth + 1)


def _of_csv(body: bytes) -> Iterator[tuple[DnsSeen, str]]:
    header: list[str] = []
    for line, first in _lines(body):
        cells = _cells(line)
        if not header:
            header = [_key(cell) for cell in cells]
            if not (set(header) & set(_DATA) and set(header) & {*_FIRST, *_LAST}):
                return
            continue
        for seen in _seen(dict(zip(header, cells, strict=False))):
            yield seen, byte_range(first, first + len(line))


def _cells(line: bytes) -> list[str]:
    try:
        return next(iter(csv.reader([line.decode("utf-8-sig", "replace")])), [])
    except csv.Error:
        return []


# ---------------------------------------------------------------- one row


def _seen(row: Mapping[str, Any]) -> Iterator[DnsSeen]:
    first, last = (_day(_value(row, keys)) for keys in (_FIRST, _LAST))
    if first is None and last is None:
        return
    if first is not None and last is not None and first > last:
        first, last = last, first
    name = _name(_value(row, _NAMES)) if _value(row, _NAMES) is not None else ""
    kind = str(_value(row, _TYPES) or "").strip().upper()
    for text in _data(row.get("values") or _value(row, _DATA)):
        data = _canonical(text)
        rdtype = kind if kind.isalnum() and kind.isascii() and len(kind) <= 12 else ""
        rdtype = rdtype if rdtype not in ("", "IP", "IPV4", "IPV6") else _type_of(data)
        if data and rdtype and name is not None:
            yield DnsSeen(name=name, rdtype=rdtype, data=data, first_on=first, last_on=last)


def _keyed(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {_key(str(key)): value for key, value in row.items()}


def _key(text: str) -> str:
    return "_".join(text.strip().casefold().replace("-", " ").split())


def _value(row: Mapping[str, Any], keys: tuple[str, ...]) -> Any:  # noqa: ANN401
    return next((row[key] for key in keys if row.get(key) not in (None, "")), None)


def _name(value: object) -> str | None:
    name = str(value).strip().lower().removesuffix(".")
    try:
        return Subject(kind=SubjectKind.HOST, key=name).key
    except ValueError:
        return None


def _data(value: object) -> Sequence[str]:
    """The record data of a cell, a list of cells, or objects that hold one each."""
    several = value if isinstance(value, list) else [value]
    texts = (_value(_keyed(one), _DATA_KEYS) if isinstance(one, dict) else one for one in several)
    return [text for _, text in zip(range(_MOST_ROWS), texts, strict=False) if isinstance(text, str)]


def _canonical(text: str) -> str:
    plain = " ".join(text.split())[:_LONGEST]
    address = _address(plain)
    if address is not None:
        return str(address)
    if plain.startswith('"') and plain.endswith('"'):
        return plain.strip('"')
    return plain.lower().removesuffix(".")


def _type_of(data: str) -> str:
    address = _address(data)
    return "" if address is None else "A" if address.version == 4 else "AAAA"


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return None if "%" in text else address


def _day(value: object) -> date | None:
    """ISO 8601 days and times, a month (its first day), or seconds or milliseconds since 1970."""
    text = str(value or "").strip()
    try:
        number = float(text) if isinstance(value, int | float | str) and len(text) != 8 else None
    except ValueError:
        number = None
    try:
        if number is not None:
            return datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC).date()
        return date.fromisoformat(f"{text}-01" if len(text) == 7 else text[:10])
    except (ValueError, OverflowError, OSError):
        return None
