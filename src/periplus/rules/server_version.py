"""What the name servers of a zone say of their software and of themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from periplus.facts.capture import NoAnswer
from periplus.facts.server_text import ServerText
from periplus.model import Claim, Failure, Layer, Observation, Sign, Subject, SubjectKind, Tables, Value

VERSION = 1
READS = (ServerText, NoAnswer)
WRITES = ("zone.server_version",)
RULE = f"server_version@{VERSION}"


_SILENT = frozenset(
    {
        Failure.IO_TIMEOUT, Failure.CONNECTION_REFUSED, Failure.CONNECTION_TIMEOUT,
        Failure.CONNECTION_CLOSED, Failure.UNREACHABLE,
    }
)  # fmt: skip


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One row per answer, and per question that a server left without one."""
    for one in observations:
        match one.fact:
            case ServerText(server=server, asked=asked, rcode=rcode, text=text):
                state = f"answers {rcode}" if text is None else "told"
                said = f"answered {rcode}, and no text" if text is None else f"answered {text!r}"
                value: Value = {"server": server, "asked": asked, "state": state, "text": text}
                yield _sign(one, one.subject, value, f"{server} was asked for {asked} and {said}.")
            # A refusal of our own scope says nothing of the server; its error codes are texts above.
            case NoAnswer(failure=failure, source=source) if failure in _SILENT and _chaos(source):
                parts = urlsplit(source)
                server, asked = parts.hostname or "", parts.path.strip("/")
                value = {"server": server, "asked": asked, "state": "silent", "text": None}
                yield _sign(
                    one, one.target, value, f"{server} was asked for {asked} and did not answer."
                )


def _chaos(source: str) -> bool:
    return source.startswith("dns://") and "&class=CH&" in source


def _sign(one: Observation, zone: Subject, value: Value, reason: str) -> Sign:
    return Sign(
        subject=Subject(kind=SubjectKind.ZONE, key=zone.key),
        predicate="zone.server_version",
        value=value,
        layer=Layer.NAMING,
        channel="dns-auth",
        basis=one.basis,
        observed_at=one.observed_at,
        support=(one.id,),
        reason=reason,
        rule=RULE,
    )
