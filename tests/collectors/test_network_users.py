"""Users per network from APNIC Labs."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.network_users import parse
from periplus.facts.users import NetworkUsers
from periplus.model import SubjectKind
from tests.collectors.answers import BASE, with_answers
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, subject
from tests.facts.samples import HTTP, anything, evidence
from tests.facts.test_ct import http
from tests.facts.test_users import ROW

COUNTRY = subject(SubjectKind.COUNTRY, "ZZ")
SET = {"apnic_users": BASE}


@given(anything(http(b'[{"as": 1, "percent": 5}]')), st.sampled_from([HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


async def test_round_trip(tmp_path: Path) -> None:
    text = with_answers({"/ZZ/ZZ.asns.json?m=0.01": [ROW, {**ROW, "as": 64501, "percent": 5}]})
    captures = await fetched(
        tmp_path / "case", "network_users", COUNTRY, LOOKUP, settings=SET, text=text
    )

    told = [fact for fact in found(captures) if isinstance(fact, NetworkUsers)]
    assert [(fact.country, fact.percent) for fact in told] == [("ZZ", 61.25), ("ZZ", 5.0)]


async def test_where_none_is_set_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "network_users", COUNTRY, LOOKUP) == []


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "network_users", COUNTRY, NONE, settings=SET))
