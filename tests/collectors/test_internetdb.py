"""InternetDB is asked once for each address of a site's host, where it is to be asked."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.internetdb import parse
from periplus.facts.capture import NoAnswer
from periplus.facts.internetdb import ScannedTrait
from periplus.facts.scan import ScannedPort
from periplus.model import SubjectKind
from tests.collectors.answers import BASE, with_answers
from tests.collectors.rounds import LOOKUP, fetched, found, sources, subject
from tests.facts.samples import HTTP, anything, evidence
from tests.facts.test_ct import http
from tests.facts.test_internetdb import ANSWER

SITE = subject(SubjectKind.SITE, "https://www.example.org")
ADDRESS = "198.51.100.7"
SET = {"internetdb": BASE}


@given(anything(http(b'{"ip": "198.51.100.7", "ports": [80]}')), st.sampled_from([HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


async def test_round_trip(tmp_path: Path) -> None:
    text = with_answers({f"/{ADDRESS}": ANSWER | {"ip": ADDRESS}})
    captures = await fetched(tmp_path / "case", "internetdb", SITE, LOOKUP, settings=SET, text=text)

    facts = found(captures)
    assert {fact.port for fact in facts if isinstance(fact, ScannedPort)} == {22, 443}
    assert {fact.kind for fact in facts if isinstance(fact, ScannedTrait)} == {"software", "tag", "flaw"}
    assert sources(captures)[-1] == f"{BASE}/{ADDRESS}"


async def test_nothing_known_is_told_as_such(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "internetdb", SITE, LOOKUP, settings=SET)

    told = [fact.detail for fact in found(captures) if isinstance(fact, NoAnswer)]
    assert "The source answered that it has nothing of the kind." in told


async def test_unset_it_is_not_asked(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "internetdb", SITE, LOOKUP, settings={"internetdb": ""})

    assert not captures
