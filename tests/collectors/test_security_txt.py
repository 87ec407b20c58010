"""One request for security.txt: answered, missing, refused, and read whatever the bytes."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.security_txt import parse
from periplus.facts.security_txt import SecurityTxt
from periplus.model import SubjectKind
from tests.collectors.rounds import LOOKUP, VISIT, fetched, found, refused, subject
from tests.facts.samples import DNS, HTTP, anything, evidence
from tests.facts.test_security_txt import FILE, URL, body

SITE = subject(SubjectKind.SITE, "https://www.example.org")
ANSWER = """
  [[web.answer]]
  path = "/.well-known/security.txt"
  text = "Contact: https://www.example.org/\\nExpires: 2030-01-01T00:00:00Z\\n"
  [[web.answer]]
  path = "/en/"
"""
CHANGED = ('\n  [[web.answer]]\n  path = "/en/"\n', ANSWER)


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "security_txt", SITE, VISIT, changed=CHANGED)
    (fact,) = found(captures)

    assert isinstance(fact, SecurityTxt)
    assert (fact.published, fact.contacts, fact.url) == (True, 1, URL)
    assert sum(e.media_type == HTTP for e in captures) == 1


async def test_a_site_without_one(tmp_path: Path) -> None:
    (fact,) = found(await fetched(tmp_path / "case", "security_txt", SITE, VISIT))

    assert isinstance(fact, SecurityTxt)
    assert (fact.published, fact.status_code) == (False, 404)


async def test_an_unencrypted_site_is_not_asked(tmp_path: Path) -> None:
    plain = subject(SubjectKind.SITE, "http://www.example.org")
    assert await fetched(tmp_path / "case", "security_txt", plain, VISIT) == []


async def test_refused_by_scope(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "security_txt", SITE, LOOKUP)

    assert refused(captures)
    assert found(captures) == []


@given(anything(body(FILE % b"2030-01-02T03:04:05Z")), st.sampled_from([HTTP, DNS, "text/plain"]))
def test_parse_never_raises(content: bytes, media_type: str) -> None:
    list(parse(evidence(content, media_type, source=URL)))
