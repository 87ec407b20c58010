"""Taking one capture out of a whole case changes only the claims that rest on it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from periplus import judging
from periplus.cli.lab import both_jobs
from periplus.model import Claim, Evidence, Observation, Rule, Shape
from periplus.signatures.tables import load
from periplus.store.case import Case

SECOND = "zembla-2024"
CAPTURES = 4  # of each collector, in each case; all of them in soak


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the two cases of the second scenario; not to be written to."""
    directory = tmp_path_factory.mktemp("elsewhere")
    jobs = asyncio.run(both_jobs(SECOND, directory, lambda _: None))
    jobs.country[0].close()
    jobs.site[0].close()
    return directory


@pytest.mark.parametrize("job", ["country", "site"])
def test_some_captures_of_each_collector(job: str, answered: Path) -> None:
    _take_out(answered / f"belarus-2022-{job}", most=CAPTURES)


@pytest.mark.parametrize("job", ["country", "site"])
def test_some_captures_of_the_second_scenario(job: str, elsewhere: Path) -> None:
    _take_out(elsewhere / f"{SECOND}-{job}", most=CAPTURES)


@pytest.mark.soak
@pytest.mark.parametrize("job", ["country", "site"])
def test_every_capture(job: str, answered: Path, elsewhere: Path) -> None:
    _take_out(answered / f"belarus-2022-{job}", most=None)
    _take_out(elsewhere / f"{SECOND}-{job}", most=None)


def _take_out(directory: Path, *, most: int | None) -> None:
    tables = load()
    with Case.open(directory, read_only=True) as case:
        captures, as_of = list(case.evidences()), case.judgement().as_of
    observations = judging.parse(captures)
    before = judging.judge(observations, tables, as_of)
    moved = 0
    for capture in _some(captures, most):
        gone = [one for one in observations if one.evidence == capture.id]
        if gone:
            left = [one for one in observations if one.evidence != capture.id]
            after = judging.judge(left, tables, as_of)
            assert _unfounded(before, after, gone) == [], f"{capture.collector} {capture.source}"
            moved += before != after
    assert moved > 20  # or taking captures out shows nothing


def _some(captures: Sequence[Evidence], most: int | None) -> Iterator[Evidence]:
    """The captures; of each collector at most so many, the first among them."""
    taken: dict[str, int] = defaultdict(int)
    for capture in captures:
        taken[capture.collector] += 1
        if most is None or taken[capture.collector] <= most:
            yield capture


def _unfounded(
    before: Sequence[Claim], after: Sequence[Claim], gone: Sequence[Observation]
) -> list[str]:
    """The claims that changed, though neither they nor what they were judged from rests on `gone`."""
    old, new = ({claim.id: claim for claim in claims} for claims in (before, after))
    changed = [one for one in old.keys() | new.keys() if old.get(one) != new.get(one)]
    claims = [old.get(one) or new[one] for one in changed]
    ids = {one.id for one in gone}
    resting = {claim.id for claim in before if _rests(claim, ids)}
    groups = {(claim.subject, claim.predicate) for claim in before if claim.id in resting}
    moved = {claim.predicate for claim in claims}
    return sorted(
        f"{claim.subject} {claim.predicate} {claim.value}"
        for claim in claims
        if claim.id not in resting
        and not (_has_rivals(claim, old, new) and (claim.subject, claim.predicate) in groups)
        and not any(_follows(rule, claim.id in old, moved, gone) for rule in _WRITERS[claim.predicate])
    )


def _has_rivals(claim: Claim, old: Mapping[str, Claim], new: Mapping[str, Claim]) -> bool:
    """Whether it may change with others of its subject and predicate.

    They compete, it comes new, or it is past only beside a newer one.
    """
    was, now = old.get(claim.id), new.get(claim.id)
    aged = claim.shape is Shape.READING and was and now and replace(was, status=now.status) == now
    return claim.shape is Shape.EXCLUSIVE or was is None or bool(aged)


def _rests(claim: Claim, gone: Collection[str]) -> bool:
    ignored = (name for one in claim.ignored for name in one.support)
    return any(name in gone for name in (*claim.support, *ignored))


def _follows(rule: Rule, known: bool, moved: set[str], gone: Sequence[Observation]) -> bool:
    """Whether a rule reads a predicate that moved or, for a new claim, a fact such as is gone."""
    classes = tuple(read for read in rule.READS if not isinstance(read, str))
    absent = not known and any(isinstance(one.fact, classes) for one in gone)
    return absent or bool(moved & {read for read in rule.READS if isinstance(read, str)})


def _writers() -> Mapping[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in judging.rules():
        for predicate in rule.WRITES:
            found[predicate].append(rule)
    return found


_WRITERS = _writers()
