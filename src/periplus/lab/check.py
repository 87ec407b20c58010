"""The comparison of stored claims with what a scenario's expectations say, row by row."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from periplus.facts.selector import select
from periplus.lab.expected import (
    ClaimLine,
    Expected,
    ForbiddenLine,
    Row,
    SummaryLine,
    load_expected,
    needle,
)
from periplus.model import Claim, Evidence, Value, canonical

__all__ = ["CheckResult", "RowResult", "SummaryRow", "check", "load_expected"]

LACKING = {
    "browser": "it needs a browser, and none was used",
    "nat": "it needs slirp4netns, which is not installed",
    "p0f": "it needs the signatures of p0f, which are not installed",
}
State = Literal["ok", "missing", "wrong", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowResult:
    """How one row of the model case came out; `detail` is empty when it is ok."""

    id: str
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """All rows in their order, and a sentence for each forbidden claim that appeared."""

    rows: tuple[RowResult, ...]
    forbidden: tuple[str, ...]


class SummaryRow(Protocol):
    """A line of the report's summary table."""

    @property
    def entity(self) -> str:
        """Whom the line is about, as printed."""
        ...

    @property
    def observation(self) -> str:
        """The predicate's label and the value, as printed."""
        ...

    @property
    def comment(self) -> str:
        """What stands beside it."""
        ...

    @property
    def claims(self) -> Sequence[str]:
        """Ids of the claims of the line."""
        ...

    @property
    def digests(self) -> Sequence[str]:
        """Digests of the bodies that the line rests on."""
        ...


class Findings:
    """What a run has found, looked up as the expectations need it."""

    def __init__(
        self,
        claims: Sequence[Claim],
        observations: Iterable[Mapping[str, Any]],
        evidences: Iterable[Evidence],
        summaries: Sequence[SummaryRow],
        *,
        lacks: Collection[str] = (),
    ) -> None:
        self.lacks = lacks
        self.claims = claims
        self.summaries = summaries
        self.by_id = {claim.id: claim for claim in claims}
        self.observations = {row["id"]: row for row in observations}
        self.evidences = {evidence.id: evidence for evidence in evidences}
        self.digests = {evidence.body.digest for evidence in self.evidences.values()}

    def selected(self, claim: Claim) -> Iterable[bytes]:
        """The bytes that each supporting observation of a claim selects."""
        for identity in claim.support:
            row = self.observations.get(identity, {})
            evidence = self.evidences.get(row.get("evidence", ""))
            if evidence is not None:
                try:
                    yield select(evidence.body.read(), evidence.media_type, row["selector"])
                except (ValueError, FileNotFoundError):
                    continue  # a selector that selects nothing supports nothing


def check(
    expected: Expected,
    *,
    claims: Sequence[Claim],
    observations: Iterable[Mapping[str, Any]],
    evidences: Iterable[Evidence],
    summaries: Sequence[SummaryRow],
    tier: str = "loopback",
    lacks: Collection[str] = (),
) -> CheckResult:
    """Every row of the expectations, and every forbidden claim that appeared.

    `observations`: rows with id, evidence and selector, as a judgement keeps them. `tier`: where the
    world was staged. `lacks`: what the machine has not; rows that need it are skipped.
    """
    found = Findings(claims, observations, evidences, summaries, lacks=lacks)
    return CheckResult(
        rows=tuple(_row(row, found, tier) for row in expected.row),
        forbidden=tuple(
            f"{claim.subject} {claim.predicate} {canonical(claim.value)} ({claim.status.value})"
            for line in expected.forbidden
            for claim in claims
            if _forbidden(line, claim)
        ),
    )


Fault = tuple[State, str]


def _row(row: Row, found: Findings, tier: str) -> RowResult:
    if row.tiers and tier not in row.tiers:
        detail = f"the {tier} tier cannot stage it; the tiers {' and '.join(row.tiers)} can"
        return RowResult(id=row.id, state="missing", detail=detail)
    parts: dict[str, list[Fault]] = {"": [], **{part: [] for part in row.pending_parts}}
    staged = [line for line in row.claim if not line.tiers or tier in line.tiers]
    held_back = [line for line in staged if line.needs in found.lacks]
    for line in staged:
        if line not in held_back:
            parts.setdefault(line.part, []).extend(_claim_faults(line, found))
    if row.summary:
        parts[""].extend(_summary_faults(row.summary, found))
    for part, reason in row.pending_parts.items():
        parts[part].append(("missing", f"not built yet: {reason}"))
    if row.pending:
        parts[""].append(("missing", f"not built yet: {row.pending}"))
    faults = [fault for part in parts.values() for fault in part]
    if not faults and held_back:
        needed = sorted({LACKING[line.needs] for line in held_back})
        return RowResult(id=row.id, state="skipped", detail="; ".join(needed))
    if not faults:
        return RowResult(id=row.id, state="ok")
    if len(parts) == 1:
        detail = "; ".join(text for _, text in faults)
    else:
        detail = "; ".join(
            f"{row.id}{part} {_state(mine)}" + "".join(f": {text}" for _, text in mine)
            for part, mine in sorted(parts.items())
            if part
        )
    return RowResult(id=row.id, state=_state(faults), detail=detail)


def _state(faults: Collection[Fault]) -> State:
    states = {state for state, _ in faults}
    return "wrong" if "wrong" in states else "missing" if states else "ok"


def _claim_faults(line: ClaimLine, found: Findings) -> list[Fault]:
    name = f"{line.subject} {line.predicate}"
    near = [
        claim
        for claim in found.claims
        if str(claim.subject) == line.subject and claim.predicate == line.predicate
    ]
    fitting = [claim for claim in near if _value_fits(line, claim.value)]
    if line.absent:
        return [("wrong", f"{name} must not be {_shown(c.value)}") for c in fitting[:1]]
    if not near:
        return [("missing", f"{name}: no claim")]
    if not fitting:
        values = ", ".join(sorted({_shown(claim.value) for claim in near})[:4])
        return [("wrong", f"{name}: expected {_wanted(line)}, found {values}")]
    faults = [_standing_faults(line, claim, found) for claim in fitting]
    return [("wrong", f"{name}: {fault}") for fault in min(faults, key=len)]


def _standing_faults(line: ClaimLine, claim: Claim, found: Findings) -> list[str]:
    """What is wrong with a claim that has the expected value."""
    faults = [
        f"{part} is {have}, expected {_listed(want)}"
        for part, want, have in (
            ("layer", line.layer, claim.layer),
            ("status", line.status, claim.status),
            ("word", line.word, claim.word),
        )
        if want is not None and have not in (want if isinstance(want, tuple) else (want,))
    ]
    reasons = "\n".join(claim.reasons)
    faults += [f"no reason says {text!r}" for text in line.reason_contains if text not in reasons]
    if line.bytes:
        selected = list(found.selected(claim))
        faults += [
            f"no supporting bytes hold {text!r}"
            for text in line.bytes
            if not any(_holds(content, text) for content in selected)
        ]
    return faults


def _holds(content: bytes, text: str) -> bool:
    wanted, exact = needle(text)
    return wanted in (content if exact else content.lower())


def _value_fits(line: ClaimLine | ForbiddenLine, value: Value) -> bool:
    if line.value_matches is not None and not re.search(line.value_matches, _plain(value)):
        return False
    if isinstance(line, ForbiddenLine):
        return True
    if line.value is not None and canonical(value) != canonical(line.value):
        return False
    if line.value_contains is None:
        return True
    return isinstance(value, Mapping) and line.value_contains.items() <= dict(value).items()


def _plain(value: Value) -> str:
    """The text that patterns are searched in; empty for a value not to be had."""
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical(value)


def _shown(value: Value) -> str:
    text = canonical(value)
    return text if len(text) <= 160 else text[:159] + "…"


def _wanted(line: ClaimLine) -> str:
    if line.value is not None:
        return canonical(line.value)
    return str(line.value_contains if line.value_contains is not None else line.value_matches)


def _listed(want: object) -> str:
    return " or ".join(map(str, want)) if isinstance(want, tuple) else str(want)


def _forbidden(line: ForbiddenLine, claim: Claim) -> bool:
    told = "\n".join((_plain(claim.value), str(claim.subject), *claim.reasons))
    return (
        line.subject in {None, str(claim.subject)}
        and line.predicate in {None, claim.predicate}
        and line.status in {None, claim.status}
        and _value_fits(line, claim.value)
        and (line.text is None or line.text in told)
    )


def _summary_faults(lines: Iterable[SummaryLine], found: Findings) -> list[Fault]:
    if not found.summaries:
        return [("missing", "there is no summary table")]
    faults: list[Fault] = []
    for row in found.summaries:
        lost = [digest for digest in row.digests if digest not in found.digests]
        if lost or not row.digests:
            why = f"names evidence that is in no case ({lost[0][:12]})" if lost else "names no evidence"
            faults.append(("wrong", f"the line {row.entity} / {row.observation} {why}"))
    for line in lines:
        if not any(_summary_fits(line, row, found) for row in found.summaries):
            text = f"{line.entity} / {line.key_observation} / {line.comment_contains}"
            faults.append(("wrong", f"no line of the summary says {text}"))
    return faults


def _summary_fits(line: SummaryLine, row: SummaryRow, found: Findings) -> bool:
    subjects = {str(found.by_id[c].subject) for c in row.claims if c in found.by_id}
    return (
        (line.entity == row.entity or line.entity in subjects)
        and row.observation.startswith(line.key_observation)
        and line.comment_contains in f"{row.observation}\n{row.comment}"
    )
