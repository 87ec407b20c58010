"""InternetDB about one address: ports without transport, conclusions by kind, nothing of others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.internetdb import ScannedTrait, read_internetdb
from periplus.facts.scan import ScannedPort
from tests.facts.test_statistics import JSON

ADDRESS = "198.51.100.7"
ANSWER: dict[str, Any] = {
    "ip": ADDRESS,
    "ports": [22, 443, 70000, True, "x"],
    "cpes": ["cpe:/a:lighttpd:lighttpd:1.4.35", 7, "a\x1b[2J"],
    "hostnames": ["neighbour.example"],
    "tags": ["eol-product"],
    "vulns": ["CVE-2014-2323"],
}


def test_ports_and_conclusions() -> None:
    readings = list(read_internetdb(ANSWER, ADDRESS))

    assert {str(one.subject) for one in readings} == {f"ADDRESS:{ADDRESS}"}
    ports = [one.fact for one in readings if isinstance(one.fact, ScannedPort)]
    assert [(one.port, one.protocol, one.state) for one in ports] == [
        (22, "", "open"),
        (443, "", "open"),
    ]
    traits = [one.fact for one in readings if isinstance(one.fact, ScannedTrait)]
    assert [(one.kind, one.name) for one in traits] == [
        ("software", "cpe:/a:lighttpd:lighttpd:1.4.35"),
        ("tag", "eol-product"),
        ("flaw", "CVE-2014-2323"),
    ]
    assert [one.selector for one in readings][-1] == "json:/vulns/0"
    assert "neighbour" not in str(readings)


@pytest.mark.parametrize("ip", ["198.51.100.8", "", None, 7])
def test_an_answer_about_another_tells_nothing(ip: object) -> None:
    assert list(read_internetdb(ANSWER | {"ip": ip}, ADDRESS)) == []


def test_it_is_bounded() -> None:
    many = {"ip": ADDRESS, "ports": list(range(1, 60000)), "vulns": ["CVE-1"] * 60000}
    assert len(list(read_internetdb(many, ADDRESS))) == 400


@given(JSON, st.dictionaries(st.sampled_from(sorted(ANSWER)), JSON))
def test_never_raises(anything: Any, parts: dict[str, Any]) -> None:
    list(read_internetdb(anything, ADDRESS))
    list(read_internetdb(ANSWER | parts | {"ip": ADDRESS}, ADDRESS))
