"""An injector and a resetter on machines are placed right, and a clean way says nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping

import pytest

from periplus.facts.middlebox import read_middlebox
from periplus.lab.sighting import question_name, server_name
from periplus.model import Sign
from periplus.net.gate import Permit
from periplus.net.locate import Locator, Wanted, body_of, request_of, source
from periplus.rules import middlebox
from periplus.signatures.tables import load
from tests.lab.boxed import PREAMBLE
from tests.lab.staged import run_staged
from tests.rules.conftest import AS_OF, observation

# gate - one - wall - far - web: the wall is hop 3, the server hop 5
PLACED = """
from periplus.net.gate import Permit
from periplus.net.locate import PORTS, Wanted, body_of, locate, request_of

NAMES = {"router": "wall", "names": ["barred.zz"]}
TAP = {**NAMES, "way": "tap", "does": "forge", "forged": ["203.0.113.66"]}
LINE = {**NAMES, "does": "reset"}

def work(map):
    told = {}
    for address in WEB:
        for host in ("www.barred.zz", "www.clean.zz"):
            wanted = []
            for protocol, port in PORTS.items():
                asked = [request_of(protocol, name, "test") for name in (host, "example.com")]
                dialled = map.get((address, port), (map[address, 80][0], port))
                wanted.append(Wanted(protocol, Permit((address, port), dialled), *asked))
            body = body_of(locate(wanted), vantage="lab", host=host, control="example.com")
            told[f"{address} {host}"] = body.decode()
    return told

print(json.dumps(staged(boxed(TAP, LINE), work)))
"""


def test_an_injector_and_a_resetter_are_placed_on_machines() -> None:
    told = json.loads(run_staged(PREAMBLE + PLACED))

    assert len(told) == 4
    for about, body in told.items():
        assert "203.0.113.7" in about or "2001:db8::7" in about
        head, *lines = [json.loads(line) for line in body.splitlines()]
        assert head["distance"] == 5
        # Nothing but connections and the closing of them goes all the way.
        assert all(line["hop"] < 5 for line in lines)
        found = {value["protocol"]: value for value in map(record, judged(body))}
        if "clean" in about:
            assert found == {}
            continue
        assert {protocol: value["hop_as_tap"] for protocol, value in found.items()} == {
            "dns": 3,  # the tap itself
            "http": 4,  # in line at hop 3
            "tls": 4,
        }
        assert {value["hop_in_line"] for value in found.values()} == {2, 3}
        assert all(value["by_name"] for value in found.values())
        assert (found["dns"]["does"], found["http"]["does"]) == ("forges", "resets")
        if ":" not in about:
            assert found["dns"]["address_as_tap"] == found["tls"]["address_in_line"] == "198.18.1.1"


def judged(body: str) -> list[Sign]:
    seen = [observation(str(r.subject), r.fact) for r in read_middlebox(body.encode())]
    return list(middlebox.judge(seen, (), load(), AS_OF))


def record(sign: Sign) -> Mapping[str, object]:
    assert isinstance(sign.value, Mapping)
    return sign.value


@pytest.mark.parametrize("name", ["www.example.zz", "example.com"])
def test_a_request_is_that_of_an_ordinary_client(name: str) -> None:
    assert question_name(request_of("dns", name, "test")) == name
    assert f"Host: {name}".encode() in request_of("http", name, "test")
    assert b"User-Agent: test" in request_of("http", name, "test")
    assert server_name(request_of("tls", name, "test")) == name


def test_a_server_next_door_is_asked_for_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        permit = Permit(("192.0.2.7", 80), server.getsockname())
        locator = Locator([Wanted("http", permit, b"GET / HTTP/1.1\r\n\r\n", b"")])
        locator.run()

    head, *lines = body_of(locator, vantage="here", host="a.zz", control="b.zz").splitlines()
    assert json.loads(head) == {
        "vantage": "here",
        "asked": "192.0.2.7",
        "dialled": "127.0.0.1",
        "name": "a.zz",
        "control": "b.zz",
        "distance": 1,
        "sent": 8,
    }
    assert lines == []


def test_the_source_names_host_and_address() -> None:
    assert source("a.zz", "2001:db8::1") == "middlebox://[2001:db8::1]/a.zz"
