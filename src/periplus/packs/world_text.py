"""Text and JSON tables about networks, line by line: who provides to whom, who originates, who owns."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from periplus.packs.container import PackError

Row: TypeAlias = tuple[Any, ...]
_MOST_ASN = (1 << 32) - 1
_MOST_AMOUNT = 1e12
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_STATUSES = {"allocated", "assigned"}


@dataclass(slots=True)
class TextTable:
    """Rows as they are read; bad lines are counted, the first with its place."""

    kind: str
    rows: list[Row] = field(default_factory=list)
    more: list[Row] = field(default_factory=list)  # a second kind of row in the same file
    wide: list[Row] = field(default_factory=list)  # of IPv6, in /48 networks
    clique: list[int] = field(default_factory=list)
    skipped: int = 0
    first_fault: str = ""
    stated: str = ""  # the date that the file states

    def take(self, lines: Iterable[str], read: Callable[[str], object]) -> None:
        """Read each line that says something; ValueError of `read` counts it as bad."""
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                read(line)
            except (ValueError, IndexError, OSError, csv.Error) as error:
                self.skipped += 1
                self.first_fault = self.first_fault or f"line {number}: {error}"


def asn_of(text: str) -> int:
    """An AS number as the tables write it: 1, AS1. ValueError when it is none."""
    digits = text.strip().removeprefix("AS")
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:11]) <= _MOST_ASN):
        raise ValueError(f"{text[:20]!r} is no AS number")
    return int(digits)


def country_of(text: str) -> str:
    """A country code. ValueError when it is none."""
    if not _COUNTRY.fullmatch(text):
        raise ValueError(f"{text[:20]!r} is no country code")
    return text


# ---------------------------------------------------------------- relationships


def relationships(lines: Iterable[str]) -> TextTable:
    """as-rel, serial 1 and 2: rows (provider, customer), more (peer, peer)."""
    table = TextTable("relations")

    def read(line: str) -> None:
        if line.startswith("#"):
            _, _, clique = line.partition("clique:")
            if clique:
                table.clique = [asn_of(one) for one in clique.split()]
            stated = re.search(r"\|(20\d{6}|19\d{6})\|", line)
            table.stated = table.stated or (stated[1] if stated else "")
            return
        cells = line.rstrip("\r\n").split("|")
        first, second = asn_of(cells[0]), asn_of(cells[1])
        if cells[2] == "-1":
            table.rows.append((first, second))
        elif cells[2] == "0":
            table.more.append((first, second))
        else:
            raise ValueError(f"{cells[2][:20]!r} is no relationship")

    table.take(lines, read)
    return table


def as2rel(document: Any) -> TextTable:  # noqa: ANN401 - JSON is what it is
    """as2rel: rel 1 is provider to customer, -1 the other way round, 0 peers."""
    table = TextTable("relations")
    for number, item in enumerate(document if isinstance(document, list) else []):
        try:
            first, second, kind = asn_of(str(item["asn1"])), asn_of(str(item["asn2"])), item["rel"]
            if kind == 0:
                table.more.append((first, second))
            elif kind in (1, -1):
                table.rows.append((first, second) if kind == 1 else (second, first))
            else:
                raise ValueError(f"{kind!r} is no relationship")
        except (ValueError, TypeError, KeyError) as error:
            table.skipped += 1
            table.first_fault = table.first_fault or f"item {number}: {error!r}"
    return table


# ---------------------------------------------------------------- who originates


def origins(lines: Iterable[str]) -> TextTable:
    """`prefix length asn` (pfx2as, `_` and `,` between several) or `prefix/length asn`.

    Rows (first address, length, asn) of IPv4; more the same of IPv6, the address as its upper 64 bits.
    """
    table = TextTable("origins")

    def read(line: str) -> None:
        if line.startswith("#"):
            return
        cells = line.split()
        if "/" in cells[0]:
            network, length = cells[0].split("/")
            said = cells[1]
        else:
            network, length, said = cells[0], cells[1], cells[2]
        if ":" in network:
            high = int.from_bytes(socket.inet_pton(socket.AF_INET6, network)[:8], "big")
            put, number, most = table.more, high, 128
        else:
            octets = socket.inet_pton(socket.AF_INET, network)
            put, number, most = table.rows, int.from_bytes(octets, "big"), 32
        size = int(length)
        if not 0 <= size <= most:
            raise ValueError(f"/{size} is no length of a prefix")
        for one in said.replace("_", ",").replace("{", "").replace("}", "").split(","):
            put.append((number, size, asn_of(one)))

    table.take(lines, read)
    return table


# ---------------------------------------------------------------- blocks of countries


def delegated(lines: Iterable[str]) -> TextTable:
    """RIR statistics, plain or extended: rows (first, last, country), more (first AS, last AS, country).

    The value of an IPv4 row is a number of addresses, and not always a power of two; of IPv6 a length.
    """
    table = TextTable("blocks")

    def read(line: str) -> None:
        cells = line.rstrip("\r\n").split("|")
        if line.startswith("#") or cells[-1] == "summary":
            return
        if cells[0][:1].isdigit():
            table.stated = table.stated or cells[5 if len(cells) > 6 else 2]
            return
        if len(cells) < 7 or cells[6] not in _STATUSES or cells[1] in {"", "*"}:
            return
        country, kind, start, value = country_of(cells[1]), cells[2], cells[3], int(cells[4])
        if kind == "ipv4":
            first = int.from_bytes(socket.inet_pton(socket.AF_INET, start), "big")
            if not 0 < value <= (1 << 32) - first:
                raise ValueError(f"{value} addresses from {start}")
            table.rows.append((first, first + value - 1, country))
        elif kind == "ipv6":
            table.wide.append((*networks48(start, value), country))
        elif kind == "asn":
            asn = int(start)
            if not 0 < value <= (1 << 32) - asn:
                raise ValueError(f"{value} networks from {start}")
            table.more.append((asn, asn + value - 1, country))

    table.take(lines, read)
    return table


def country_blocks(documents: Iterable[Any]) -> TextTable:
    """Blocks per country as JSON: `{countryCode, prefixes: {ipv4: [prefix, …], ipv6: […]}}`."""
    table = TextTable("blocks")
    for number, document in enumerate(documents):
        try:
            country = country_of(document["countryCode"])
            for prefix in document["prefixes"]["ipv4"]:
                network, _, length = prefix.partition("/")
                first = int.from_bytes(socket.inet_pton(socket.AF_INET, network), "big")
                if not 0 <= int(length) <= 32:
                    raise ValueError(prefix)
                table.rows.append((first, first + (1 << (32 - int(length))) - 1, country))
            for prefix in document["prefixes"].get("ipv6", ()):
                network, _, length = prefix.partition("/")
                table.wide.append((*networks48(network, int(length)), country))
        except (ValueError, TypeError, KeyError, AttributeError, OSError) as error:
            table.skipped += 1
            table.first_fault = table.first_fault or f"document {number}: {error!r}"
    return table


def places(lines: Iterable[str]) -> TextTable:
    """Geolocation, `first,last,CC`: rows (first, last, country), wide the same of IPv6."""
    table = TextTable("places")

    def read(line: str) -> None:
        first, last, said = (cell.strip('" ') for cell in line.rstrip("\r\n").split(",")[:3])
        country = country_of(said)
        family = socket.AF_INET6 if ":" in first else socket.AF_INET
        low, high = (int.from_bytes(socket.inet_pton(family, one), "big") for one in (first, last))
        if low > high:
            raise ValueError(f"{first} lies behind {last}")
        if family == socket.AF_INET:
            table.rows.append((low, high, country))
        else:
            table.wide.append((low >> 80, high >> 80, country))

    table.take(lines, read)
    return table


def networks48(network: str, length: int) -> tuple[int, int]:
    """The first and last /48 of an IPv6 prefix; a longer one counts as the one it lies in."""
    if not 0 <= length <= 128:
        raise ValueError(f"/{length} is no length of a prefix")
    first = int.from_bytes(socket.inet_pton(socket.AF_INET6, network)[:6], "big")
    size = 1 << max(0, 48 - length)
    return first // size * size, first // size * size + size - 1


# ---------------------------------------------------------------- names, owners, users


def names(lines: Iterable[str]) -> TextTable:
    """`asn name`: rows (asn, {name})."""
    table = TextTable("names")

    def read(line: str) -> None:
        asn, _, name = line.rstrip("\r\n").partition("\t")
        table.rows.append((asn_of(asn), {"name": name.strip()}))

    table.take(lines, read)
    return table


def as2org(lines: Iterable[str]) -> TextTable:
    """as2org's two sections, told apart by their `# format:` lines: rows (asn, {name, …})."""
    table = TextTable("names")
    organisations: dict[str, tuple[str, str]] = {}
    networks: list[tuple[int, str, str]] = []
    columns: list[str] = []

    def read(line: str) -> None:
        nonlocal columns
        if line.startswith("#"):
            _, form, said = line.strip().partition("format:")
            columns = said.split("|") if form else columns
            return
        row = dict(zip(columns, line.rstrip("\r\n").split("|"), strict=True))
        if "aut" in row:
            networks.append((asn_of(row["aut"]), row["aut_name"], row["org_id"]))
        elif "org_name" in row:
            organisations[row["org_id"]] = (row["org_name"], row["country"])
        else:
            raise ValueError("no format line says what it is")

    table.take(lines, read)
    for asn, name, identifier in networks:
        organisation, country = organisations.get(identifier, ("", ""))
        said = {"name": name, "organisation": organisation, "id": identifier, "country": country}
        table.rows.append((asn, {key: value for key, value in said.items() if value}))
    return table


_OWNER_COLUMNS = {
    "org_name": "organisation", "ownership_cc": "owner", "target_cc": "country", "source": "source",
    "quote": "quote", "quote_lang": "language", "url": "url", "conglomerate": "conglomerate",
}  # fmt: skip


def owners(lines: Iterable[str]) -> TextTable:
    """State-owned networks, one row each with its quote: rows (asn, {organisation, owner, quote, …})."""
    table = TextTable("owners")
    for number, row in enumerate(_csv_rows(lines), 2):
        try:
            said = {name: row[column] for column, name in _OWNER_COLUMNS.items() if row.get(column)}
            said["owner"] = country_of(said["owner"])
            table.rows.append((asn_of(row["asn"]), said))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            table.skipped += 1
            table.first_fault = table.first_fault or f"line {number}: {error!r}"
    return table


def amounts(lines: Iterable[str]) -> TextTable:
    """`asn,country,users` or `asn,country,domains` with a head line: rows (asn, {country, users})."""
    rows = _csv_rows(lines)
    kind = "domains" if "domains" in (rows.fieldnames or ()) else "users"
    table = TextTable(kind)
    for number, row in enumerate(rows, 2):
        try:
            amount = float(row[kind])
            if not 0 <= amount < _MOST_AMOUNT:  # neither NaN nor endless
                raise ValueError(f"{row[kind][:20]!r} is no number of {kind}")
            said = {"country": country_of(row["country"]), kind: amount}
            table.rows.append((asn_of(row["asn"]), said))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            table.skipped += 1
            table.first_fault = table.first_fault or f"line {number}: {error!r}"
    return table


def _csv_rows(lines: Iterable[str]) -> csv.DictReader[str]:
    return csv.DictReader(io.StringIO("".join(lines), newline=""))


def exchanges(document: Any) -> TextTable:  # noqa: ANN401 - JSON is what it is
    """PeeringDB's `ix` and `netixlan` answers: rows (asn, {ix, speed}) of members.

    An exchange itself has no network: its row has the number 0, which is no AS (RFC 7607).
    """
    table = TextTable("exchanges")
    for number, item in enumerate(document.get("data") or [] if isinstance(document, dict) else []):
        try:
            if "asn" in item:
                said = {"ix": _whole(item["ix_id"]), "speed": _whole(item.get("speed") or 0)}
                if item.get("operational") is not False:
                    table.rows.append((asn_of(str(item["asn"])), said))
            else:
                told = {key: str(item.get(key) or "") for key in ("name", "country", "city")}
                table.rows.append((0, {"ix": _whole(item["id"]), **told}))
        except (ValueError, TypeError, KeyError) as error:
            table.skipped += 1
            table.first_fault = table.first_fault or f"item {number}: {error!r}"
    return table


def _whole(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 1 << 53:
        raise ValueError(f"{str(value)[:20]!r} is no number")
    return value


def load(content: bytes, called: str) -> Any:  # noqa: ANN401 - JSON is what it is
    """A JSON document. PackError, with the octet, when it is none."""
    try:
        return json.loads(content)
    except RecursionError:
        raise PackError(f"{called} is nested too deeply to be a table") from None
    except UnicodeDecodeError as error:
        raise PackError(f"{called} is damaged at octet {error.start:,}: it is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise PackError(f"{called} is damaged at octet {error.pos:,}: {error.msg}") from error
