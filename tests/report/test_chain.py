"""The chain of trust and the servers as tables."""

from __future__ import annotations

from periplus.model import Subject, SubjectKind, Value
from periplus.report import chain
from periplus.report.citing import Bounds, Page
from periplus.report.html import render
from periplus.report.markdown import render as render_markdown
from tests.report import sample
from tests.report.page import PageReader

ZONE = Subject(kind=SubjectKind.ZONE, key="example.org")


def step(number: int) -> Value:
    return {
        "step": number,
        "zone": "org",
        "asked": "DS",
        "outcome": "valid",
        "says": "The root vouches for the key 7 of org.",
        "digests": "SHA-256",
        "signed_by": ".",
        "key_tag": 20326,
        "algorithm": "RSASHA256",
        "valid_from": "2024-05-01T00:00:00Z",
        "valid_until": "2024-05-15T00:00:00Z",
        "days_left": 9,
    }


def built(text: str = "a.ams") -> sample.Builder:
    b = sample.Builder(target=sample.SITE)
    held = b.capture("dns://192.0.2.53/org?type=DS&do=1", "x")
    verdict: Value = {"state": "bogus", "at": "org", "because": "It expired.", "fault": "expired"}
    b.claim(ZONE, "zone.dnssec", verdict, [held])
    for number in (10, 9):
        b.claim(ZONE, "zone.dnssec_step", step(number), [held])
    fault: Value = {
        "step": 11,
        "zone": "org",
        "asked": "A",
        "outcome": "bogus",
        "fault": text,
        "says": text,
    }
    b.claim(ZONE, "zone.dnssec_step", fault, [held])
    good: Value = {"server": "192.0.2.1", "host": "ns1.org", "state": "authoritative", "serial": 7,
            "edns_bytes": 1232, "nsid": text}  # fmt: skip
    b.claim(ZONE, "zone.server_state", good, [held])
    silent: Value = {"server": "192.0.2.2", "host": None, "state": "silent", "serial": None,
              "edns_bytes": None, "nsid": None}  # fmt: skip
    b.claim(ZONE, "zone.server_state", silent, [held])
    return b


def test_steps_stand_in_their_order() -> None:
    rows = [cells for _, cells in chain.steps(built().report().claims)]
    assert [cells[0] for cells in rows] == ["9", "10", "11"]
    assert rows[0] == (
        "9",
        "org",
        "DS (SHA-256)",
        "valid",
        "., key 20326 (RSASHA256)",
        "2024-05-01 to 2024-05-15",
        "9",
        "The root vouches for the key 7 of org.",
    )
    assert rows[2][3] == "bogus: a.ams"


def test_servers() -> None:
    assert [cells for _, cells in chain.servers(built().report().claims)] == [
        ("ns1.org", "192.0.2.1", "authoritative", "7", "a.ams", "1232 bytes"),
        ("unnamed", "192.0.2.2", "silent", "", "", ""),
    ]


def test_sections_of_the_page() -> None:
    page = Page.of(built().report(), Bounds())
    text = PageReader(chain.trust(page)).text
    assert "example.org is bogus" in text
    assert "It expired." in text
    assert "1232 bytes" in PageReader(chain.name_servers(page)).text
    whole = built().report()
    for told in (render(whole), render_markdown(whole)):
        assert "Name servers asked" in told
        assert "DNSSEC" in told


def test_nothing_of_nothing() -> None:
    page = Page.of(sample.Builder(target=sample.SITE).report(), Bounds())
    assert chain.trust(page) == ""
    assert chain.name_servers(page) == ""


def test_what_a_target_wrote_is_escaped() -> None:
    told = render(built('<script>alert("x")</script>').report())
    assert "<script>" not in told
