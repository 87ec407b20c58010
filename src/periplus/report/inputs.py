"""What a report is made from besides claims: plain rows of a case, given a fixed shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

Plain: TypeAlias = Mapping[str, Any]
"""One row as the store, or a JSON file, gives it. Times: `datetime` or ISO 8601 text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Which judgement the report shows."""

    version: str  # of Periplus
    weights: str  # id of the weights file
    as_of: datetime
    calibration: str = ""  # where the weights come from; empty: not from this program's tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One evidence row; `number` is its place in capture order, from 1."""

    number: int
    id: str
    source: str
    asked: str | None
    dialled: str | None
    captured_at: datetime
    digest: str  # SHA-256 of the body, lower-case hex
    size_bytes: int
    media_type: str
    failure: str | None
    vantage: str
    collector: str
    elapsed_s: float
    body: str | None  # small and redacted; None: shown by digest
    picture: str = ""  # PNG in base64, of a window; empty when there is none

    @property
    def anchor(self) -> str:
        """The fragment under which the ledger holds this capture."""
        return f"e{self.number}"

    @property
    def name(self) -> str:
        """How the text names this capture."""
        return f"E{self.number}"

    @classmethod
    def of(cls, number: int, row: Plain) -> Capture:
        """The capture of a plain row. KeyError when id, source or captured_at is missing."""
        failure = row.get("failure")
        return cls(
            number=number,
            id=str(row["id"]),
            source=str(row["source"]),
            asked=row.get("asked"),
            dialled=row.get("dialled"),
            captured_at=moment(row["captured_at"]),
            digest=str(row.get("digest", "")),
            size_bytes=int(row.get("size_bytes", row.get("size", 0))),
            media_type=str(row.get("media_type", "")),
            failure=str(failure) if failure else None,
            vantage=str(row.get("vantage", "")),
            collector=str(row.get("collector", "")),
            elapsed_s=float(row.get("elapsed_s", 0.0)),
            body=row.get("body"),
            picture=str(row.get("picture", "")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One observation row: what a claim's support ids resolve to."""

    id: str
    subject: str  # KIND:key
    fact: Plain  # its `type` is the name of the fact class
    observed_at: datetime
    evidence: str
    selector: str
    basis: str

    @classmethod
    def of(cls, row: Plain) -> Seen:
        """The observation of a plain row. KeyError when id, evidence or observed_at is missing."""
        subject = row.get("subject", "")
        if isinstance(subject, Mapping):
            subject = f"{subject['kind']}:{subject['key']}"
        return cls(
            id=str(row["id"]),
            subject=str(subject),
            fact=row.get("fact", {}),
            observed_at=moment(row["observed_at"]),
            evidence=str(row["evidence"]),
            selector=str(row.get("selector", "")),
            basis=str(row.get("basis", "")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One predicate as registered: what the report calls it and what it means."""

    name: str
    label: str
    meaning: str
    citation: str
    brief: bool  # stands in the short summary of a terminal

    @classmethod
    def of(cls, row: Plain) -> Term:
        """The term of a row of the predicate registry; a missing label is the name."""
        name = str(row["name"])
        return cls(
            name=name,
            label=str(row.get("label") or name),
            meaning=str(row.get("meaning", "")),
            citation=str(row.get("citation", "")),
            brief=bool(row.get("brief")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Under which terms a source may be used; `source` is a host, a table or a pack."""

    source: str
    licence: str
    note: str = ""

    @classmethod
    def of(cls, row: Plain) -> Licence:
        """The licence of a plain row."""
        return cls(
            source=str(row["source"]),
            licence=str(row.get("licence", "")),
            note=str(row.get("note", "")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """Shapes of countries for a map: rings of longitude and latitude by ISO 3166-1 alpha-2."""

    shapes: Mapping[str, Sequence[Sequence[tuple[float, float]]]]
    credit: str  # whose, of which day, under which licence


def moment(value: datetime | str) -> datetime:
    """A time with zone from a `datetime` or ISO 8601 text; without a zone it is taken as UTC."""
    when = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
