"""Internet use from the World Bank: one question for a country and those beside it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.world_bank import parse
from periplus.facts.capture import NoAnswer
from periplus.facts.statistics import Statistic
from periplus.model import Failure, SubjectKind
from tests.collectors.answers import BASE, with_answers
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, subject
from tests.facts.samples import HTTP, anything, evidence
from tests.facts.test_ct import http
from tests.facts.test_statistics import bank, bank_row

COUNTRY = subject(SubjectKind.COUNTRY, "NL")
SET = {"world_bank": BASE, "compare": "fr, XX, NL, PL"}
PATH = "/country/NL;FR;PL/indicator/IT.NET.USER.ZS?format=json&per_page=500&mrv=10"
ROWS = bank(bank_row("NL", "2023", 97.0), bank_row("FR", "2023", 86.8))


@given(anything(http(b'[{}, [{"date": "2020"}]]')), st.sampled_from([HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


async def test_round_trip(tmp_path: Path) -> None:
    text = with_answers({PATH: ROWS})
    captures = await fetched(tmp_path / "case", "world_bank", COUNTRY, LOOKUP, settings=SET, text=text)

    told = [fact for fact in found(captures) if isinstance(fact, Statistic)]
    assert [(fact.year, fact.value) for fact in told] == [(2023, 97.0), (2023, 86.8)]


async def test_an_empty_answer_is_a_row(tmp_path: Path) -> None:
    text = with_answers({PATH: [{"page": 0, "pages": 0, "total": 0}, None]})
    captures = await fetched(tmp_path / "case", "world_bank", COUNTRY, LOOKUP, settings=SET, text=text)

    (nothing,) = (fact for fact in found(captures) if isinstance(fact, NoAnswer))
    assert nothing.failure is Failure.NOT_FOUND


async def test_where_none_is_set_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "world_bank", COUNTRY, LOOKUP) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "world_bank", COUNTRY, NONE, settings=SET))
