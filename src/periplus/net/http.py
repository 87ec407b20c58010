"""One GET over HTTP/1.1, its response kept byte for byte (RFC 9110, 9112)."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import h11

from periplus.facts.content import decoded_content
from periplus.model import Failure
from periplus.net.dial import Stream
from periplus.net.exchange import Answer, Fault, endpoint
from periplus.net.gate import canonical_name
from periplus.net.limits import Limits

_PORTS = {"http": 80, "https": 443}
# Codings that every reader of the case can undo. Offering none would hide whether the server
# compresses, which an ordinary client sees; newer ones (br, zstd) need code that we do not carry.
_CODINGS = "gzip, deflate"
_UNRESERVED = "%/:@!$&'()*+,;=-._~"

REDACTED = "(secret)"
"""What stands for a key in every URL and request that is recorded."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL leads: one origin and a request target."""

    scheme: str
    host: str  # A-labels or an address
    port: int
    path: str  # with its query

    @classmethod
    def of(cls, url: str) -> Target:
        """The target of an http or https URL. Fault for anything else, and for credentials in it."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise Fault(Failure.PROTOCOL, f"Not a URL: {error}.") from error
        host = canonical_name(parts.hostname or "")
        if parts.scheme not in _PORTS or parts.username is not None:
            raise Fault(Failure.REFUSED_SCOPE, "Only plain http and https URLs are visited.")
        if not host:
            raise Fault(Failure.PROTOCOL, "Not a URL: it names no host.")
        path = quote(parts.path or "/", safe=_UNRESERVED)
        query = f"?{quote(parts.query, safe=_UNRESERVED + '?')}" if parts.query else ""
        return cls(parts.scheme, host, port, path + query)

    @property
    def url(self) -> str:
        """The canonical URL: A-labels, no usual port, no fragment, nothing that needs encoding."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """What the Host field says."""
        bracketed = endpoint(self.host, self.port)
        usual = self.port == _PORTS[self.scheme]
        return bracketed.rpartition(":")[0] if usual else bracketed


def without_credentials(url: str) -> str:
    """A URL that cannot be visited, fit to be recorded."""
    return re.sub(r"^([^/?#]*//)[^/?#]*@", r"\1", url)


def _request(target: Target, accept: str, user_agent: str) -> h11.Request:
    fields = [
        ("Host", target.authority),
        ("User-Agent", user_agent),
        ("Accept", accept),
        ("Accept-Encoding", _CODINGS),
        ("Connection", "close"),
    ]
    return h11.Request(method="GET", target=target.path, headers=fields)


def request_bytes(target: Target, *, accept: str, user_agent: str) -> bytes:
    """The request as it is sent. ValueError when a field cannot be."""
    try:
        return h11.Connection(h11.CLIENT).send(_request(target, accept, user_agent)) or b""
    except h11.LocalProtocolError as error:
        raise ValueError(f"this cannot be sent in a request: {error}") from error


def with_secret(url: str, secret: str) -> str:
    """The URL that is sent in place of the one that is recorded."""
    return url.replace(REDACTED, quote(secret, safe=""))


def repeats(body: bytes, secret: str) -> bool:
    """Whether a message holds a secret, as it is or as it stands in a URL."""
    forms = {secret.encode(), quote(secret, safe="").encode()}
    return any(form in text for form in forms for text in (body, decoded_content(body)))


class _Receiver:
    """Follows a response's framing while its bytes are kept as they come."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._framing = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.http_head_bytes)
        # The framing needs no more of the request than that it was a GET: no body, no upgrade.
        self._framing.send(h11.Request(method="GET", target="/", headers=[("Host", "")]))
        self._framing.send(h11.EndOfMessage())
        self._informational = 0
        self._head_bytes: int | None = None  # None: the final head has not ended yet
        self._ended_at: int | None = None
        self._closed = False
        self.received = bytearray()

    def take(self, content: bytes) -> Answer | None:
        """Take some bytes, none at the close; the answer when it has ended, well or not."""
        self._closed = not content
        self.received += content
        if not b"HTTP/".startswith(self.received[:5]) and self.received[:5] != b"HTTP/":
            return self.stop(Failure.PROTOCOL, "The bytes are no HTTP response.")
        try:
            self._framing.receive_data(content)
            return self._follow() or self._bounded()
        except h11.RemoteProtocolError as error:
            return self._broken(error)

    def _follow(self) -> Answer | None:
        while True:
            event = self._framing.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED:
                return None
            if isinstance(event, h11.InformationalResponse):
                self._informational += 1
                if self._informational > self._limits.http_informational:
                    return self.stop(Failure.TOO_LARGE, "Too many informational responses.")
            elif isinstance(event, h11.Response):
                self._head_bytes = len(self.received) - len(self._framing.trailing_data[0])
                if len(event.headers) > self._limits.http_fields:
                    return self.stop(Failure.TOO_LARGE, "Too many fields in the head.")
            elif isinstance(event, h11.EndOfMessage):
                # What follows the message is no part of it, and depends on how it was cut.
                del self.received[len(self.received) - len(self._framing.trailing_data[0]) :]
                return self._bounded() or Answer(bytes(self.received))
            elif isinstance(event, h11.ConnectionClosed):
                return self.stop(Failure.CONNECTION_CLOSED, "Closed before an answer came.")

    def _bounded(self) -> Answer | None:
        limits = self._limits
        if self._head_bytes is None or self._head_bytes > limits.http_head_bytes:
            if len(self.received) <= limits.http_head_bytes:
                return None
            del self.received[limits.http_head_bytes :]
            return self.stop(Failure.TOO_LARGE, f"Head cut at {limits.http_head_bytes} bytes.")
        end = self._head_bytes + limits.http_body_bytes
        if len(self.received) <= end:
            return None
        del self.received[end:]
        return self.stop(Failure.TOO_LARGE, f"Body cut at {limits.http_body_bytes} bytes.")

    def _broken(self, error: h11.RemoteProtocolError) -> Answer:
        if bounded := self._bounded():
            return bounded
        if error.error_status_hint == 431:
            return self.stop(Failure.TOO_LARGE, "One part of the framing has no end.")
        if self._closed:
            return self.stop(Failure.CONNECTION_CLOSED, "Closed before the answer was whole.")
        return self.stop(Failure.PROTOCOL, f"Malformed response: {error}.")

    def stop(self, failure: Failure, reason: str) -> Answer:
        """The answer as far as it came."""
        return Answer(bytes(self.received), failure, reason)


async def fetch(stream: Stream, request: bytes, *, limits: Limits, until: float) -> Answer:
    """Send the request and take the response, bounded, by `until` (event loop seconds)."""
    receiver = _Receiver(limits)
    try:
        async with asyncio.timeout_at(until):
            await stream.write(request)
            while (answer := receiver.take(await stream.read())) is None:
                pass
            return answer
    except TimeoutError:
        return receiver.stop(Failure.IO_TIMEOUT, "The answer did not end in time.")
    except Fault as fault:
        return receiver.stop(fault.failure, fault.reason)
