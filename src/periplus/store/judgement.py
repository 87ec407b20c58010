"""A judgement: the claims of one version, one set of weights, one moment; and what they rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from periplus.model import Claim, Observation, canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """All claims of a case, as judged once.

    `observations` are rows as `observation_row` makes them: JSON values only. `version` is that of
    Periplus, `weights` names the weights file and version, `as_of` is UTC.
    """

    version: str
    weights: str
    as_of: datetime
    claims: tuple[Claim, ...]
    observations: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementHead:
    """A judgement without its contents; `claims` and `observations` are counts."""

    number: int  # from 1, in the order of judging
    version: str
    weights: str
    as_of: datetime
    claims: int
    observations: int
    digest: str  # SHA-256 of the stored bytes


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Judgement)


def observation_row(observation: Observation) -> dict[str, Any]:
    """An observation as JSON values; the fact is {"type": CLASS, "fields": {…}}."""
    row: dict[str, Any] = {
        name: msgspec.to_builtins(getattr(observation, name))
        for name in Observation.__slots__
        if name != "fact"
    }
    fact = observation.fact
    row["fact"] = {"type": type(fact).__name__, "fields": msgspec.to_builtins(fact)}
    return row


def dump(judgement: Judgement) -> bytes:
    """The bytes of a judgement: JSON, keys sorted; the same for equal judgements."""
    return _ENCODER.encode(judgement)


def load(content: bytes) -> Judgement:
    """The judgement of stored bytes; ValueError when they are none."""
    return _DECODER.decode(content)


def claims_jsonl(judgement: Judgement) -> Iterator[bytes]:
    """One claim per line, newline included; lines sorted by statement, keys by name."""
    for claim in sorted(judgement.claims, key=_statement):
        yield _ENCODER.encode(claim) + b"\n"


def key(judgement: Judgement) -> str:
    """SHA-256 over version, weights, as_of and claims: what makes two judgements the same."""
    head = _ENCODER.encode([judgement.version, judgement.weights, judgement.as_of.astimezone(UTC)])
    digest = hashlib.sha256(head + b"\n")
    for line in claims_jsonl(judgement):
        digest.update(line)
    return digest.hexdigest()


def _statement(claim: Claim) -> tuple[str, ...]:
    subject = claim.subject
    value = canonical(claim.value)
    return (subject.kind.value, subject.key, claim.predicate, claim.layer.value, value, claim.id)
