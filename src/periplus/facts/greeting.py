"""What a server at a port said first, or to one short question, read as octets (RFC 1123 §5.2.1)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from periplus.facts.selector import byte_range
from periplus.model import Fact, Reading, Subject, SubjectKind

MEDIA_TYPE = "application/vnd.periplus.greeting"
_READ_BYTES = 4096
_REFUSAL = re.compile(rb"HTTP/1\.[01] 400[ \r\n]")  # RFC 9110 §15.5.1: as nginx answers to HTTP in clear
_SHORT_BYTES = 512  # of what is no HTTP: all that tells a service stands there


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting(Fact):
    """The first octets of a server, as Latin-1 text."""

    host: str  # for which it was asked
    port: int
    secure: bool  # within TLS
    spoke_first: bool
    said: str


def read_greeting(body: bytes, source: str, *, request: bytes) -> Iterator[Reading]:
    """The greeting of one connection, up to where its first message ends; nothing without octets."""
    where = _endpoint(source)
    if where is None or not body:
        return
    address, port, host, secure = where
    content = body[: _end_of(body)]
    fact = Greeting(
        host=host, port=port, secure=secure, spoke_first=not request, said=content.decode("latin-1")
    )
    about = Subject(kind=SubjectKind.ADDRESS, key=address)
    yield Reading(subject=about, fact=fact, selector=byte_range(0, len(content)))


def wants_tls(body: bytes) -> bool:
    """Whether what came to a question in clear is a TLS alert, or a refusal that TLS may be behind."""
    return body[:2] == b"\x15\x03" or bool(_REFUSAL.match(body))


def _end_of(body: bytes) -> int:
    if body.startswith((b"HTTP/", b"RTSP/", b"SIP/")):
        end = body.find(b"\r\n\r\n", 0, _READ_BYTES)
        return end + 4 if end >= 0 else min(len(body), _READ_BYTES)
    return min(len(body), _SHORT_BYTES)


def _endpoint(source: str) -> tuple[str, int, str, bool] | None:
    try:
        parts = urlsplit(source)
        address, port = str(ipaddress.ip_address(parts.hostname or "")), parts.port
        secure = parse_qs(parts.query).get("tls") == ["yes"]
    except ValueError:
        return None
    if parts.scheme != "greeting" or port is None or not port:
        return None
    return address, port, parts.path.removeprefix("/")[:255], secure
