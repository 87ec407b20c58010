"""Until when its makers mend a claimed version, from a dated table, on the claim's own layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from periplus.model import Claim, Layer, Observation, Sign, Status, Tables

VERSION = 2
READS = (
    "site.web_server_version",
    "site.technology_version",
    "site.page_technology_version",
    "site.technology_history",
    "origin.os",
)
WRITES = (
    "site.web_server_support",
    "site.technology_support",
    "site.page_technology_support",
    "site.technology_history_support",
    "origin.os_support",
)
RULE = f"end_of_support@{VERSION}"
_ABOUT = dict(zip(READS, WRITES, strict=True))
_CHANNELS = {Layer.BEHIND: "archive", Layer.ORIGIN_HOST: "scan-db"}
_LIKELY = 0.55  # ICD 203: a version that is less than likely has no end of support to tell


def judge(
    _observations: Sequence[Observation], claims: Sequence[Claim], tables: Tables, as_of: datetime
) -> Iterator[Sign]:
    """One reading per version that a current or past claim tells and the table knows."""
    for claim in claims:
        # What is only about another layer, or could not be seen, has no version here.
        if claim.status in (Status.UNSUPPORTED, Status.INSUFFICIENT):
            continue
        if claim.probability is not None and claim.probability < _LIKELY:
            continue
        told = _version(claim)
        row = _row(tables.rows("lifecycle"), told)
        if row is not None:
            yield _sign(claim, told, row, as_of)


def _version(claim: Claim) -> str:
    value = claim.value
    return str(value.get("technology") if isinstance(value, Mapping) else value)


def _row(rows: Sequence[Mapping[str, Any]], told: str) -> Mapping[str, Any] | None:
    """The row of the longest version that the told one begins with: `PHP 7.4` for PHP 7.4.3."""
    fits = [row for row in rows if _begins(told, f"{row['product']} {row['version']}")]
    return max(fits, key=lambda row: len(row["version"]), default=None)


def _begins(told: str, known: str) -> bool:
    return told.startswith(known) and not told[len(known) : len(known) + 1].isalnum()


def _sign(claim: Claim, told: str, row: Mapping[str, Any], as_of: datetime) -> Sign:
    ended = date.fromisoformat(row["ended_on"]) if "ended_on" in row else None
    return Sign(
        subject=claim.subject,
        predicate=_ABOUT[claim.predicate],
        value={
            "version": told,
            "ended_on": row.get("ended_on"),
            "supported": None if ended is None else as_of.date() <= ended,
            "citation": row["citation"],
        },
        layer=claim.layer,
        channel=_CHANNELS.get(claim.layer, "http-response"),
        basis=claim.basis,
        observed_at=claim.last_observed_at,
        support=claim.support,
        reason=_reason(claim, told, row, ended, as_of),
        rule=RULE,
        status=Status.PAST if claim.status is Status.PAST else None,
    )


def _reason(claim: Claim, told: str, row: Mapping[str, Any], ended: date | None, as_of: datetime) -> str:
    source = row["citation"]
    if ended is None:
        return f"The makers of {told} have announced no end of its support ({source})."
    verb = "ends" if as_of.date() <= ended else "ended"
    at = " at the latest" if row.get("latest") else ""
    seen = f"; it was last seen on {claim.last_observed_at:%Y-%m-%d}" if _past(claim) else ""
    return (
        f"The makers' support of {told} {verb} on {ended.isoformat()}{at} ({source}){seen}; "
        "a distribution may mend it longer."
    )


def _past(claim: Claim) -> bool:
    return claim.status is Status.PAST
