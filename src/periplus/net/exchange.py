"""What net gives back: one attempt to ask one thing, answered or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from periplus.model import Failure
from periplus.net.clock import Clock

TEXT = "text/plain"
WHOIS = "text/whois"
DNS_MESSAGE = "application/dns-message"
HTTP_MESSAGE = "message/http"
TRACE = "application/vnd.periplus.trace"
PORTS = "application/vnd.periplus.ports"
GREETING = "application/vnd.periplus.greeting"
MIDDLEBOX = "application/vnd.periplus.middlebox"
TCP_TOLD = "application/vnd.periplus.tcp-told"
TLS_HANDSHAKE = "application/vnd.periplus.tls-handshake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One capture before it becomes evidence. What a target does is told here, never raised."""

    source: str  # canonical URI of what was asked
    asked: str | None  # address:port, IPv6 in brackets
    dialled: str | None  # the same, or where the connection map led; None: no packet was sent
    request: bytes
    body: bytes
    media_type: str
    captured_at: datetime
    elapsed_s: float
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A request known before it is sent: the same question has the same source and request."""

    source: str
    request: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What one protocol brought: its bytes, whole or in part, and why they are not the whole."""

    body: bytes
    failure: Failure | None = None
    reason: str = ""  # one sentence; becomes the body when no bytes came


class Fault(Exception):
    """Inside net only: an exchange came to an end without its answer."""

    def __init__(self, failure: Failure, reason: str) -> None:
        super().__init__(reason)
        self.failure = failure
        self.reason = reason


def endpoint(address: str, port: int) -> str:
    """`address:port`, with the address in brackets when it is IPv6."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


class Attempt:
    """An exchange under way; knows when it began and turns its end into an Exchange."""

    def __init__(self, question: Question, clock: Clock) -> None:
        self._question = question
        self._clock = clock
        self._began_s = clock.monotonic()
        self.asked: tuple[str, int] | None = None
        self.dialled: tuple[str, int] | None = None

    @property
    def request(self) -> bytes:
        """What is sent."""
        return self._question.request

    def of(self, source: str) -> Attempt:
        """The same attempt under another source: a second thing that one exchange brought."""
        twin = Attempt(Question(source, self._question.request), self._clock)
        twin._began_s, twin.asked, twin.dialled = self._began_s, self.asked, self.dialled
        return twin

    def end(self, answer: Answer, media_type: str) -> Exchange:
        """The exchange as it ended; without bytes and with a failure its body is the sentence."""
        silent = answer.failure is not None and not answer.body
        return Exchange(
            source=self._question.source,
            asked=endpoint(*self.asked) if self.asked else None,
            dialled=endpoint(*self.dialled) if self.dialled else None,
            request=self._question.request,
            body=answer.reason.encode() if silent else answer.body,
            media_type=TEXT if silent else media_type,
            captured_at=self._clock.now(),
            elapsed_s=self._clock.monotonic() - self._began_s,
            failure=answer.failure,
        )

    def fail(self, failure: Failure, reason: str) -> Exchange:
        """The exchange ended without any bytes."""
        return self.end(Answer(b"", failure, reason), TEXT)
