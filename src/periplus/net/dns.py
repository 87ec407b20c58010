"""DNS questions and their answers as they came (RFC 1035, 5452, 6891, 7766)."""

from __future__ import annotations

import asyncio
import secrets
import struct
from urllib.parse import quote

import dns.edns
import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype

from periplus.facts.dns_wire import read_wire
from periplus.model import Failure
from periplus.net import dial
from periplus.net.exchange import Answer, Fault, Question, endpoint
from periplus.net.gate import Permit, canonical_name
from periplus.net.limits import Limits
from periplus.net.patience import patience

EDNS_BYTES = 1232  # the DNS flag day's size: fits every path unfragmented
_ID = struct.Struct("!H")
_LENGTH = struct.Struct("!H")
_HEADER_BYTES = 12


def question(
    name: str,
    rdtype: str,
    *,
    server: tuple[str, int],
    recursive: bool,
    signed: bool = False,
    chaos_for: str | None = None,
) -> Question:
    """The question as it is recorded: its identifier is 0.

    `signed` asks for signatures (DO, RFC 3225), and a resolver for what it cannot validate too
    (CD, RFC 4035 §3.2.2). `chaos_for` is the zone for whose sake a server is asked of itself: class CH
    (RFC 4892).

    Each sending draws its own identifier. An accepted answer repeats it, so nothing is lost, and
    the same question stays the same request. ValueError for an unknown record type.
    """
    canonical = canonical_name(name)
    where = endpoint(*server) if server[1] != 53 else _bracketed(server[0])
    source = f"dns://{where}/{quote(canonical or name or '.', safe='')}?type={rdtype}"
    source += "&do=1" if signed else ""
    source += f"&class=CH&zone={quote(chaos_for, safe='')}" if chaos_for is not None else ""
    if canonical is None:
        return Question(source, b"")
    try:
        kind = dns.rdatatype.from_text(rdtype)
    except dns.exception.DNSException as error:
        raise ValueError(f"unknown record type {rdtype!r}") from error
    message = dns.message.make_query(
        f"{canonical}.", kind, "IN" if chaos_for is None else "CH", use_edns=0, payload=EDNS_BYTES, id=0,
        flags=_asked_flags(recursive=recursive, signed=signed), want_dnssec=signed,
        # RFC 5001: which of its machines answers, where a server wants to tell.
        options=[] if recursive else [dns.edns.NSIDOption(b"")],
    )  # fmt: skip
    return Question(source, message.to_wire())


def _asked_flags(*, recursive: bool, signed: bool) -> int:
    # RFC 6840 §5.7: AD in the question asks the resolver to say whether it has validated.
    if not recursive:
        return 0
    return dns.flags.RD | (dns.flags.CD if signed else dns.flags.AD)


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


async def ask(request: bytes, permit: Permit, *, pace: dial.Pace, limits: Limits) -> Answer:
    """The answer of the server that the permit leads to: UDP, then TCP when it was truncated.

    NXDOMAIN, and every response code but NOERROR, comes with a failure and its bytes. What does
    not answer this very question (source, identifier, question) is not seen at all.
    """
    answer = await _over_udp(request, permit, pace, limits)
    if answer.failure is None and _flags(answer.body) & dns.flags.TC:
        whole = await _over_tcp(request, permit, pace, limits)
        answer = whole if whole.body else Answer(answer.body, whole.failure, whole.reason)
    return answer if answer.failure else _judged(answer.body)


async def _over_udp(request: bytes, permit: Permit, pace: dial.Pace, limits: Limits) -> Answer:
    where = endpoint(*permit.asked)
    last = Answer(b"", Failure.IO_TIMEOUT, f"{where} did not answer in time.")
    for _ in range(limits.dns_tries):
        await pace.wait(permit.asked[0])
        wire = _with_identifier(request)
        try:
            async with patience(limits.dns_try_s), dial.udp(permit) as socket:
                socket.send(wire)
                while True:
                    received = await socket.receive()
                    if _answers(wire, received):
                        return Answer(received)
        except TimeoutError:
            continue
        except Fault as fault:
            last = Answer(b"", fault.failure, fault.reason)
    return last


async def _over_tcp(request: bytes, permit: Permit, pace: dial.Pace, limits: Limits) -> Answer:
    await pace.wait(permit.asked[0])
    wire = _with_identifier(request)
    try:
        async with dial.tcp(permit, timeout_s=limits.connect_s) as stream:
            async with asyncio.timeout(limits.exchange_s):
                await stream.write(_LENGTH.pack(len(wire)) + wire)
                received = await _next_message(stream, bytearray())
    except TimeoutError:
        return Answer(b"", Failure.IO_TIMEOUT, "The answer over TCP did not end in time.")
    except Fault as fault:
        return Answer(b"", fault.failure, fault.reason)
    if not _answers(wire, received):
        return Answer(b"", Failure.PROTOCOL, "What came over TCP does not answer the question.")
    return Answer(received)


async def transfer(request: bytes, permit: Permit, *, pace: dial.Pace, limits: Limits) -> Answer:
    """All messages of a zone transfer (RFC 5936) as they came, each after its two octets of length.

    It ends with the zone's second SOA, an error code, or at the bounds of count, size and time; what
    came until then is kept with the failure.
    """
    await pace.wait(permit.asked[0])
    wire = _with_identifier(request)
    received = bytearray()
    try:
        async with dial.tcp(permit, timeout_s=limits.connect_s) as stream:
            async with asyncio.timeout(limits.exchange_s):
                await stream.write(_LENGTH.pack(len(wire)) + wire)
                return await _read_transfer(stream, wire, received, limits)
    except TimeoutError:
        return Answer(bytes(received), Failure.IO_TIMEOUT, "The transfer did not end in time.")
    except Fault as fault:
        return Answer(bytes(received), fault.failure, fault.reason)


async def _read_transfer(
    stream: dial.Stream, wire: bytes, received: bytearray, limits: Limits
) -> Answer:
    ends, waiting = 0, bytearray()
    for count in range(limits.transfer_messages):
        message = await _next_message(stream, waiting)
        if message[: _ID.size] != wire[: _ID.size] or (count == 0 and not _answers(wire, message)):
            return Answer(bytes(received), Failure.PROTOCOL, "What came does not answer the question.")
        received += _LENGTH.pack(len(message)) + message
        read = read_wire(message)
        if read is None:
            return Answer(bytes(received), Failure.PROTOCOL, "A message of the transfer breaks off.")
        if read.rcode != dns.rcode.NOERROR or not read.records:
            return Answer(bytes(received))
        ends += sum(raw.rdtype == dns.rdatatype.SOA for raw in read.records if raw.section == "answer")
        if ends > 1:
            return Answer(bytes(received))
        if len(received) > limits.transfer_bytes:
            break
    return Answer(bytes(received), Failure.TOO_LARGE, "The zone is larger than what is taken of one.")


async def _next_message(stream: dial.Stream, waiting: bytearray) -> bytes:
    """The next framed message; what was read beyond it stays in `waiting`.

    RFC 1035 §4.2.2: two octets of length, so 65535 octets at most, whatever is sent.
    """
    while (wanted := _framed_bytes(waiting)) > len(waiting):
        content = await stream.read()
        if not content:
            raise Fault(Failure.CONNECTION_CLOSED, "The connection was closed within the answer.")
        waiting += content
    message = bytes(waiting[_LENGTH.size : wanted])
    del waiting[:wanted]
    return message


def _framed_bytes(waiting: bytearray) -> int:
    """How many octets the next message takes with its length, as far as that is known."""
    size = _LENGTH.size
    return size if len(waiting) < size else size + int(_LENGTH.unpack_from(waiting)[0])


def _with_identifier(request: bytes) -> bytes:
    return _ID.pack(secrets.randbelow(1 << 16)) + request[_ID.size :]


def _flags(wire: bytes) -> int:
    return int(_ID.unpack_from(wire, 2)[0])


def _answers(query: bytes, received: bytes) -> bool:
    # RFC 5452 §9.1: identifier and question must match; the kernel has matched the source.
    if len(received) < _HEADER_BYTES or received[:2] != query[:2]:
        return False
    try:
        response = dns.message.from_wire(received, question_only=True)
        return dns.message.from_wire(query).is_response(response)
    except (dns.exception.DNSException, ValueError):
        return False


def _judged(body: bytes) -> Answer:
    # By the reader that will read it again: bounded work, whatever dnspython's version does.
    message = read_wire(body)
    if message is None or not message.whole:
        return Answer(body, Failure.PROTOCOL, "The answer cannot be read: it breaks off.")
    rcode = dns.rcode.Rcode.make(message.rcode)
    if rcode == dns.rcode.NOERROR:
        return Answer(body)
    text = dns.rcode.to_text(rcode)
    missing = rcode == dns.rcode.NXDOMAIN
    failure = Failure.NAME_NOT_FOUND if missing else Failure.RESOLUTION
    return Answer(body, failure, f"The server answered {text}.")
