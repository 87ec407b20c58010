"""One large file over HTTP/1.1, handed on as it comes and never held as a whole (RFC 9110, 9112)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import h11

from periplus.model import Contact, Failure
from periplus.net.dial import Stream
from periplus.net.exchange import Attempt, Fault, Question
from periplus.net.http import Target
from periplus.net.reach import Reach
from periplus.net.trust import TRUSTED

Sink: TypeAlias = Callable[[bytes], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """How a download ended; what came was handed to the sink."""

    status: int = 0  # 0: no answer
    octets: int = 0
    problem: str = ""  # one sentence; empty when the whole file came


class Downloads(Reach):
    """A reach that also fetches files too large to be kept as evidence."""

    async def download(self, *, url: str, addresses: Sequence[str], sink: Sink, most: int) -> Downloaded:
        """One GET of at most `most` octets, no redirect followed; over https from a trusted server."""
        attempt = Attempt(Question(url, b""), self._clock)
        try:
            target = Target.of(url)
            connected = self._connected(attempt, Contact.LOOKUP, target.host, addresses, target.port)
            async with connected as stream:
                if target.scheme == "http":
                    return await self._received(stream, target, sink, most)
                _, secured, verdict = await self._shake(attempt, stream, target.host, self._deadline())
                if secured is None or verdict != TRUSTED:
                    raise Fault(Failure.TLS_HANDSHAKE, f"its certificate is not trusted: {verdict}")
                return await self._received(secured, target, sink, most)
        except Fault as fault:
            return Downloaded(problem=fault.reason)

    async def _received(self, stream: Stream, target: Target, sink: Sink, most: int) -> Downloaded:
        framing = h11.Connection(h11.CLIENT, max_incomplete_event_size=self._limits.http_head_bytes)
        # No coding: a file is kept as it is published.
        fields = [("Host", target.authority), ("User-Agent", self._user_agent), ("Accept", "*/*")]
        fields += [("Accept-Encoding", "identity"), ("Connection", "close")]
        await stream.write(
            framing.send(h11.Request(method="GET", target=target.path, headers=fields)) or b""
        )
        framing.send(h11.EndOfMessage())
        status, octets = 0, 0
        try:
            while True:
                event = framing.next_event()
                if event is h11.NEED_DATA:
                    async with asyncio.timeout(self._limits.exchange_s):
                        framing.receive_data(await stream.read())
                elif isinstance(event, h11.Response):
                    status = event.status_code
                    if status != 200:
                        return Downloaded(status=status, problem=f"the server answers {status}")
                elif isinstance(event, h11.Data):
                    octets += len(event.data)
                    if octets > most:
                        return Downloaded(status=status, octets=octets, problem=_larger(most))
                    sink(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage):
                    return Downloaded(status=status, octets=octets)
                elif not isinstance(event, h11.InformationalResponse):
                    return Downloaded(status=status, octets=octets, problem="no answer came")
        except TimeoutError:
            waited = f"nothing came for {self._limits.exchange_s:g} s"
            return Downloaded(status=status, octets=octets, problem=waited)
        except h11.RemoteProtocolError as error:
            return Downloaded(status=status, octets=octets, problem=f"the answer broke off: {error}")


def _larger(most: int) -> str:
    return f"it is larger than {most:,} octets"
