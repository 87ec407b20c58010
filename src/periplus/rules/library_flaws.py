"""Script libraries of a page with known flaws, by a dated repository; the grade is the source's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.libraries import KnownFlaw, LibraryCheck, SeenLibrary
from periplus.facts.page import PageScript
from periplus.model import Claim, Layer, Observation, Sign, Subject, Tables, Value

VERSION = 1
READS = (KnownFlaw, LibraryCheck, SeenLibrary, PageScript)
WRITES = ("site.library_flaw", "site.library_check")
RULE = f"library_flaws@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per library, version and flaw, and one of what was compared with which repository."""
    named: dict[Subject, set[str]] = defaultdict(set)
    flawed: dict[Subject, set[str]] = defaultdict(set)
    embedded: dict[tuple[Subject, str], list[Observation]] = defaultdict(list)
    for one in observations:
        match one.fact:
            case SeenLibrary() as seen:
                named[one.subject].add(f"{seen.library} {seen.version}")
            case KnownFlaw() as flaw:
                flawed[one.subject].add(f"{flaw.library} {flaw.version}")
            case PageScript() as script if script.src:
                embedded[one.subject, script.src].append(one)
    for one in observations:
        match one.fact:
            case KnownFlaw() as flaw:
                yield _flaw(one, flaw)
                for loading in embedded[one.subject, flaw.url]:
                    yield _flaw(loading, flaw)
            case LibraryCheck() as check:
                seen_here = ", ".join(sorted(named[one.subject]))
                value: Value = {
                    "scripts": check.scripts,
                    "addresses": check.addresses,
                    "libraries": seen_here or None,
                    "with_flaws": len(flawed[one.subject]),
                    "by": check.source,
                }
                reason = (
                    f"{check.scripts} scripts and {check.addresses} addresses of scripts were compared "
                    f"with {check.source}; what no pattern knows stays unseen."
                )
                yield _sign(one, "site.library_check", value, reason)


def _flaw(observation: Observation, flaw: KnownFlaw) -> Sign:
    since = f"from {flaw.at_or_above} on and " if flaw.at_or_above else ""
    known = ", ".join(flaw.references)
    value: Value = {
        "library": flaw.library,
        "version": flaw.version,
        "severity": flaw.severity,
        "references": known or None,
        "finding": flaw.summary or "A flaw without a summary.",
        "advice": f"{flaw.library} {flaw.below} or later",
    }
    reason = (
        f"{flaw.url} is {flaw.library} {flaw.version}; {known or 'a flaw without a number'} is told of "
        f"versions {since}below {flaw.below}, graded {flaw.severity}, by {flaw.source}."
    )
    return _sign(observation, "site.library_flaw", value, reason)


def _sign(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.PAGE,
        channel="http-response",
        reason=reason,
        rule=RULE,
    )
