"""What could not be seen, and why: failures of captures and claims that came to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from periplus.model import Claim, Failure, Status
from periplus.report.inputs import Capture, Seen, Term
from periplus.report.text import count
from periplus.report.words import is_denied, subject_name

WHY: Mapping[str, str] = {
    Failure.REFUSED_SCOPE: "refused by the scope; nothing was sent",
    Failure.REFUSED_ADDRESS: "refused: not a public address; nothing was sent",
    Failure.REFUSED_UNMAPPED: "refused: the laboratory does not hold it; nothing was sent",
    Failure.REFUSED_EXPIRED: "refused: the scope has expired; nothing was sent",
    Failure.BUDGET: "not asked: the budget was spent",
    Failure.NAME_NOT_FOUND: "the name does not exist",
    Failure.NAME_NO_ADDRESS: "the name has no address",
    Failure.RESOLUTION: "the name could not be resolved",
    Failure.CONNECTION_REFUSED: "the connection was refused by the other side",
    Failure.CONNECTION_TIMEOUT: "no answer to the connection in time",
    Failure.CONNECTION_CLOSED: "the connection was closed before the answer ended",
    Failure.UNREACHABLE: "the address could not be reached",
    Failure.IO_TIMEOUT: "the answer did not end in time",
    Failure.TOO_LARGE: "the answer was cut at its bound",
    Failure.TLS_HANDSHAKE: "the TLS handshake failed",
    Failure.TLS_KEY_NOT_PROVEN: "the server did not prove that it holds the certificate's key",
    Failure.PROTOCOL: "the bytes were no answer of that protocol",
    Failure.RATE_LIMITED: "the source asked to slow down",
    Failure.NOT_FOUND: "the source has no such object",
    Failure.OFFLINE: "not asked: the run was offline",
    Failure.UNAVAILABLE: "not asked: a program, pack, key or privilege is missing here",
}

_NAMED = 8  # subjects of one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that could not be seen."""

    what: str
    why: str
    captures: tuple[int, ...] = ()  # numbers in the ledger
    claims: tuple[str, ...] = ()  # ids


def gaps(
    claims: Iterable[Claim],
    observations: Iterable[Seen],
    captures: Sequence[Capture],
    terms: Mapping[str, Term],
    trail: Mapping[str, tuple[int, ...]],
) -> tuple[Gap, ...]:
    """Unseen claims first, then failures grouped by reason; each once."""
    return (*_claim_gaps(claims, terms, trail), *_capture_gaps(observations, captures))


def _claim_gaps(
    claims: Iterable[Claim], terms: Mapping[str, Term], trail: Mapping[str, tuple[int, ...]]
) -> list[Gap]:
    alike: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        if claim.status is Status.INSUFFICIENT and not is_denied(claim):
            term = terms.get(claim.predicate)
            why = "; ".join(claim.reasons) or "too little evidence to say"
            same = why.replace(subject_name(claim.subject), "\0")
            alike.setdefault((term.label if term else claim.predicate, same), []).append(claim)
    return [_of_a_kind(label, same, found, trail) for (label, same), found in alike.items()]


def _of_a_kind(
    label: str, same: str, found: Sequence[Claim], trail: Mapping[str, tuple[int, ...]]
) -> Gap:
    """What could not be seen of one or several for the same reason."""
    names = list(dict.fromkeys(subject_name(claim.subject) for claim in found))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    others = f" So with the other {len(names) - 1}." if len(names) > 1 else ""
    why = same.replace("\0", names[0])
    ended = why if not others or why.endswith((".", "!", "?")) else f"{why}."
    return Gap(
        what=f"{label} of {', '.join(names[:_NAMED])}{more}",
        why=f"{ended}{others}",
        captures=tuple(sorted({number for claim in found for number in trail.get(claim.id, ())})),
        claims=tuple(claim.id for claim in found),
    )


def _capture_gaps(observations: Iterable[Seen], captures: Sequence[Capture]) -> list[Gap]:
    number_of = {c.id: c.number for c in captures}
    grouped: dict[tuple[str, str], dict[str, list[int]]] = {}
    told: set[int] = set()
    for seen in observations:
        failure = str(seen.fact.get("failure") or "")
        number = number_of.get(seen.evidence)
        if not failure or number is None or number in told:
            continue
        told.add(number)
        why = (failure, str(seen.fact.get("detail") or ""))
        sources = grouped.setdefault(why, {})
        sources.setdefault(str(seen.fact.get("source") or captures[number - 1].source), []).append(
            number
        )
    for capture in captures:
        if capture.failure and capture.number not in told:
            grouped.setdefault((capture.failure, ""), {}).setdefault(capture.source, []).append(
                capture.number
            )
    return [_grouped(failure, detail, grouped[failure, detail]) for failure, detail in sorted(grouped)]


def _grouped(failure: str, detail: str, sources: Mapping[str, list[int]]) -> Gap:
    names = sorted(sources)
    shown = ", ".join(names[:3])
    more = f" and {count(len(names) - 3, 'more request')}" if len(names) > 3 else ""
    reason = WHY.get(failure, failure)
    numbers = sorted(n for found in sources.values() for n in found)
    return Gap(
        what=shown + more,
        why=f"{reason} ({detail.rstrip('.')})" if detail else reason,
        captures=tuple(numbers),
    )
