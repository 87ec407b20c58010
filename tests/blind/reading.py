"""How much of the blind documents is read, line by line of what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from urllib.parse import quote

import msgspec

from periplus.judging import judge, parse
from periplus.lab.check import check
from periplus.lab.expected import ClaimLine, Expected, Row, read_expected
from periplus.model import Claim, Evidence, Observation, Subject, SubjectKind
from periplus.signatures.tables import load
from tests.facts.samples import AT, evidence

BLIND = Path(__file__).parent
LAND = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
RIGHT_UNASKED = "unasked"  # a row of claims that are right, and that nobody had asked for


@dataclass(frozen=True, slots=True)
class Score:
    """Lines of one language: those that must be read, and what must not be claimed."""

    wanted: tuple[str, ...]
    missed: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def read(self) -> int:
        """How many of the wanted were found."""
        return len(self.wanted) - len(self.missed)


def captures(language: str) -> list[Evidence]:
    """The documents of a language as a user would import them."""
    return [
        replace(
            evidence(path.read_bytes(), "text/plain", source=f"file:///{quote(path.name)}"),
            id=f"{number:064x}",
            target=LAND,
            collector="imported_documents@0",
        )
        for number, path in enumerate(sorted((BLIND / language).iterdir()))
    ]


@cache
def claims(language: str) -> tuple[tuple[Claim, ...], tuple[Observation, ...]]:
    """What is claimed of a language's documents, and what it rests on."""
    observations = parse(captures(language), strict=True)
    return judge(observations, load(), AT), observations


def score(language: str) -> Score:
    """The documents of a language against what they say."""
    expected = read_expected((BLIND / f"{language}.toml").read_text(encoding="utf-8"), own=True)
    wanted, missed, wrong = [], [], []
    for name, line in _lines(expected):
        ok = _met(language, line)
        if line.absent:
            wrong += [] if ok else [name]
        elif not name.startswith(RIGHT_UNASKED):
            wanted.append(name)
            missed += [] if ok else [name]
    lines = [line for _, line in _lines(expected) if not line.absent]
    wrong += [
        f"{claim.subject} {claim.predicate} {claim.value} {claim.status.value}"
        for claim in claims(language)[0]
        if not any(_of(line, claim) and _met(language, line, claim) for line in lines)
    ]
    return Score(tuple(wanted), tuple(missed), tuple(wrong))


def _lines(expected: Expected) -> Iterator[tuple[str, ClaimLine]]:
    for row in expected.row:
        for line in row.claim:
            value = line.value or line.value_contains or ""
            yield f"{row.id}: {line.subject} {line.predicate} {value}", line


def _of(line: ClaimLine, claim: Claim) -> bool:
    return (line.subject, line.predicate) == (str(claim.subject), claim.predicate)


def _met(language: str, line: ClaimLine, claim: Claim | None = None) -> bool:
    """Whether the line holds of all claims, or of this one, whatever its bytes."""
    among, observations = claims(language)
    if claim is not None:
        among, line = (claim,), msgspec.structs.replace(line, bytes=(), reason_contains=())
    rows = [{"id": o.id, "evidence": o.evidence, "selector": o.selector} for o in observations]
    result = check(
        Expected(scenario=language, row=(Row(id="line", title="", claim=(line,)),)),
        claims=among,
        observations=rows,
        evidences=captures(language),
        summaries=(),
    )
    return result.rows[0].state == "ok"
