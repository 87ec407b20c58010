"""Hosts have addresses, over aliases too, and addresses have names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.facts.registry import RegistryNameServer
from periplus.model import Fact, Status, Subject, SubjectKind
from periplus.rules import host_addresses
from tests.measures.asked import asked


def record(name: str, rdtype: str, data: str, *, authoritative: bool = True) -> tuple[str, Fact]:
    about = "ADDRESS:192.0.2.1" if rdtype == "PTR" else f"HOST:{name}"
    fact = DnsRecord(
        name=name,
        rdtype=rdtype,
        ttl_s=60,
        data=data,
        section="answer",
        authoritative=authoritative,
    )
    return about, fact


def header(about: str, rdtype: str, rcode: str = "NOERROR", answers: int = 0) -> tuple[str, Fact]:
    fact = DnsAnswer(
        name="asked",
        rdtype=rdtype,
        rcode=rcode,
        authoritative=True,
        authenticated=False,
        truncated=False,
        answers=answers,
    )
    return about, fact


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([record("a.example.org", "A", "192.0.2.1")], {("a.example.org", "192.0.2.1")}),
        (
            [
                record("a.example.org", "CNAME", "b.example.org"),
                record("b.example.org", "A", "192.0.2.2"),
            ],
            {("a.example.org", "192.0.2.2"), ("b.example.org", "192.0.2.2")},
        ),
        (
            [
                record("a.example.org", "CNAME", "b.example.org"),
                record("b.example.org", "CNAME", "a.example.org"),
            ],
            set(),
        ),
        ([record("1.2.0.192.in-addr.arpa", "PTR", "a.example.org")], {("192.0.2.1", "a.example.org")}),
        ([header("HOST:a.example.org", "A", "NXDOMAIN")], {("a.example.org", None)}),
        ([header("HOST:a.example.org", "A", "SERVFAIL")], set()),
        ([header("ADDRESS:192.0.2.1", "PTR", "NXDOMAIN")], {("192.0.2.1", None)}),
        (
            [record("a.example.org", "A", "192.0.2.1"), header("HOST:a.example.org", "AAAA")],
            {("a.example.org", "192.0.2.1")},
        ),
        (
            [
                (
                    "ZONE:example",
                    RegistryNameServer(host="ns.example.org", addresses=("192.0.2.3", "2001:db8::3")),
                )
            ],
            {("ns.example.org", "192.0.2.3"), ("ns.example.org", "2001:db8::3")},
        ),
    ],
)
def test_what_is_said(
    ask: Any, seen: list[tuple[str, Fact]], expected: set[tuple[str, str | None]]
) -> None:
    claims = ask(host_addresses, *seen)
    assert {(claim.subject.key, claim.value) for claim in claims} == expected
    assert all((claim.status is Status.INSUFFICIENT) == (claim.value is None) for claim in claims)


def test_an_alias_rests_on_the_whole_chain(ask: Any) -> None:
    claims = ask(
        host_addresses,
        record("a.example.org", "CNAME", "b.example.org"),
        record("b.example.org", "A", "192.0.2.2", authoritative=False),
    )
    (claim,) = (claim for claim in claims if claim.subject.key == "a.example.org")
    assert len(claim.support) == 2
    assert claim.groups_for == ("dns-third-party",)


def test_a_name_that_a_zone_was_only_tried_for_is_no_gap(ask: Any) -> None:
    header = asked("made-up.example.org", "A", rcode="NXDOMAIN")[0]
    tried = replace(header, subject=Subject(kind=SubjectKind.HOST, key="made-up.example.org"))
    assert ask(host_addresses, tried) == []
    named = replace(tried, target=tried.subject)
    assert [claim.status for claim in ask(host_addresses, named)] == [Status.INSUFFICIENT]
