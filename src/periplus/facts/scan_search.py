"""Services of hosts as search engines of scans export them (Shodan, Censys v2, BinaryEdge)."""

from __future__ import annotations

import ipaddress
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from periplus.facts.exposure import ExposureFacet, ExposureTotal
from periplus.facts.scan import ScannedPort
from periplus.facts.selector import byte_range, load_json
from periplus.facts.service import number, text
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

_MOST = 200_000  # services of one file
_MOST_PORTS = 2000  # of one file
_MOST_NAMES = 10  # of each kind that is counted
_LONGEST = 120
_WORD = 20
_LAST_MS = 4e12


def reduced(content: bytes) -> bytes:
    """The services of an export as JSON lines of our own: no banners, names of hosts or persons.

    ValueError when the bytes are no export that is known.
    """
    services: dict[tuple[object, ...], dict[str, Any]] = {}
    for row in _rows(content):
        key = tuple(row[part] for part in ("source", "address", "port", "transport"))
        services[key] = max(services.get(key, row), row, key=_told)
        if len(services) > _MOST:
            raise ValueError(f"it holds more than {_MOST} services: split it")
    if not services:
        raise ValueError("it holds no service that Shodan, Censys or BinaryEdge would write")
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in services.values())
    return "".join(f"{line}\n" for line in lines).encode()


def _told(row: Mapping[str, Any]) -> tuple[bool, str]:
    """A service seen twice is one: the capture that names its product, then the later one."""
    return "product" in row, row.get("at", "")


# ---------------------------------------------------------------- the exports


def _rows(content: bytes) -> Iterator[dict[str, Any]]:
    for entry in _entries(content):
        if "events" in entry:
            yield from _found(_binaryedge(event) for event in _list(entry["events"]))
        elif isinstance(entry.get("results"), dict):
            events = (event for found in entry["results"].values() for event in _list(found))
            yield from _found(_binaryedge(event) for event in events)
        elif "services" in entry:
            yield from _found(_censys(entry, service) for service in _list(entry["services"]))
        elif isinstance(entry.get("data"), list):
            yield from _found(_shodan(banner, entry) for banner in _list(entry["data"]))
        else:
            yield from _found([_shodan(entry, entry)])


def _entries(content: bytes) -> Iterator[Mapping[str, Any]]:
    """One document, a list of them, or one on each line."""
    try:
        whole = load_json(content)
    except ValueError:
        for line in content.splitlines():
            if line.strip():
                yield from _list([_line(line)])
        return
    yield from _list(whole if isinstance(whole, list) else [whole])


def _line(text: bytes) -> object:
    try:
        return load_json(text)
    except ValueError:
        raise ValueError("it is no JSON, neither whole nor line by line") from None


def _found(rows: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  an iterable of rows or None
    yield from (row for row in rows if row is not None)


def _shodan(banner: Mapping[str, Any], host: Mapping[str, Any]) -> dict[str, Any] | None:
    where = (banner.get("ip_str") or host.get("ip_str"), banner.get("port"), banner.get("transport"))
    product = (banner.get("product"), banner.get("version"))
    return _row("Shodan", where, banner.get("org") or host.get("org"), product, banner.get("timestamp"))


def _censys(host: Mapping[str, Any], service: Mapping[str, Any]) -> dict[str, Any] | None:
    where = (host.get("ip"), service.get("port"), service.get("transport_protocol"))
    (first, *_) = _list(service.get("software")) or [{}]
    product = (first.get("product"), first.get("version"))
    organisation = _mapping(host.get("autonomous_system")).get("name")
    return _row("Censys", where, organisation, product, service.get("observed_at"))


def _binaryedge(event: Mapping[str, Any]) -> dict[str, Any] | None:
    target, origin = _mapping(event.get("target")), _mapping(event.get("origin"))
    service = _mapping(_mapping(_mapping(event.get("result")).get("data")).get("service"))
    at = number(origin.get("ts"))
    told = None
    if at is not None and 0 < at < _LAST_MS:
        told = datetime.fromtimestamp(at / 1000, tz=UTC).isoformat()
    where = (target.get("ip"), target.get("port"), target.get("protocol"))
    return _row("BinaryEdge", where, None, (service.get("product"), service.get("version")), told)


def _row(
    source: str,
    where: tuple[object, object, object],
    organisation: object,
    product: tuple[object, object],
    at: object,
) -> dict[str, Any] | None:
    """One service in our own form; None without an address and a port."""
    address, port, transport = where
    number_of = number(port)
    try:
        host = str(ipaddress.ip_address(address)) if isinstance(address, str) else ""
    except ValueError:
        host = ""
    if not host or number_of is None or not 0 < number_of < 65536:
        return None
    told = {
        "source": source,
        "address": host,
        "port": int(number_of),
        "transport": text(transport, _WORD).lower() or "tcp",
        "organisation": _plain(organisation),
        "product": _plain(product[0]),
        "version": _plain(product[1]),
        "at": text(at, 40),
    }
    return {key: value for key, value in told.items() if value != ""}


def _plain(value: object) -> str:
    return " ".join(text(value, _LONGEST).split())


# ---------------------------------------------------------------- our own lines


def read_services(body: bytes, about: Subject, vantage: str, before: datetime) -> Iterator[Reading]:
    """For a country how many there are and with whom; else each port of each address.

    What is dated after `before` is left out.
    """
    rows = [(row, place) for row, place in _own(body) if (row["at"] or before) <= before]
    if about.kind is SubjectKind.COUNTRY:
        yield from _counted([row for row, _ in rows], about)
        return
    for row, place in rows[:_MOST_PORTS]:
        fact = ScannedPort(
            tool=row["source"],
            vantage=vantage,
            protocol=row["transport"],
            port=row["port"],
            state="open",
            product=row.get("product", ""),
            version=row.get("version", ""),
        )
        subject = Subject(kind=SubjectKind.ADDRESS, key=row["address"])
        at = row["at"]
        yield Reading(subject=subject, fact=fact, selector=place, basis=Basis.TOLD, observed_at=at)


def _own(body: bytes) -> Iterator[tuple[dict[str, Any], str]]:
    """Each line as a row with its moment, and where it stands."""
    first = 0
    for line in body.splitlines(keepends=True)[:_MOST]:
        try:
            row = load_json(line)
        except ValueError:
            row = None
        if isinstance(row, dict):
            where = (row.get("address"), row.get("port"), row.get("transport"))
            product = (row.get("product"), row.get("version"))
            told = _row(text(row.get("source"), _WORD), where, row.get("organisation"), product, "")
            if told is not None and told.get("source"):
                yield (
                    told | {"at": _moment(row.get("at"))},
                    byte_range(first, first + len(line.rstrip())),
                )
        first += len(line)


def _counted(rows: Sequence[Mapping[str, Any]], about: Subject) -> Iterator[Reading]:
    for source in sorted({row["source"] for row in rows}):
        mine = [row for row in rows if row["source"] == source]
        name, at = f"an export of {source}", max((row["at"] for row in mine if row["at"]), default=None)
        facts: list[Fact] = [ExposureTotal(source=name, searched="everything", services=len(mine))]
        for by in ("organisation", "port", "product"):
            counts = Counter(str(row[by]) for row in mine if row.get(by))
            facts += [
                ExposureFacet(
                    source=name, searched="everything", by=by, name=one, services=many, total=len(mine)
                )
                for one, many in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[
                    :_MOST_NAMES
                ]
            ]
        for fact in facts:
            yield Reading(subject=about, fact=fact, selector="", basis=Basis.TOLD, observed_at=at)


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(text(value, 40)[:19])
    except ValueError:
        return None
    return found.replace(tzinfo=UTC)


def _list(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
