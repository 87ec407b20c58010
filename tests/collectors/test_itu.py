"""The ITU's series: those that its dictionary names, and nothing made of an empty list."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.itu import parse
from periplus.facts.capture import NoAnswer
from periplus.facts.service import NOTHING
from periplus.facts.statistics import CoverageIndicator, Statistic
from periplus.model import Failure, SubjectKind
from tests.collectors.answers import BASE, with_answers
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, sources, subject
from tests.facts.samples import HTTP, anything, evidence
from tests.facts.test_ct import http
from tests.facts.test_statistics import coverage, itu_row

COUNTRY = subject(SubjectKind.COUNTRY, "ZZ")
SET = {"itu": BASE}
ANSWERS = {
    "/data/bycode/11624/byiso/ZZZ": [itu_row(11624, 2022, "71.5")],
    "/dictionaries/getbyid/100095": coverage((19306, "4G/LTE"), (77, "5G")),
    "/data/bycode/19306/byiso/ZZZ": [itu_row(19306, 2022, "88")],
    "/data/bycode/77/byiso/ZZZ": [],
}


@given(
    anything(http(b'[{"codeID": 1}]')),
    st.sampled_from([HTTP, "text/plain"]),
    st.sampled_from(["https://a.example/dictionaries/getbyid/1", "https://a.example/data/bycode/1"]),
)
def test_parse_never_raises(body: bytes, media_type: str, source: str) -> None:
    list(parse(evidence(body, media_type, source=source)))


async def test_round_trip(tmp_path: Path) -> None:
    text = with_answers(ANSWERS)
    captures = await fetched(tmp_path / "case", "itu", COUNTRY, LOOKUP, settings=SET, text=text)

    facts = found(captures)
    told = {fact.indicator: fact.value for fact in facts if isinstance(fact, Statistic)}
    named = {fact.generation for fact in facts if isinstance(fact, CoverageIndicator)}
    assert told == {"11624": 71.5, "19306": 88}
    assert named == {"4G", "5G"}


async def test_200_with_an_empty_list_is_nothing_and_not_zero(tmp_path: Path) -> None:
    text = with_answers(ANSWERS)
    captures = await fetched(tmp_path / "case", "itu", COUNTRY, LOOKUP, settings=SET, text=text)

    (nothing,) = (fact for fact in found(captures) if isinstance(fact, NoAnswer))
    assert (nothing.failure, nothing.detail) == (Failure.NOT_FOUND, NOTHING)
    assert nothing.source.endswith("/data/bycode/77/byiso/ZZZ")
    assert not any(isinstance(fact, Statistic) and fact.value == 0 for fact in found(captures))


async def test_without_a_dictionary_only_internet_use_is_asked(tmp_path: Path) -> None:
    text = with_answers({"/data/bycode/11624/byiso/NLD": [itu_row(11624, 2022, "97", "NLD")]})
    about = subject(SubjectKind.COUNTRY, "NL")
    captures = await fetched(tmp_path / "case", "itu", about, LOOKUP, settings=SET, text=text)

    asked = [source for source in sources(captures) if "bycode" in source]
    assert asked == [f"{BASE}/data/bycode/11624/byiso/NLD"]


async def test_where_none_is_set_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "itu", COUNTRY, LOOKUP) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "itu", COUNTRY, NONE, settings=SET))
