"""A world answers real clients on loopback while it lives, and nothing after."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from datetime import date
from pathlib import Path

import dns.asyncquery
import dns.message
import pytest

from periplus.lab.scenario import Scenario, names
from periplus.lab.world import World
from periplus.model import Contact
from periplus.scope_file import load_scope
from tests.lab.tiny import tiny


async def test_a_world_tells_how_it_is_reached() -> None:
    async with World(tiny()) as world:
        assert world.vantage == "lab:tiny"
        assert world.resolver == ("192.0.2.53", 53)
        assert world.clock_start == tiny().script.as_of
        assert world.settings["iana_whois"] == "whois.example"
        assert world.trust_roots.read_text().startswith("-----BEGIN CERTIFICATE-----")
        assert set(world.connection_map) == {
            ("192.0.2.53", 53),
            ("198.51.100.53", 53),
            ("198.51.100.54", 53),
            ("192.0.2.43", 43),
            ("203.0.113.7", 80),
            ("203.0.113.7", 443),
        }


async def test_the_owners_leave_to_probe_is_a_scope_file() -> None:
    part = {"authorised_by": "the owner", "names": ["www.example.zz"], "prefixes": ["203.0.113.7/32"]}
    async with World(tiny().with_value(("scope",), part)) as world:
        assert world.scope_file is not None
        scope = load_scope(world.scope_file)
    assert scope.contact is Contact.PROBE
    assert scope.authorised_by == "the owner"
    assert scope.authorised.prefixes == ("203.0.113.7/32",)
    async with World(tiny()) as world:
        assert world.scope_file is None


async def test_everything_dialled_is_loopback() -> None:
    async with World(tiny()) as world:
        for host, port in world.connection_map.values():
            assert ipaddress.ip_address(host).is_loopback
            assert port >= 1024


async def test_after_the_world_nothing_answers() -> None:
    async with World(tiny()) as world:
        endpoints = list(world.connection_map.values())
        roots = world.trust_roots
    assert not roots.exists()
    for host, port in endpoints:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(host, port)


async def test_a_scenario_that_fails_late_leaves_nothing_open() -> None:
    scenario = tiny().with_value(("web", 0, "tls", "suites"), "NO-SUCH-SUITE")
    world = World(scenario)
    with pytest.raises(ssl.SSLError):
        await world.__aenter__()
    for endpoint in world.connection_map.values():
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*endpoint)


async def test_the_clock_starts_with_the_scenario_and_runs() -> None:
    async with World(tiny()) as world:
        first = world.now()
        await asyncio.sleep(0.01)
        assert world.clock_start <= first < world.now()


async def test_hosts_behind_one_address_are_told_apart_by_name() -> None:
    tree = dict(tiny().tree)
    second = {"hosts": ["b.example"], "addresses": ["203.0.113.7"], "tls": {"max_version": "TLSv1.3"}}
    scenario = Scenario.of("tiny", {**tree, "web": [*tree["web"], second]}, tiny().documents)
    async with World(scenario) as world:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        seen = set()
        for name in ("www.example.zz", "b.example"):
            _, writer = await asyncio.open_connection(
                *world.connection_map["203.0.113.7", 443], ssl=context, server_hostname=name
            )
            certificate = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
            seen |= {name for name in (b"www.example.zz", b"b.example") if name in certificate}
            writer.transport.abort()
        assert seen == {b"www.example.zz", b"b.example"}


async def test_a_version_bound_holds() -> None:
    async with World(tiny().with_value(("web", 0, "tls", "max_version"), "TLSv1.2")) as world:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        _, writer = await asyncio.open_connection(
            *world.connection_map["203.0.113.7", 443], ssl=context, server_hostname="b"
        )
        assert writer.get_extra_info("ssl_object").version() == "TLSv1.2"
        writer.transport.abort()


@pytest.mark.parametrize("name", names())
async def test_every_host_of_a_shipped_scenario_resolves_to_where_it_is_served(name: str) -> None:
    scenario = Scenario.load(name)
    hosts = {host: set(web.addresses) for web in scenario.script.web for host in web.hosts}
    hosts |= {whois.host: set(whois.addresses) for whois in scenario.script.whois}
    async with World(scenario) as world:
        host, port = world.connection_map[world.resolver]
        for asked, addresses in hosts.items():
            query = dns.message.make_query(asked, "A")
            response = await dns.asyncquery.udp(query, host, port=port, timeout=2)
            found = {str(record) for rrset in response.answer for record in rrset}
            assert found & addresses, asked


def held_in(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.glob("*")}


async def test_dated_records_lie_in_a_directory_while_the_world_lives() -> None:
    copies = [
        {"date": date(2012, 11, 27), "document": "zz.txt"},
        {"date": date(2010, 2, 17), "text": "domain: ZZ\n"},
    ]
    world = World(tiny().with_value(("history",), copies))
    assert world.settings["iana_history"] == ""
    async with world:
        directory = Path(world.settings["iana_history"])
        held = held_in(directory)
    assert held == {"2012-11-27_0.txt": b"domain: ZZ\n", "2010-02-17_1.txt": b"domain: ZZ\n"}
    assert held_in(directory) == {}
