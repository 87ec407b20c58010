"""Whether the observer's own NAT or proxy answered in place of the targets."""

from __future__ import annotations

import ipaddress
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.scan import PassiveStack, SequenceTest, SimilarStack
from periplus.facts.tcp import TcpSynAck
from periplus.measures.isn import RANDOM_FROM
from periplus.measures.stack_match import initial_ttl
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, SubjectKind, Tables

VERSION = 1
READS = (PassiveStack, SimilarStack, SequenceTest, TcpSynAck)
WRITES = ("vantage.answers_for_targets",)
RULE = f"vantage@{VERSION}"

VALUE = "NAT or proxy of the observer"
SAME, NAMED, RANDOM = (
    "vantage.same-stack-at-no-distance",
    "vantage.nat-fingerprint",
    "vantage.random-sequence-numbers",
)


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """For it: one stack at no distance from unrelated targets, a NAT's own; random ISNs against."""
    yield from _one_stack_for_all(observations, tables)
    nats = [row for row in tables.rows("stacks") if row["kind"] == "nat"]
    for observation in observations:
        fact = observation.fact
        if isinstance(fact, SimilarStack):
            for row in nats:
                if re.search(row["pattern"], fact.name):
                    reason = (
                        f"{fact.tool} compared what answered for {observation.subject.key} with its "
                        f"fingerprints and names {fact.name}: that is the observer's own {row['value']}."
                    )
                    yield _sign(fact.vantage, [observation], NAMED, reason, tables)
        elif isinstance(fact, SequenceTest) and (fact.predictability_index or 0) >= RANDOM_FROM:
            reason = (
                f"{observation.subject.key} answered this vantage with sequence numbers that cannot be "
                "predicted; a user-mode NAT counts evenly."
            )
            yield _sign(fact.vantage, [observation], RANDOM, reason, tables)


def _one_stack_for_all(observations: Sequence[Observation], tables: Tables) -> Iterator[Sign]:
    near: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for observation in observations:
        fact = observation.fact
        if isinstance(fact, PassiveStack | TcpSynAck) and _is_near(fact):
            near[fact.vantage, fact.signature].append(observation)
    for (vantage, _), seen in near.items():
        addresses = sorted({observation.subject.key for observation in seen})
        if len({_network(address) for address in addresses}) < 2:
            continue  # neighbours may be one machine
        reason = (
            f"{' and '.join(addresses[:3])} answered with one and the same TCP signature from no hop "
            "away: what is common to unrelated targets is the observer's own path."
        )
        yield _sign(vantage, seen, SAME, reason, tables)


def _is_near(fact: PassiveStack | TcpSynAck) -> bool:
    """Whether it came from no hop away: its TTL is as it was sent."""
    if isinstance(fact, PassiveStack):
        return fact.distance_hops == 0 and bool(fact.signature)
    return initial_ttl(fact.ttl) == fact.ttl


def _network(address: str) -> str:
    bits = 16 if ":" not in address else 32
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def _sign(vantage: str, seen: Sequence[Observation], weight: str, reason: str, tables: Tables) -> Sign:
    return Sign(
        subject=Subject(kind=SubjectKind.VANTAGE, key=vantage),
        predicate="vantage.answers_for_targets",
        value=VALUE,
        layer=Layer.OBSERVER_PATH,
        llr=tables.llr(weight),
        channel="tcp",
        basis=Basis.DEDUCED,
        observed_at=max(one.observed_at for one in seen),
        support=tuple(sorted(one.id for one in seen)),
        reason=reason,
        rule=RULE,
        weight=tables.weight(weight),
    )
