"""The registration collector: which registry it asks about domains and AS numbers, and what it reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.registration import parse
from periplus.facts.capture import NoAnswer
from periplus.facts.registry import RegistryAttribute
from periplus.model import Evidence, Failure, Subject, SubjectKind
from tests.collectors.registries import DOMAIN, HEAD, HUGE, WORLD
from tests.collectors.rounds import LOOKUP, NONE, fetched, found, refused, subject
from tests.facts.samples import DNS, HTTP, WHOIS, anything, evidence
from tests.facts.whois_forms import ICANN
from tests.packs.shelves import SUFFIXES, shelve


async def _asked(
    tmp_path: Path, key: str, *, changed: tuple[str, str] = ("", ""), packs: Path | None = None
) -> tuple[list[str], list[Evidence]]:
    """What was asked of registries, in order, and all captures."""
    kind = SubjectKind.ASN if key.startswith("AS") else SubjectKind.ZONE
    captures = await fetched(
        tmp_path / "case",
        "registration",
        subject(kind, key),
        LOOKUP,
        changed=changed,
        settings={"packs": "suffixes"} if packs else None,
        text=WORLD,
        documents={"huge.json": HUGE},
        packs=packs,
    )
    asked = [e.source for e in captures if e.media_type in {HTTP, WHOIS}]
    return asked, captures


def _told(captures: list[Evidence]) -> list[tuple[str, str]]:
    return [(f.attribute, f.value) for f in found(captures) if isinstance(f, RegistryAttribute)]


def _refusals(captures: list[Evidence]) -> list[Failure]:
    return [f.failure for f in found(captures) if isinstance(f, NoAnswer)]


async def test_a_thin_registry_links_to_the_registrar(tmp_path: Path) -> None:
    asked, captures = await _asked(tmp_path, "far.thin")

    assert asked == [
        "https://rdap.example/dns.json",
        "https://rdap.example/thin/domain/far.thin",
        "https://rdap.example/far/domain/far.thin",
    ]
    assert ("status", "locked") in _told(captures)


async def test_links_in_a_circle_end(tmp_path: Path) -> None:
    asked, captures = await _asked(tmp_path, "loop.thin")

    assert len(asked) == len(set(asked)) == 3
    assert ("expires", "2025-02-01T09:00:00Z") in _told(captures)


async def test_the_named_whois_server_is_asked_too(tmp_path: Path) -> None:
    asked, captures = await _asked(tmp_path, "port.thin")

    assert asked[-1] == "whois://whois.thick.example/port.thin"
    assert ("registrar", "Other Names Ltd") in _told(captures)


async def test_without_rdap_iana_hears_the_top_level_domain_alone(tmp_path: Path) -> None:
    asked, captures = await _asked(tmp_path, "www.shop.thick")

    assert asked == [
        "https://rdap.example/dns.json",
        "whois://whois.iana.example/thick",
        "whois://whois.thick.example/shop.thick",
        "whois://whois.registrar.example/shop.thick",
    ]
    assert ("registrar", "Names, Inc.") in _told(captures)
    assert ("holder", "Shop Ltd") in _told(captures)


async def test_referrals_in_a_circle_end(tmp_path: Path) -> None:
    asked, captures = await _asked(tmp_path, "round.thick")

    assert len(asked) == len(set(asked)) == 4
    assert ("holder", "Round Ltd") in _told(captures)


async def test_a_zone_that_nobody_registered_leads_to_the_one_above(tmp_path: Path) -> None:
    asked, captures = await _asked(tmp_path, "deep.missing.thin")

    assert asked[-1] == "https://rdap.example/thin/domain/missing.thin"
    assert _refusals(captures) == [Failure.NOT_FOUND]
    assert ("domain", "missing.thin") in _told(captures)


async def test_the_public_suffixes_say_which_domain_it_is(tmp_path: Path) -> None:
    shelve("suffixes", SUFFIXES, tmp_path)
    asked, captures = await _asked(tmp_path, "deep.missing.thin", packs=tmp_path)

    assert asked == ["https://rdap.example/dns.json", "https://rdap.example/thin/domain/missing.thin"]
    assert [e.source for e in captures if e.source.startswith("pack:")] == [
        "pack://suffixes/deep.missing.thin"
    ]
    assert ("domain", "missing.thin") in _told(captures)


async def test_without_that_pack_the_zone_is_asked_of_dns(tmp_path: Path) -> None:
    asked, captures = await _asked(tmp_path, "far.thin", packs=tmp_path)

    assert asked[1] == "https://rdap.example/thin/domain/far.thin"
    assert Failure.UNAVAILABLE in [e.failure for e in captures]


async def test_a_public_suffix_itself_is_not_asked_about(tmp_path: Path) -> None:
    shelve("suffixes", SUFFIXES, tmp_path)
    asked, _ = await _asked(tmp_path, "co.uk", packs=tmp_path)

    assert asked == []


async def test_asked_too_often_is_a_row_and_nobody_else_is_asked(tmp_path: Path) -> None:
    asked, captures = await _asked(tmp_path, "busy.thin")

    assert asked[-1] == "https://rdap.example/thin/domain/busy.thin"
    assert _refusals(captures) == [Failure.RATE_LIMITED]


async def test_ten_megabytes_are_cut(tmp_path: Path) -> None:
    _, captures = await _asked(tmp_path, "huge.thin")

    cut = [e for e in captures if e.source.endswith("/huge.thin")]
    assert [e.failure for e in cut if e.media_type == HTTP] == [Failure.TOO_LARGE]
    assert _told(captures) == []


async def test_a_whois_answer_without_end_is_cut(tmp_path: Path) -> None:
    endless = (
        'host = "whois.thick.example"\naddresses = ["203.0.113.44"]\n',
        'host = "whois.thick.example"\naddresses = ["203.0.113.44"]\nbehaviour = "endless"\n',
    )
    _, captures = await _asked(tmp_path, "www.shop.thick", changed=endless)

    cut = [e for e in captures if e.source == "whois://whois.thick.example/shop.thick"]
    assert [e.failure for e in cut] == [Failure.TOO_LARGE]
    assert ("registrar", "Names, Inc.") in _told(captures)


@pytest.mark.parametrize(("key", "name"), [("AS64507", "ONE-AS"), ("AS64600", "EXAMPLE-AS")])
async def test_as_numbers_by_both_protocols(tmp_path: Path, key: str, name: str) -> None:
    _, captures = await _asked(tmp_path, key)

    assert ("name", name) in _told(captures)


async def test_nothing_is_sent_without_leave(tmp_path: Path) -> None:
    about = subject(SubjectKind.ZONE, "far.thin")
    captures = await fetched(
        tmp_path / "case", "registration", about, NONE, text=WORLD, documents={"huge.json": HUGE}
    )

    assert refused(captures)


# ---------------------------------------------------------------- reading


def _captured(body: bytes, media_type: str, source: str, about: str = "www.example.test") -> Evidence:
    plain = evidence(body, media_type, source=source)
    kind = SubjectKind.ASN if about.startswith("AS") else SubjectKind.ZONE
    return Evidence(
        **{
            **{name: getattr(plain, name) for name in Evidence.__dataclass_fields__},
            "target": Subject(kind=kind, key=about),
        }
    )


def test_an_answer_about_another_domain_says_nothing() -> None:
    own = _captured(ICANN, WHOIS, "whois://whois.example/domain%20example.test")
    other = _captured(ICANN, WHOIS, "whois://whois.example/other.test", "other.test")
    above = _captured(
        HEAD + json.dumps({**DOMAIN, "ldhName": "test"}).encode(), HTTP, "https://rdap.example/"
    )

    assert {reading.subject.key for reading in parse(own)} == {"example.test"}
    assert list(parse(other)) == []
    assert list(parse(above)) == []


@given(
    anything(ICANN, HEAD + json.dumps(DOMAIN).encode(), b"aut-num: AS7\n"),
    st.sampled_from([HTTP, WHOIS, DNS, "text/plain"]),
    st.sampled_from(["www.example.test", "AS7"]),
    st.sampled_from(
        ["whois://w.example/example.test", "whois://w.example/%20%ff", "https://rdap.example/"]
    ),
)
def test_parse_never_raises(body: bytes, media_type: str, about: str, source: str) -> None:
    list(parse(_captured(body, media_type, source, about)))
