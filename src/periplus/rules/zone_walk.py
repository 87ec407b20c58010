"""Names that a zone's own server gave away: by its chain of denials, or when asked for words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answers, answers_in, reading, zones_asked
from periplus.model import Claim, Observation, Sign, Tables

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.name", "zone.walkable")
RULE = f"zone_walk@{VERSION}"

_ENOUGH = 3  # steps of the chain that lead on: a zone of one or two names hides nothing


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per name, and one on the chain as a whole."""
    answers = answers_in(observations)
    listed = [str(row["word"]) for row in tables.rows("zone_words")]
    for zone in zones_asked(observations, "NSEC"):
        yield from _walked(zone, answers)
        yield from _guessed(zone, listed, answers)


def _walked(zone: str, answers: Answers) -> Iterator[Sign]:
    steps = {
        name: answer
        for (name, rdtype), answer in answers.items()
        if rdtype == "NSEC" and answer.records and (name == zone or name.endswith(f".{zone}"))
    }
    for name, answer in steps.items():
        reason = f"The name {name} stands in the zone's own chain of denials."
        yield reading(zone, "zone.name", name, [answer], reason, rule=RULE)
    if len(steps) >= _ENOUGH:
        reason = (
            f"The denials of {zone} lead from name to name, so its {len(steps)} names can be listed."
        )
        told = reading(zone, "zone.walkable", True, steps.values(), reason, rule=RULE)
        yield replace(told, support=told.support[:40])


def _guessed(zone: str, words: Sequence[str], answers: Answers) -> Iterator[Sign]:
    anything = answers.get((f"{hashlib.sha256(zone.encode()).hexdigest()[:20]}.{zone}", "A"))
    for word in words:
        answer = answers.get((f"{word}.{zone}", "A"))
        if answer is None or not answer.records or not answer.authoritative:
            continue
        if anything is not None and anything.records == answer.records:
            continue  # a wildcard's answer tells of no name
        reason = f"The name {word}.{zone} is answered; it was tried from a list of words."
        yield reading(zone, "zone.name", f"{word}.{zone}", [answer], reason, rule=RULE)
