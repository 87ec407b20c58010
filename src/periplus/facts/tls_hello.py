"""What a server answers to a ClientHello, read in clear (RFC 5246 §7.4, RFC 8446 §4.1, RFC 8422)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from periplus.facts.selector import byte_range
from periplus.facts.tls_registry import ALERTS, SUITES, TLS12, TLS13, VERSIONS
from periplus.model import Fact, Reading, Subject, SubjectKind

MEDIA_TYPE = "application/vnd.periplus.tls-hello"
"""The records of the server's first flight as they came."""

ALERT, HANDSHAKE = 21, 22
SERVER_HELLO, CERTIFICATE_STATUS, KEY_EXCHANGE, HELLO_DONE = 2, 22, 12, 14
_SCTS, _TICKET, _STAPLE, _ALPN, _VERSIONS, _SHARE = 18, 35, 5, 16, 43, 51
_SECRET, _RENEGOTIATION = 23, 0xFF01
_MOST_MESSAGES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsAnswer(Fact):
    """One ClientHello and what the server chose of it, or the alert with which it refused."""

    server_name: str
    endpoint: str  # address:port asked
    offered_version: str  # the only one, or the highest
    offered_suites: tuple[int, ...]
    offered_groups: tuple[int, ...]
    version: str = ""  # empty: refused
    suite: int | None = None
    group: int | None = None  # for the key exchange
    dh_bits: int | None = None  # of a prime of the server's own, RFC 5246 §7.4.3
    alert: str = ""
    alpn: str | None = None  # in clear before TLS 1.3 only
    session_id: bool = False
    extensions: tuple[int, ...] = ()
    stapled: bool = False  # RFC 6066 §8
    scts: int = 0  # RFC 6962 §3.3.1, in the ServerHello

    @property
    def suite_name(self) -> str:
        """The registry's name, or the number."""
        return SUITES.get(self.suite or 0, f"0x{self.suite or 0:04X}")

    def has(self, extension: int) -> bool:
        """Whether the server answered this extension."""
        return extension in self.extensions


TICKET, SECRET, RENEGOTIATION = _TICKET, _SECRET, _RENEGOTIATION


@dataclass(slots=True)
class Flight:
    """What of the server's first flight has come: messages as (kind, first, end), and an alert."""

    messages: list[tuple[int, int, int]] = field(default_factory=list)
    alert: tuple[int, int, int] | None = None
    content: bytes = b""  # of the handshake, records' headers taken out
    offsets: list[tuple[int, int]] = field(default_factory=list)  # (in content, in body)

    def place(self, position: int) -> int:
        """Where an octet of the content stands in the body."""
        start = max((pair for pair in self.offsets if pair[0] <= position), default=(0, 0))
        return start[1] + position - start[0]

    @property
    def is_whole(self) -> bool:
        """Whether no more need be read: an alert, the last message, or what follows is encrypted."""
        kinds = {kind for kind, _, _ in self.messages}
        return self.alert is not None or HELLO_DONE in kinds or self._is_newest()

    def _is_newest(self) -> bool:
        hello = next((self.content[a:b] for kind, a, b in self.messages if kind == SERVER_HELLO), b"")
        parts = _hello_parts(hello)
        return parts is not None and _int(parts[3].get(_VERSIONS, b"")) == TLS13


def read_flight(body: bytes) -> Flight:
    """The messages in clear, as far as they came; whatever the bytes."""
    flight = Flight()
    position, collected = 0, bytearray()
    while position + 5 <= len(body):
        kind, size = body[position], int.from_bytes(body[position + 3 : position + 5])
        first, end = position + 5, position + 5 + size
        if end > len(body) or body[position + 1] != 3:
            break
        if kind == ALERT and size == 2:
            flight.alert = (body[first + 1], first, end)
            break
        if kind != HANDSHAKE:
            break
        flight.offsets.append((len(collected), first))
        collected += body[first:end]
        position = end
    flight.content = bytes(collected)
    flight.messages = list(_messages(flight.content))
    return flight


def _messages(content: bytes) -> Iterator[tuple[int, int, int]]:
    position = 0
    for _ in range(_MOST_MESSAGES):
        if position + 4 > len(content):
            return
        first = position + 4
        end = first + int.from_bytes(content[position + 1 : first])
        if end > len(content):
            return
        yield content[position], first, end
        position = end


def read_answer(request: bytes, body: bytes, source: str) -> Iterator[Reading]:
    """What the server made of our ClientHello, about the endpoint; nothing of other bytes."""
    asked = read_question(request)
    about = asked_of(source)
    flight = read_flight(body)
    if asked is None or about is None:
        return
    subject, name, endpoint = about
    same = {
        "server_name": name, "endpoint": endpoint, "offered_version": VERSIONS.get(asked[0], ""),
        "offered_suites": asked[1], "offered_groups": asked[2],
    }  # fmt: skip
    hello = next(((a, b) for kind, a, b in flight.messages if kind == SERVER_HELLO), None)
    parts = _hello_parts(flight.content[slice(*hello)]) if hello else None
    if hello and parts:
        fact = TlsAnswer(**same, **_chosen(flight, parts))  # type: ignore[arg-type]  # by name
        selector = byte_range(flight.place(hello[0]), flight.place(hello[1] - 1) + 1)
        yield Reading(subject=subject, fact=fact, selector=selector)
    elif flight.alert is not None:
        code, first, end = flight.alert
        fact = TlsAnswer(**same, alert=ALERTS.get(code, f"alert {code}"))  # type: ignore[arg-type]
        yield Reading(subject=subject, fact=fact, selector=byte_range(first, end))


_Parts = tuple[int, bytes, int, dict[int, bytes]]  # version, session id, suite, extensions


def _hello_parts(hello: bytes) -> _Parts | None:
    session_end = 35 + (hello[34] if len(hello) > 34 else 0)
    if len(hello) < session_end + 3:
        return None
    suite = _int(hello[session_end : session_end + 2])
    extensions = dict(_extensions(hello[session_end + 5 :]))
    return _int(hello[:2]), hello[35:session_end], suite, extensions


def _extensions(content: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(content):
        kind, size = _int(content[position : position + 2]), _int(content[position + 2 : position + 4])
        yield kind, content[position + 4 : position + 4 + size]
        position += 4 + size


def _chosen(flight: Flight, parts: _Parts) -> dict[str, object]:
    legacy, session_id, suite, extensions = parts
    version = _int(extensions[_VERSIONS][:2]) if _VERSIONS in extensions else legacy
    newest = version == TLS13
    exchange = next((flight.content[a:b] for k, a, b in flight.messages if k == KEY_EXCHANGE), b"")
    group, dh_bits = _exchanged(exchange, "ECDHE" in SUITES.get(suite, ""), SUITES.get(suite, ""))
    if newest and _SHARE in extensions:
        group = _int(extensions[_SHARE][:2])
    protocol = extensions.get(_ALPN, b"")[3:].decode("latin-1")
    return {
        "version": VERSIONS.get(version, f"0x{version:04X}"),
        "suite": suite,
        "group": group,
        "dh_bits": dh_bits,
        "alpn": protocol or None,
        "session_id": bool(session_id) and not newest,
        "extensions": tuple(sorted(extensions)),
        "stapled": any(kind == CERTIFICATE_STATUS for kind, _, _ in flight.messages),
        "scts": sum(1 for _ in _opaques(extensions.get(_SCTS, b"")[2:])),
    }


def _exchanged(exchange: bytes, elliptic: bool, suite: str) -> tuple[int | None, int | None]:
    """The named curve, or the size of the prime, of a ServerKeyExchange."""
    if elliptic and exchange[:1] == b"\x03":  # named_curve, RFC 8422 §5.4
        return _int(exchange[1:3]), None
    if exchange and ("_DHE_" in suite or "_DH_anon" in suite):
        prime = exchange[2 : 2 + _int(exchange[:2])]
        return None, int.from_bytes(prime).bit_length()
    return None, None


def _opaques(content: bytes) -> Iterator[bytes]:
    position = 0
    while position + 2 <= len(content):
        size = _int(content[position : position + 2])
        yield content[position + 2 : position + 2 + size]
        position += 2 + size


def read_question(hello: bytes) -> tuple[int, tuple[int, ...], tuple[int, ...]] | None:
    """Version, suites and groups that a ClientHello of ours offers; None for other bytes."""
    if len(hello) < 46 or hello[0] != HANDSHAKE or hello[5] != 1:
        return None
    at = 44 + hello[43]
    size = _int(hello[at : at + 2])
    suites = _numbers(hello[at + 2 : at + 2 + size])
    compressions = hello[at + 2 + size] if at + 2 + size < len(hello) else 0
    extensions = dict(_extensions(hello[at + 5 + size + compressions :]))
    versions = _numbers(extensions.get(_VERSIONS, b"")[1:])
    version = max(versions, default=min(_int(hello[9:11]), TLS12))
    return version, suites, _numbers(extensions.get(10, b"")[2:])


def asked_of(source: str) -> tuple[Subject, str, str] | None:
    """The endpoint, the server name and `address:port` of a hello; None for other sources."""
    try:
        parts = urlsplit(source)
        if parts.scheme != "tls-hello" or not parts.netloc:
            return None
        name = parts.path.strip("/")
        key = f"{parts.netloc}/{name}"
        key.encode()
    except ValueError:
        return None
    return Subject(kind=SubjectKind.ENDPOINT, key=key), name, parts.netloc


def _int(content: bytes) -> int:
    return int.from_bytes(content)


def _numbers(content: bytes) -> tuple[int, ...]:
    return tuple(_int(content[at : at + 2]) for at in range(0, len(content) - 1, 2))
