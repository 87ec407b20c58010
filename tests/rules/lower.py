"""Claims of lower strata, as rules are handed them."""

from __future__ import annotations

from datetime import UTC, datetime

from periplus.model import Basis, Claim, Layer, Shape, Status, Subject, SubjectKind, Value, claim_id

AT = datetime(2024, 6, 1, tzinfo=UTC)


def claim_on(
    about: str,
    predicate: str,
    value: Value,
    layer: Layer,
    *,
    probability: float | None = None,
    word: str | None = None,
) -> Claim:
    """A supported claim on "KIND:key"."""
    kind, _, key = about.partition(":")
    subject = Subject(kind=SubjectKind(kind), key=key)
    return Claim(
        id=claim_id(subject, predicate, value, layer),
        subject=subject,
        predicate=predicate,
        value=value,
        layer=layer,
        shape=Shape.READING if probability is None else Shape.INFERENCE,
        status=Status.SUPPORTED,
        basis=Basis.WITNESSED,
        probability=probability,
        word=word,
        first_observed_at=AT,
        last_observed_at=AT,
        support=("o",),
        reasons=("It was seen.",),
    )
