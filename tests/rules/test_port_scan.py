"""Ports of our own scan, addresses at which every port opens, and edges that were left alone."""

from __future__ import annotations

from typing import Any

from periplus.facts.capture import NoAnswer
from periplus.facts.greeting import Greeting
from periplus.facts.port_scan import KnockedPorts, control_ports
from periplus.facts.scan import ScannedPort
from periplus.model import Basis, Claim, Failure, Layer, Status
from periplus.rules import port_scan

KEY = "198.51.100.7"
ADDRESS = f"ADDRESS:{KEY}"


def knocked(outcome: str, *ports: int, **more: str) -> tuple[str, KnockedPorts]:
    return ADDRESS, KnockedPorts(vantage="here", protocol="tcp", outcome=outcome, ports=ports, **more)


def values(claims: list[Claim], predicate: str) -> list[Any]:
    return [claim.value for claim in claims if claim.predicate == predicate]


def test_open_closed_and_filtered_are_told_apart(ask: Any) -> None:
    claims = ask(
        port_scan,
        knocked("open", 80),
        knocked("refused", 21, 22, 23),
        knocked("silent", 25),
        knocked("unreachable", 110, by="icmp 3/13", sender="192.0.2.1"),
        knocked("unsent", 111, why="the scope excludes port 111."),
    )
    assert [value["port"] for value in values(claims, "address.port")] == [80]
    others = {
        v["told_by"]: (v["count"], v["state"], v["ports"]) for v in values(claims, "address.other_ports")
    }
    assert others == {
        "refused": (3, "closed", "21-23"),
        "silent": (1, "filtered", "25"),
        "icmp 3/13 from 192.0.2.1": (1, "filtered", "110"),
    }
    assert all(claim.status is Status.SUPPORTED for claim in claims)


def test_control_ports_that_are_closed_are_no_row(ask: Any) -> None:
    claims = ask(port_scan, knocked("refused", *control_ports(KEY)), knocked("open", 22))
    assert values(claims, "address.other_ports") == []
    assert values(claims, "address.open_everywhere") == []


def test_where_every_port_opens_a_silent_one_is_unsupported(ask: Any) -> None:
    greeting = Greeting(host="x", port=22, secure=False, spoke_first=True, said="SSH-2.0-x\r\n")
    claims = ask(
        port_scan,
        *(knocked("open", port) for port in control_ports(KEY)),
        *(knocked("open", port) for port in (22, 80)),
        (ADDRESS, greeting),
    )
    (everywhere,) = [c for c in claims if c.predicate == "address.open_everywhere"]
    assert everywhere.value["open"] == everywhere.value["asked"] == 2
    assert "a tarpit, a SYN proxy or a NAT" in everywhere.reasons[0]
    standing = {c.value["port"]: c.status for c in claims if c.predicate == "address.port"}
    assert standing == {22: Status.SUPPORTED, 80: Status.UNSUPPORTED}


def test_some_control_ports_open_are_chance(ask: Any) -> None:
    claims = ask(port_scan, knocked("open", control_ports(KEY)[0]), knocked("open", 80))
    assert values(claims, "address.open_everywhere") == []


def test_hundreds_of_open_ports_in_a_list_are_no_services(ask: Any, observe: Any) -> None:
    def told(count: int) -> list[Any]:
        return [
            observe(
                ADDRESS,
                ScannedPort(tool="masscan", vantage="desk", protocol="tcp", port=port, state="open"),
                basis=Basis.TOLD,
            )
            for port in range(1, count + 1)
        ]

    (claim,) = ask(port_scan, *told(port_scan.MANY))
    assert claim.predicate == "address.open_everywhere"
    assert claim.status is Status.TOLD_ONLY
    assert ask(port_scan, *told(port_scan.MANY - 1)) == []


def test_an_edge_that_was_left_alone_is_said_at_its_layer(ask: Any) -> None:
    row = NoAnswer(
        failure=Failure.REFUSED_SCOPE,
        source=f"ports://{KEY}?edge=Some%20CDN",
        detail=f"{KEY} belongs to Some CDN.",
    )
    (claim,) = ask(port_scan, ("SITE:https://www.example.org", row))
    assert (str(claim.subject), claim.value, claim.layer) == (ADDRESS, "Some CDN", Layer.EDGE)
    other = NoAnswer(failure=Failure.REFUSED_SCOPE, source=f"ports://{KEY}/x?tcp=1", detail="No.")
    assert ask(port_scan, ("SITE:https://www.example.org", other)) == []


def test_says_nothing_of_nothing(ask: Any) -> None:
    assert ask(port_scan) == []
