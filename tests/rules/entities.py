"""Statements and claims for the tests of rules about organisations."""

from __future__ import annotations

import hashlib
from typing import Any

from periplus.facts.statements import StatementTold
from periplus.model import (
    Basis,
    Claim,
    Fact,
    Layer,
    Observation,
    Shape,
    Status,
    Subject,
    SubjectKind,
    claim_id,
)
from tests.facts.samples import AT

LAND = Subject(kind=SubjectKind.COUNTRY, key="ZZ")


def statement(**parts: Any) -> StatementTold:
    """A statement; what is not given is plain."""
    plain: dict[str, Any] = {
        "kind": "role",
        "word": "regulator",
        "who": "Coastal JSC",
        "whom": "",
        "what": "",
        "state": "current",
        "until": None,
        "quote": "So it is.",
        "language": "en",
        "document": "A page",
        "dated": "",
        "source": "https://x.example/",
        "law": False,
        "formed": True,
    }
    return StatementTold(**{**plain, **parts})


def told(fact: Fact, about: Subject = LAND) -> Observation:
    """The fact, told of a country."""
    identity = hashlib.sha256(repr(fact).encode()).hexdigest()
    return Observation(
        id=identity,
        target=about,
        subject=about,
        fact=fact,
        observed_at=AT,
        evidence="e",
        selector="bytes=0-1",
        basis=Basis.TOLD,
        collector="documents@1",
    )


def claim(subject: str, predicate: str, value: Any, *, status: str = "SUPPORTED", **more: Any) -> Claim:
    """A claim of a lower stratum; `subject` as KIND:key."""
    kind, _, key = subject.partition(":")
    about = Subject(kind=SubjectKind(kind), key=key)
    parts: dict[str, Any] = {
        "shape": Shape.READING,
        "basis": Basis.WITNESSED,
        "first_observed_at": AT,
        "last_observed_at": AT,
        "support": ("o",),
        "reasons": ("It says so.",),
    }
    return Claim(
        id=claim_id(about, predicate, value, Layer.SOCIETY),
        subject=about,
        predicate=predicate,
        value=value,
        layer=Layer.SOCIETY,
        status=Status(status),
        **{**parts, **more},
    )
