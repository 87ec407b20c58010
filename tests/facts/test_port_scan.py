"""Scans of ports read from their lines, and from any bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.port_scan import (
    MEDIA_TYPE,
    KnockedPorts,
    control_ports,
    ranges,
    read_port_scan,
)
from periplus.facts.selector import select
from tests.facts.samples import anything, holds

SCAN = (
    b'{"address":"198.51.100.7","vantage":"here","protocol":"tcp","ports":6}\n'
    b'{"port":22,"outcome":"open","ms":0.4}\n'
    b'{"port":23,"outcome":"refused","ms":0.2}\n'
    b'{"port":25,"outcome":"unreachable","ms":0.9,"by":"icmp 3/13","from":"192.0.2.1"}\n'
    b'{"port":80,"outcome":"open","ms":0.4}\n'
    b'{"port":81,"outcome":"refused","ms":0.2}\n'
    b'{"port":82,"outcome":"unsent","ms":0,"why":"the scope excludes port 82."}\n'
)


def test_open_ports_stand_alone_and_the_others_by_what_told_it() -> None:
    found = holds(read_port_scan(SCAN), SCAN, MEDIA_TYPE)
    facts = {(f.outcome, f.ports): f for f in (r.fact for r in found) if isinstance(f, KnockedPorts)}
    assert set(facts) == {
        ("open", (22,)), ("open", (80,)), ("refused", (23, 81)), ("unreachable", (25,)),
        ("unsent", (82,)),
    }  # fmt: skip
    assert facts["unreachable", (25,)].by == "icmp 3/13"
    assert facts["unreachable", (25,)].sender == "192.0.2.1"
    assert facts["unsent", (82,)].why.startswith("the scope excludes")
    assert {str(reading.subject) for reading in found} == {"ADDRESS:198.51.100.7"}


def test_an_open_port_selects_its_own_line() -> None:
    first = next(iter(read_port_scan(SCAN)))
    assert select(SCAN, MEDIA_TYPE, first.selector).strip() == b'{"port":22,"outcome":"open","ms":0.4}'


def test_ranges_are_short() -> None:
    assert ranges((80, 22, 23, 24, 80, 443)) == "22-24,80,443"
    assert ranges(()) == ""


@given(st.ip_addresses())
def test_control_ports_are_dynamic_ones_and_always_the_same(address: object) -> None:
    ports = control_ports(str(address))
    assert ports == control_ports(str(address))
    assert len(set(ports)) == 4
    assert all(49152 <= port <= 65535 for port in ports)


@given(anything(SCAN))
def test_never_raises(body: bytes) -> None:
    holds(read_port_scan(body), body, MEDIA_TYPE)
