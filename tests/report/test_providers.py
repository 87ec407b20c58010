"""The networks of a country by users and space, as a picture and as a table."""

from __future__ import annotations

from typing import Any

from periplus.model import Basis, Status, Subject, SubjectKind
from periplus.report.citing import Bounds, Page
from periplus.report.html import render
from periplus.report.providers import providers
from periplus.report.result import Report
from tests.report import sample
from tests.report.page import PageReader

VARIANTS = (("wide", 894.0), ("narrow", 318.0))
TOLD: dict[str, Any] = {"status": Status.TOLD_ONLY, "basis": Basis.TOLD}


def asn(number: int) -> Subject:
    return Subject(kind=SubjectKind.ASN, key=f"AS{number}")


def report(*shares: float) -> Report:
    b = sample.Builder(target=sample.COUNTRY)
    body = [b.capture("world://ZZ?sha256=0123", "{}")]
    for number, share in enumerate(shares, 64500):
        more = {**TOLD, "reasons": (f"Net <{number}> has 3 of 10 addresses.",)}
        b.claim(asn(number), "network.space_share", share, body, denominator="addresses", **more)
    owned = {"owner": "ZZ", "organisation": "One", "quote": "Ours.", "source": "Gazette"}
    b.claim(asn(64501), "network.state_owned", owned, body, **TOLD)
    return b.report()


def drawn(made: Report) -> str:
    return providers(Page.of(made, Bounds()), VARIANTS)


def test_the_largest_is_the_finding_and_what_states_own_is_summed() -> None:
    section = drawn(report(0.2, 0.7))
    texts = " ".join(PageReader(section).texts)

    assert "Address space: Net <64501> has 70.0%. Area: part of the addresses." in texts
    assert "lists the network as a state's (70.0% together). Hatched: all others." in texts
    assert section.count('class="chip k5"') == section.count('class="chip k3"') == 2  # wide and narrow
    assert "<64501>" not in section


def test_where_nothing_is_left_nothing_is_hatched() -> None:
    assert "Hatched" not in drawn(report(0.3, 0.7))


def test_users_stand_before_space() -> None:
    b = sample.Builder(target=sample.COUNTRY)
    body = [b.capture("world://ZZ?sha256=0123", "{}")]
    b.claim(asn(64500), "network.space_share", 0.5, body, **TOLD)
    b.claim(asn(64500), "network.user_share", 0.4, body, **TOLD)
    section = drawn(b.report())

    assert section.index("Users: AS64500 has 40.0%") < section.index("Address space: AS64500 has 50.0%")


def test_nothing_of_nothing() -> None:
    assert drawn(sample.Builder(target=sample.COUNTRY).report()) == ""
    assert 'id="providers"' not in render(sample.Builder(target=sample.COUNTRY).report())
    assert 'id="providers"' in render(report(0.5))
