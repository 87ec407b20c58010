"""Vantages with their tests, and stacks with what they speak of; nothing where nothing was seen."""

from __future__ import annotations

from typing import Any

from periplus.model import Status, Subject, SubjectKind
from periplus.report.citing import Bounds, Page
from periplus.report.stacks import stacks, vantage_sentences
from tests.report import sample
from tests.report.page import PageReader

HERE, BEHIND = (Subject(kind=SubjectKind.VANTAGE, key=key) for key in ("here", "<b>vm"))
ADDRESS = Subject(kind=SubjectKind.ADDRESS, key="192.0.2.7")
NAT = "NAT or proxy of the observer"


def seen() -> sample.Builder:
    builder = sample.Builder(target=sample.SITE)
    rests = [builder.observe(builder.capture("handshake://192.0.2.7:443/a", media_type="application/x"))]
    builder.fused(
        BEHIND,
        "vantage.answers_for_targets",
        NAT,
        0.97,
        "almost certain",
        rests,
        reasons=("It is near.",),
    )
    denied: dict[str, Any] = {"groups_for": (), "groups_against": ("tcp",), "reasons": ("Nobody near.",)}
    builder.fused(
        HERE, "vantage.answers_for_targets", NAT, 0.01, "almost no chance", rests,
        status=Status.INSUFFICIENT, **denied,
    )  # fmt: skip
    builder.claim(HERE, "vantage.check", {"test": "connections of one hop", "found": "nobody"}, rests)
    for vantage, label, fit in (("here", "Linux", "exact"), ("<b>vm", "Windows XP", "fuzzy")):
        value: dict[str, Any] = {
            "port": 443,
            "vantage": vantage,
            "label": label,
            "fit": fit,
            "signature": f"4:{fit}",
        }
        builder.claim(ADDRESS, "address.tcp_stack", value, rests)
    traits: dict[str, Any] = {"port": 443, "vantage": "here", "options": "mss", "mss": 1460, "ttl": 57}
    builder.claim(ADDRESS, "address.tcp_traits", traits, rests)
    return builder


def test_where_nothing_was_seen_there_is_no_section() -> None:
    assert stacks(Page.of(sample.Builder(target=sample.SITE).report(), Bounds())) == ""


def test_vantages_and_stacks() -> None:
    page = PageReader(stacks(Page.of(seen().report(), Bounds())))
    for text in (
        "almost certain", "It is near.", "almost no chance", "Nobody near.",
        "connections of one hop: nobody",
        "Windows XP (loose fit)", "the observer's own path", "whoever ends TCP there", "4:exact",
        "nothing: the packets could not be caught", "<b>vm",
    ):  # fmt: skip
        assert text in page.text
    assert "b" not in page.names


def test_a_sentence_for_each_vantage() -> None:
    doubted, clear = vantage_sentences(seen().report())
    assert doubted.startswith(
        "From <b>vm a NAT or proxy of the observer answers for the targets (almost"
    )
    assert doubted.endswith("TCP stacks seen from there are its own.")
    assert clear == (
        "From here, that a NAT or proxy of the observer answers for the targets: almost no chance."
    )
    assert vantage_sentences(sample.Builder(target=sample.SITE).report()) == ()
