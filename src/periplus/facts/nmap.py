"""The XML of nmap (nmap.dtd, xmloutputversion 1.04 and 1.05)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from xml.parsers import expat

from periplus.facts.scan import OtherPorts, ScanFact, ScannedPort, SequenceTest, SimilarStack
from periplus.facts.selector import byte_range
from periplus.model import Basis, Reading, Subject, SubjectKind

_MOST_READINGS = 20_000
_LONGEST = 200
_MOST_VALUES = 20
_TAG = re.compile(rb"<(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*>")
_CHUNK_BYTES = 64 * 1024


class _Stop(Exception):
    """Enough was read, or the file defines entities, which no scan does."""


def read_nmap(body: bytes, vantage: str) -> Iterator[Reading]:
    """What a scan says of each address; of a broken file, what stands before the break."""
    scan = _Scan(body, vantage)
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.EntityDeclHandler = _refuse
    scan.parser = parser
    done = 0
    try:
        for first in range(0, len(body), _CHUNK_BYTES):
            parser.Parse(body[first : first + _CHUNK_BYTES], first + _CHUNK_BYTES >= len(body))
            yield from scan.readings[done:]
            done = len(scan.readings)
    except (expat.ExpatError, _Stop, ValueError):
        yield from scan.readings[done:]


def _refuse(*_: object) -> None:
    raise _Stop


class _Scan:
    """The host and port that the reader is within, and what was read."""

    def __init__(self, body: bytes, vantage: str) -> None:
        self.readings: list[Reading] = []
        self.parser = expat.ParserCreate()
        self._body = body
        self._vantage = vantage
        self._tool = "nmap"
        self._at: datetime | None = None
        self._about: Subject | None = None
        self._places = 0
        self._port: tuple[str, int] | None = None
        self._state = ""
        self._port_at = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        a = {key: value[:_LONGEST] for key, value in attributes.items()}
        match name:
            case "nmaprun":
                self._tool = f"{a.get('scanner', 'nmap')} {a.get('version', '')}".strip()
                self._at = _moment(a.get("start", ""))
            case "host" if "endtime" in a:
                self._about, self._places, self._at = None, 0, _moment(a["endtime"])
            case "host":
                self._about, self._places = None, 0
            case "address" if self._about is None and a.get("addrtype") in ("ipv4", "ipv6"):
                self._about = _address(a.get("addr", ""))
            case "extraports":
                self._say(
                    OtherPorts(**self._who(), state=a.get("state", ""), count=_number(a.get("count")))
                )
            case "port":
                self._port = a.get("protocol", "tcp"), _number(a.get("portid"))
                self._port_at, self._state = self.parser.CurrentByteIndex, ""
            case "state" if self._port:
                self._state = a.get("state", "")
            case "service" if self._port and self._state:
                self._say_port(a)
            case "osmatch":
                self._similar(a)
            case "tcpsequence":
                self._say(_sequence(self._who(), a))

    def end(self, name: str) -> None:
        if name == "port":
            if self._port and self._state:
                self._say_port({})
            self._port = None

    def _say_port(self, service: Mapping[str, str]) -> None:
        if self._port is None:
            return
        fact = ScannedPort(
            **self._who(),
            protocol=self._port[0],
            port=self._port[1],
            state=self._state,
            service=service.get("name", ""),
            product=service.get("product", ""),
            version=service.get("version", ""),
        )
        here = self.parser.CurrentByteIndex
        self._say(fact, byte_range(self._port_at, here + _tag_bytes(self._body, here)))
        self._port = None

    def _similar(self, a: Mapping[str, str]) -> None:
        fact = SimilarStack(
            **self._who(),
            name=a.get("name", ""),
            similarity_percent=min(100, _number(a.get("accuracy"))),
            place=self._places,
        )
        self._places += 1
        self._say(fact)

    def _who(self) -> dict[str, str]:
        return {"tool": self._tool, "vantage": self._vantage}

    def _say(self, fact: ScanFact, selector: str = "") -> None:
        if self._about is None:
            return
        if len(self.readings) >= _MOST_READINGS:
            raise _Stop
        here = self.parser.CurrentByteIndex
        selector = selector or byte_range(here, here + _tag_bytes(self._body, here))
        self.readings.append(
            Reading(
                subject=self._about,
                fact=fact,
                selector=selector,
                basis=Basis.TOLD,
                observed_at=self._at,
            )
        )


def _tag_bytes(body: bytes, at: int) -> int:
    tag = _TAG.match(body, at)
    return 0 if tag is None else tag.end() - at


def _address(text: str) -> Subject | None:
    try:
        return Subject(kind=SubjectKind.ADDRESS, key=str(ipaddress.ip_address(text)))
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    return datetime.fromtimestamp(_number(text), UTC) if _number(text) else None


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 10 else 0


def _sequence(who: Mapping[str, str], a: Mapping[str, str]) -> SequenceTest:
    values = [part.strip() for part in a.get("values", "").split(",")[:_MOST_VALUES]]
    return SequenceTest(
        **who,
        values=tuple(int(v, 16) for v in values if re.fullmatch(r"[0-9A-Fa-f]{1,8}", v)),
        predictability_index=_number(a["index"]) if a.get("index", "").isdigit() else None,
        difficulty=a.get("difficulty", ""),
    )
