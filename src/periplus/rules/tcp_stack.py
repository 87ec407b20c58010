"""Whose stack ends the TCP connection, by its SYN-ACK against signatures (p0f 3, README, section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from periplus.facts.stack_signatures import StackSignature, signature_of
from periplus.facts.stack_told import StackTraits
from periplus.facts.tcp import TcpSynAck
from periplus.measures.stack_match import StackTable, initial_ttl
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (TcpSynAck, StackSignature, StackTraits)
WRITES = ("address.tcp_stack", "address.tcp_traits")
RULE = f"tcp_stack@{VERSION}"


@dataclass(frozen=True, slots=True)
class _Signatures:
    """Signatures in the order of their file, which decides among those that fit."""

    source: str
    known: Sequence[StackSignature]
    table: StackTable
    rested: Sequence[Observation] = ()  # by place; none for our own table


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """A reading for each form of a SYN-ACK and each file with a signature that fits; for each traits."""
    files = [_own(tables), *_of_user(observations)]
    for observation in observations:
        if isinstance(observation.fact, TcpSynAck):
            named = list(_named(observation, observation.fact, files))
            yield from named or [_nameless(observation, observation.fact)]
        elif isinstance(observation.fact, StackTraits):
            yield _traits(observation, observation.fact)


def _own(tables: Tables) -> _Signatures:
    found = (signature_of(f"s::{row['label']}:", row["sig"]) for row in tables.rows("tcp_stacks"))
    known = [one for one in found if one is not None]
    return _Signatures("our own table", known, StackTable(known))


def _of_user(observations: Sequence[Observation]) -> Iterator[_Signatures]:
    rested = [one for one in observations if isinstance(one.fact, StackSignature)]
    rested.sort(key=lambda one: (one.evidence, _place(one.selector)))
    known = [one.fact for one in rested if isinstance(one.fact, StackSignature)]
    if known:
        yield _Signatures("the signatures of p0f", known, StackTable(known), rested)


def _place(selector: str) -> int:
    return int(selector.removeprefix("bytes=").partition("-")[0])


def _named(observation: Observation, seen: TcpSynAck, files: Sequence[_Signatures]) -> Iterator[Sign]:
    for file in files:
        match = file.table.match(seen)
        if match is None:
            continue
        place, fuzzy = match
        named = file.known[place]
        fit = "fuzzy" if fuzzy else "exact"
        why = _why(seen, named, file.source, fuzzy=fuzzy)
        sign = _sign(observation, seen, named.label, fit, why, own=not file.rested)
        rested = (one.id for one in file.rested[place : place + 1])
        yield replace(sign, support=(*sign.support, *rested))


def _nameless(observation: Observation, seen: TcpSynAck) -> Sign:
    reason = f"The SYN-ACK of port {seen.port} fits no signature that is known here."
    return _sign(observation, seen, "", "none", reason, own=False)


def _traits(observation: Observation, seen: StackTraits) -> Sign:
    return Sign.on(
        observation,
        predicate="address.tcp_traits",
        value={
            "port": seen.port,
            "vantage": seen.vantage,
            "options": seen.options,
            "mss": seen.mss,
            **({} if seen.scale is None else {"scale": seen.scale}),
            **({} if seen.window is None else {"window": seen.window}),
            **({} if seen.ttl is None else {"ttl": seen.ttl}),
        },
        layer=Layer.NETWORK,
        channel="tcp",
        reason=(
            f"The kernel tells this of the connection to port {seen.port}; without the privilege to "
            "catch packets the order of the options, the IP identification, the fragment bit and the "
            "sequence numbers stay unseen, so no signature can be compared."
        ),
        rule=RULE,
    )


def _sign(
    observation: Observation, seen: TcpSynAck, label: str, fit: str, reason: str, *, own: bool
) -> Sign:
    return Sign.on(
        observation,
        predicate="address.tcp_stack",
        value={
            "signature": seen.signature,
            "port": seen.port,
            "vantage": seen.vantage,
            "seen": seen.count,
            "label": label,
            "fit": fit,
            **({"own": True} if own else {}),  # of our own table: no tool has said so
            **({"control": True} if seen.is_control else {}),
        },
        layer=Layer.NETWORK,
        channel="tcp",
        reason=reason,
        rule=RULE,
    )


def _why(seen: TcpSynAck, named: StackSignature, source: str, *, fuzzy: bool) -> str:
    if not fuzzy:
        return (
            f"The SYN-ACK of port {seen.port} fits the signature of {named.label} in {source}: whoever "
            "ends the TCP connection answers so."
        )
    clash = ""
    if initial_ttl(seen.ttl) != named.ttl:
        clash = f" It arrived with TTL {seen.ttl}, and {named.label} begins at {named.ttl}."
    return (
        f"The SYN-ACK of port {seen.port} fits {named.label} in {source} only loosely, which any TTL "
        f"does: no identification.{clash}"
    )
