"""Dated records: taken in from a directory, read as of their day, nothing sent."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.dated_records import parse
from periplus.facts.dated import DatedFact
from periplus.facts.registry import RegistryAttribute
from periplus.model import Failure, SubjectKind
from tests.collectors.rounds import NONE, fetched, found, subject
from tests.facts.samples import DNS, WHOIS, anything, evidence, facts

SAMPLE = b"domain:       ZZ\n\norganisation: Registry of Zembla\n\nsource: IANA\n"
ZONE = subject(SubjectKind.ZONE, "zz")
HISTORY = """
[[history]]
date = 2010-02-17
text = "domain: ZZ\\n\\norganisation: Old Registry\\n"
[[history]]
date = 2015-02-17
text = "domain: YY\\n\\norganisation: Another Zone\\n"
"""
CHANGED = ('\n[[zone]]\nname = "zz"', HISTORY + '\n[[zone]]\nname = "zz"')


def holder(day: str, name: str) -> DatedFact:
    return DatedFact(dated=day, fact=RegistryAttribute(attribute="holder", value=name))


def test_the_name_tells_the_day() -> None:
    dated = evidence(SAMPLE, WHOIS, source="record://iana_history/2012-11-27_zz.txt?sha256=00")

    assert holder("2012-11-27", "Registry of Zembla") in facts(parse(dated))


def test_without_a_day_it_says_nothing() -> None:
    for source in ("record://iana_history/zz.txt", "record://[", "https://www.example.org/"):
        assert list(parse(evidence(SAMPLE, WHOIS, source=source))) == []


@given(anything(SAMPLE), st.sampled_from([WHOIS, DNS, "text/plain"]), st.text(max_size=30))
def test_parse_never_raises(body: bytes, media_type: str, source: str) -> None:
    for name in (source, f"record://x/2010-02-17_{source}"):
        list(parse(evidence(body, media_type, source=name)))


# ---------------------------------------------------------------- in the laboratory


async def test_round_trip_sends_nothing(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "dated_records", ZONE, NONE, changed=CHANGED)

    assert [e.source.partition("?")[0] for e in captures] == ["record://iana_history/2010-02-17_0.txt"]
    assert all(e.dialled is None and e.asked is None for e in captures)
    assert holder("2010-02-17", "Old Registry") in found(captures)


async def test_without_a_directory_there_is_nothing(tmp_path: Path) -> None:
    assert await fetched(tmp_path / "case", "dated_records", ZONE, NONE) == []


async def test_a_file_that_cannot_be_taken_in_is_a_row(tmp_path: Path) -> None:
    large = ("Old Registry", "x" * (1024 * 1024))
    changed = (CHANGED[0], CHANGED[1].replace(*large))
    (row,) = await fetched(tmp_path / "case", "dated_records", ZONE, NONE, changed=changed)

    assert row.failure is Failure.TOO_LARGE
    assert found([row]) == []
