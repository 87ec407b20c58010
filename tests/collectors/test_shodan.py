"""Shodan's counts: three searches with a key, one honest row without."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.shodan import parse
from periplus.facts.capture import NoAnswer
from periplus.facts.exposure import ExposureTotal
from periplus.model import Failure, SubjectKind
from tests.collectors.answers import BASE, with_answers
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import HTTP, anything, evidence
from tests.facts.test_ct import http
from tests.facts.test_exposure import COUNTS

COUNTRY = subject(SubjectKind.COUNTRY, "ZZ")
SET = {"shodan": BASE, "shodan_key": "laboratory"}
WHERE = "/shodan/host/count?query=country:ZZ"
ANSWERS = {
    f"{WHERE}&facets=org:10,port:10,product:10,device:10&key=laboratory": COUNTS,
    f"{WHERE}%20device:router&facets=org:10,port:10,product:10&key=laboratory": {"total": 40},
    f"{WHERE}%20device:switch&facets=org:10,port:10,product:10&key=laboratory": {"total": 2},
}


@given(anything(http(b'{"total": 5, "facets": {}}')), st.sampled_from([HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(
        tmp_path / "case", "shodan", COUNTRY, LOOKUP, settings=SET, text=with_answers(ANSWERS)
    )

    totals = {f.searched: f.services for f in found(captures) if isinstance(f, ExposureTotal)}
    assert totals == {"everything": 1000, "router": 40, "switch": 2}
    assert not any("laboratory" in source for source in sources(captures))


async def test_without_a_key_one_row_says_so(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "shodan", COUNTRY, LOOKUP, settings={"shodan": BASE})

    (row,) = captures
    assert (row.failure, row.dialled) == (Failure.UNAVAILABLE, None)
    assert b"only with a key" in row.body.read()


async def test_a_key_that_is_refused_is_told(tmp_path: Path) -> None:
    text = with_answers({}).replace(
        '  [[web.answer]]\n  path = "/ipv4.json"',
        '  [[web.answer]]\n  path = "*"\n  status = 401\n  [[web.answer]]\n  path = "/ipv4.json"',
    )
    captures = await fetched(tmp_path / "case", "shodan", COUNTRY, LOOKUP, settings=SET, text=text)

    told = {fact.detail for fact in found(captures) if isinstance(fact, NoAnswer)}
    assert told == {"The source did not accept the key."}


async def test_where_none_is_set_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "shodan", COUNTRY, LOOKUP) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "shodan", COUNTRY, NONE, settings=SET))
