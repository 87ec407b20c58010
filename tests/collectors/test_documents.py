"""Documents that the settings name for a country."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.documents import addresses, parse
from periplus.facts.statements import StatementTold
from periplus.model import Failure, Sensitivity, SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, TEXT, fetched, found, refused, subject
from tests.facts.samples import DNS, HTTP, anything, evidence
from tests.facts.test_documents import LAW, TABLE

LAND = subject(SubjectKind.COUNTRY, "ZZ")
SET = {"documents": "ZZ=https://rdap.example/law NL=https://rdap.example/other https://rdap.example/no"}
ANSWER = """
  [[web.answer]]
  path = "/law"
  fields = [["Content-Type", "text/html; charset=utf-8"]]
  text = '''<html><title>Law of 1 May 2010</title><p>Coastal JSC is owned by North Ltd.</p></html>'''
"""


@given(
    anything(b"HTTP/1.1 200 OK\r\n\r\n" + LAW, b"HTTP/1.1 200 OK\r\n\r\n" + TABLE),
    st.sampled_from([DNS, HTTP, "text/plain"]),
)
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


@pytest.mark.parametrize(
    ("told", "found_for_zz"),
    [
        ("", ()),
        ("ZZ=https://a.example/", ("https://a.example/",)),
        ("NL=https://a.example/", ()),
        ("https://a.example/?x=y", ("https://a.example/?x=y",)),
        ("\nZZ=https://a.example/\n ZZ=https://a.example/ https://b.example/ ",
         ("https://a.example/", "https://b.example/")),
    ],
)  # fmt: skip
def test_addresses_of_a_country(told: str, found_for_zz: tuple[str, ...]) -> None:
    assert addresses(told, "ZZ") == found_for_zz


async def test_without_addresses_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "documents", LAND, LOOKUP) == []


async def test_round_trip_and_a_failure_is_evidence(tmp_path: Path) -> None:
    place = '  [[web.answer]]\n  path = "/ipv4.json"'
    text = TEXT.replace(place, ANSWER + place)
    captures = await fetched(tmp_path / "case", "documents", LAND, LOOKUP, settings=SET, text=text)
    (said,) = (fact for fact in found(captures) if isinstance(fact, StatementTold))
    assert (said.who, said.whom, said.law) == ("North Ltd.", "Coastal JSC", True)
    pages = [c for c in captures if c.source.startswith("https://rdap.example/")]
    assert {c.sensitivity for c in pages} == {Sensitivity.PERSONAL}
    assert not any("other" in c.source for c in captures)
    assert any(c.source.endswith("/no") for c in pages)


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "documents", LAND, NONE, settings=SET)
    assert refused(captures)
    assert {c.failure for c in captures} == {Failure.REFUSED_SCOPE}
