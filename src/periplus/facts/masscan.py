"""Results of masscan as JSON (-oJ) and as lists (-oL); its XML (-oX) is nmap's."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from periplus.facts.scan import ScannedPort
from periplus.facts.selector import byte_range
from periplus.model import Basis, Reading, Subject, SubjectKind

TOOL = "masscan"
MOST_READINGS = 20_000
_MOST_OBJECT_BYTES = 4096
_LONGEST = 200
_OBJECT = re.compile(rb'\{\s{0,8}"ip"\s{0,8}:')
_STATES = frozenset({"open", "closed", "unknown"})
_PROTOCOLS = frozenset({"tcp", "udp", "sctp"})
_LINE = re.compile(
    rb"^(?P<what>open|closed|banner) (?P<protocol>tcp|udp|sctp) (?P<port>\d{1,5})"
    rb" (?P<ip>[0-9A-Fa-f.:]{2,45}) (?P<at>\d{1,10})"
    rb"(?: (?P<service>\S{1,60}) ?(?P<banner>[^\r\n]{0,4000}))?\s*$",
    re.MULTILINE,
)


def read_masscan(body: bytes, vantage: str) -> Iterator[Reading]:
    """The ports of each address; of a broken file, what can still be read."""
    read = _read_json if _OBJECT.search(body) else _read_list
    for number, reading in enumerate(read(body, vantage)):
        if number >= MOST_READINGS:
            return
        yield reading


def _read_json(body: bytes, vantage: str) -> Iterator[Reading]:
    # masscan writes a comma too many, and older ones an object without quotes at the end: each object
    # is read for itself.
    decoder = json.JSONDecoder()
    for found in _OBJECT.finditer(body):
        text = body[found.start() : found.start() + _MOST_OBJECT_BYTES].decode("latin-1")
        try:
            row, length = decoder.raw_decode(text)
        except (ValueError, RecursionError):
            continue
        selector = byte_range(found.start(), found.start() + length)
        about, at = _address(row.get("ip")), _moment(row.get("timestamp"))
        ports = row.get("ports")
        for port in ports if about and isinstance(ports, list) else ():
            fact = _port_of(port, vantage)
            if about and fact is not None:
                yield _reading(about, fact, selector, at)


def _read_list(body: bytes, vantage: str) -> Iterator[Reading]:
    for line in _LINE.finditer(body):
        about, number = _address(line["ip"].decode()), int(line["port"])
        if about is None or not 0 < number < 65536:
            continue
        fact = ScannedPort(
            tool=TOOL,
            vantage=vantage,
            protocol=line["protocol"].decode(),
            port=number,
            state="closed" if line["what"] == b"closed" else "open",
            service=(line["service"] or b"").decode("latin-1"),
            version=(line["banner"] or b"").decode("latin-1")[:_LONGEST],
        )
        yield _reading(about, fact, byte_range(*line.span()), _moment(line["at"].decode()))


def _port_of(port: object, vantage: str) -> ScannedPort | None:
    if not isinstance(port, Mapping):
        return None
    number, protocol = port.get("port"), port.get("proto", "tcp")
    service = port.get("service")
    named: Mapping[str, Any] = service if isinstance(service, Mapping) else {}
    state = port.get("status", "open" if named else None)
    if type(number) is not int or not 0 < number < 65536:
        return None
    if state not in _STATES or protocol not in _PROTOCOLS:
        return None
    return ScannedPort(
        tool=TOOL,
        vantage=vantage,
        protocol=str(protocol),
        port=number,
        state=str(state),
        service=str(named.get("name", ""))[:60],
        version=str(named.get("banner", ""))[:_LONGEST],
    )


def _reading(about: Subject, fact: ScannedPort, selector: str, at: datetime | None) -> Reading:
    return Reading(subject=about, fact=fact, selector=selector, basis=Basis.TOLD, observed_at=at)


def _address(text: object) -> Subject | None:
    try:
        return Subject(kind=SubjectKind.ADDRESS, key=str(ipaddress.ip_address(str(text))))
    except ValueError:
        return None


def _moment(value: object) -> datetime | None:
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 10) or not int(text):
        return None
    return datetime.fromtimestamp(int(text), UTC)
