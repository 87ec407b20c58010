"""Certificate-transparency search: where one is set, and what is said where none is."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.ct_search import parse
from periplus.facts.ct import LoggedCertificate, LogSearch
from periplus.model import SubjectKind
from tests.collectors.rounds import LOOKUP, NONE, TEXT, fetched, found, refused, subject
from tests.facts.samples import DNS, HTTP, anything, evidence
from tests.facts.test_ct import BODY

ZONE = subject(SubjectKind.ZONE, "example.org")
SET = {"ct_search": "https://rdap.example/{zone}"}


@given(anything(BODY), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


async def test_without_a_service_nothing_is_asked(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "ct_search", ZONE, LOOKUP) == []


ANSWER = """
  [[web.answer]]
  path = "/example.org"
  fields = [["Content-Type", "application/json"]]
  text = '''[{"common_name": "old.example.org", "not_after": "2020-01-01"}]'''
"""


async def test_round_trip(tmp_path: Path) -> None:
    place = '  [[web.answer]]\n  path = "/ipv4.json"'
    text = TEXT.replace(place, ANSWER + place)
    captures = await fetched(tmp_path / "case", "ct_search", ZONE, LOOKUP, settings=SET, text=text)
    assert LogSearch(rows=1) in found(captures)
    (logged,) = (fact for fact in found(captures) if isinstance(fact, LoggedCertificate))
    assert logged.names == ("old.example.org",)


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "ct_search", ZONE, NONE, settings=SET))
