"""Ports as scanners found them."""

from __future__ import annotations

from typing import Any

from periplus.facts.internetdb import ScannedTrait
from periplus.facts.scan import OtherPorts, ScannedPort
from periplus.model import Basis, Status
from periplus.rules import scanned_ports

WHO = {"tool": "nmap 7.93", "vantage": "desk"}
ADDRESS = "ADDRESS:198.51.100.7"


def test_a_named_port(ask: Any, observe: Any) -> None:
    fact = ScannedPort(**WHO, protocol="tcp", port=443, state="open", service="https", product="nginx")
    (claim,) = ask(scanned_ports, observe(ADDRESS, fact, basis=Basis.TOLD))
    assert claim.value["port"] == 443
    assert claim.value["product"] == "nginx"
    assert claim.status is Status.TOLD_ONLY
    assert claim.reasons == (
        "nmap 7.93, from desk, found TCP port 443 open and takes the service for nginx.",
    )


def test_the_others(ask: Any, observe: Any) -> None:
    fact = OtherPorts(**WHO, state="filtered", count=998)
    (claim,) = ask(scanned_ports, observe(ADDRESS, fact, basis=Basis.TOLD))
    assert claim.value == {"count": 998, "state": "filtered", "tool": "nmap 7.93"}


def test_a_port_without_transport(ask: Any, observe: Any) -> None:
    fact = ScannedPort(tool="InternetDB", vantage="Shodan", protocol="", port=161, state="open")
    (claim,) = ask(scanned_ports, observe(ADDRESS, fact, basis=Basis.TOLD))
    assert claim.value["protocol"] is None
    assert claim.reasons == ("InternetDB, from Shodan, found port 161 open.",)


def test_what_an_engine_concludes_is_told_and_not_ours(ask: Any, observe: Any) -> None:
    fact = ScannedTrait(source="InternetDB", kind="flaw", name="CVE-2014-2323")
    (claim,) = ask(scanned_ports, observe(ADDRESS, fact, basis=Basis.TOLD))
    assert claim.value == {"kind": "flaw", "name": "CVE-2014-2323", "source": "InternetDB"}
    assert claim.status is Status.TOLD_ONLY
    assert claim.probability is None
    assert "tests nothing" in claim.reasons[0]
