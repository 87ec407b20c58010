"""What scanners and passive fingerprinters say of an address, each from its own vantage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from periplus.model import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPort(Fact):
    """One port, and what the tool makes of the service behind it."""

    tool: str
    vantage: str
    protocol: str  # tcp, udp, sctp
    port: int
    state: str  # open, closed, filtered, open|filtered …
    service: str = ""
    product: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherPorts(Fact):
    """How many further ports the tool found in one state, without naming them."""

    tool: str
    vantage: str
    state: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarStack(Fact):
    """A fingerprint of the tool's database that resembles what answered."""

    tool: str
    vantage: str
    name: str
    similarity_percent: int  # nmap calls it accuracy; it is no probability
    place: int  # 0: the most similar


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceTest(Fact):
    """Initial sequence numbers of consecutive connections (RFC 6528)."""

    tool: str
    vantage: str
    values: tuple[int, ...]
    predictability_index: int | None  # nmap's SP
    difficulty: str  # nmap's words for it


@dataclass(frozen=True, slots=True, kw_only=True)
class PassiveStack(Fact):
    """A SYN-ACK that a passive fingerprinter saw, and the label it gave."""

    tool: str
    vantage: str
    label: str  # "" when it knew none
    fuzzy: bool
    distance_hops: int | None
    signature: str  # as the tool writes it


ScanFact: TypeAlias = ScannedPort | OtherPorts | SimilarStack | SequenceTest | PassiveStack
"""A statement of a tool (name and version, as the file tells them) from a vantage."""
