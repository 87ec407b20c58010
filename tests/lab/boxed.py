"""A world with boxes: gate - one - wall - far - (web, ns), for tests that run on machines."""

from __future__ import annotations

from typing import Any

from periplus.lab.scenario import Scenario
from tests.lab.tiny import tiny

WEB, NS = ("203.0.113.7", "2001:db8::7"), ("198.51.100.53", "2001:db8::53")
ROUTERS = [
    {"name": "gate", "address": "198.18.0.1"},
    {"name": "one", "address": "198.18.0.2", "links": [{"to": "gate", "delay_ms": 1.0}]},
    {"name": "wall", "address": "198.18.1.1", "links": [{"to": "one", "delay_ms": 1.0}]},
    {"name": "far", "address": "198.18.2.1", "links": [{"to": "wall", "delay_ms": 2.0}]},
]


def boxed(*filters: dict[str, Any], **host: Any) -> Scenario:
    """The web server is five hops away; `host` adds to it."""
    hosts = [
        {"name": "web", "router": "far", "serves": list(WEB), "delay_ms": 1.0, **host},
        {"name": "ns", "router": "far", "serves": list(NS)},
    ]
    return (
        tiny()
        .with_value(("router",), ROUTERS)
        .with_value(("zone", "zz", "servers"), list(NS))
        .with_value(("web",), [_web()])
        .with_value(("host",), hosts)
        .with_value(("filter",), list(filters))
    )


def _web() -> dict[str, Any]:
    return {
        "hosts": ["www.example.zz", "barred.zz"],
        "addresses": list(WEB),
        "plain": "same",
        "tls": {"names": ["www.example.zz", "barred.zz"]},
        "answer": [{"path": "/", "text": "hello " * 20_000}],
    }


PREAMBLE = """
import asyncio, json, socket, ssl, struct, sys, time
from periplus.lab.land import Land
from periplus.lab.namespaces import NamespaceError
from periplus.lab.topology import topology_of
from periplus.lab.world import World
from tests.lab.boxed import NS, WEB, boxed

def connected(address, port):
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    sock.settimeout(3)
    sock.connect((address, port))
    return sock

def got(sock, host):
    # All that comes for a request, or the name of the error that ends it.
    try:
        sock.sendall(f"GET / HTTP/1.1\\r\\nHost: {host}\\r\\nConnection: close\\r\\n\\r\\n".encode())
        found = b""
        while True:
            more = sock.recv(65536)
            if not more:
                return found.decode()
            found += more
    except OSError as error:
        return type(error).__name__
    finally:
        sock.close()

def asked(address, port, name, rdtype=1, wait=0.6):
    # The answers to one question, in their order.
    labels = b"".join(bytes([len(l)]) + l.encode() for l in name.split("."))
    query = b"\\x12\\x34\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0" + labels + b"\\0" + struct.pack("!HH", rdtype, 1)
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(wait)
    sock.connect((address, port))
    sock.send(query)
    found = []
    try:
        while True:
            found.append(sock.recv(4096).hex())
    except OSError:
        return found

def staged(scenario, work):
    # What a function of the connection map tells, and the census after it.
    async def main():
        with Land(topology_of(scenario.script)) as land:
            async with World(scenario, land) as world:
                told = await asyncio.to_thread(work, world.connection_map)
        return told, land.census
    told, census = asyncio.run(main())
    assert census.foreign == {}, census.foreign
    assert census.lost == 0
    assert census.packets > 0
    return told
"""
