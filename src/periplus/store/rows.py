"""Evidence as a row of the database, and back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

from periplus.model import (
    Blob,
    Evidence,
    Failure,
    Sensitivity,
    Subject,
    SubjectKind,
)
from periplus.store.custody import Cell

COLUMNS = (
    "id", "collector", "target_kind", "target_key", "source", "asked", "dialled", "request",
    "digest", "size_bytes", "media_type", "captured_at", "elapsed_s", "vantage", "failure",
    "sensitivity",
)  # fmt: skip
"""The order of the cells; custody rests on it."""


def to_row(evidence: Evidence) -> tuple[Cell, ...]:
    """The cells of a capture row. ValueError for a time without a zone or a duration not finite."""
    if not math.isfinite(evidence.elapsed_s):
        msg = "elapsed_s is not a finite number"
        raise ValueError(msg)
    return (
        evidence.id,
        evidence.collector,
        evidence.target.kind.value,
        evidence.target.key,
        evidence.source,
        evidence.asked,
        evidence.dialled,
        bytes(evidence.request),
        evidence.body.digest,
        evidence.body.size_bytes,
        evidence.media_type,
        time_text(evidence.captured_at),
        float(evidence.elapsed_s) + 0.0,  # SQLite keeps no negative zero, and custody compares
        evidence.vantage,
        evidence.failure.value if evidence.failure is not None else None,
        evidence.sensitivity.value,
    )


def from_row(cells: Sequence[Cell], body: Blob) -> Evidence:
    """The evidence of a row. ValueError or KeyError when the row is none of ours."""
    row = dict(zip(COLUMNS, cells, strict=True))
    failure = row["failure"]
    request = row["request"]
    if not isinstance(request, bytes):
        msg = "the request of a capture is not bytes"
        raise ValueError(msg)  # noqa: TRY004  (the row is wrong, not our call)
    return Evidence(
        id=str(row["id"]),
        collector=str(row["collector"]),
        target=Subject(kind=SubjectKind(str(row["target_kind"])), key=str(row["target_key"])),
        source=str(row["source"]),
        asked=_optional(row["asked"]),
        dialled=_optional(row["dialled"]),
        request=request,
        body=body,
        media_type=str(row["media_type"]),
        captured_at=datetime.fromisoformat(str(row["captured_at"])),
        elapsed_s=float(row["elapsed_s"] or 0.0),
        vantage=str(row["vantage"]),
        failure=Failure(str(failure)) if failure is not None else None,
        sensitivity=Sensitivity(str(row["sensitivity"])),
    )


def time_text(moment: datetime) -> str:
    """ISO 8601 in UTC, to the microsecond. ValueError for a time without a zone."""
    if moment.tzinfo is None:
        msg = f"{moment.isoformat()} has no time zone"
        raise ValueError(msg)
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _optional(cell: Cell) -> str | None:
    return None if cell is None else str(cell)
