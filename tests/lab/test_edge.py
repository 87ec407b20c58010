"""A real edge stands before a site that just answers, and shakes hands as the scenario says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from periplus.lab.edge import is_plain, nginx_settings
from periplus.lab.programs import find
from periplus.lab.script import TlsPart, WebAnswer, WebPart
from tests.lab.staged import run_staged

SITE = WebPart(
    hosts=("www.example.zz",),
    addresses=("203.0.113.7",),
    tls=TlsPart(max_version="TLSv1.2"),
    answer=(WebAnswer(path="/", text="hello"),),
)


def changed(answer: WebAnswer, behaviour: str = "answer") -> WebPart:
    return WebPart(
        hosts=SITE.hosts,
        addresses=SITE.addresses,
        tls=SITE.tls,
        answer=(answer,),
        behaviour=behaviour,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("web", "plain"),
    [
        (SITE, True),
        (changed(WebAnswer(path="/", behaviour="truncate")), False),
        (changed(WebAnswer(path="/", delay_s=1.0)), False),
        (changed(WebAnswer(path="/", framing="close")), False),
        (changed(WebAnswer(path="/"), "drop"), False),
    ],
)
def test_faults_are_not_staged_by_an_edge(web: WebPart, *, plain: bool) -> None:
    assert is_plain(web, "www.example.zz") is plain
    assert not is_plain(web, "other.example")


@pytest.mark.parametrize(
    ("listen", "line"),
    [
        (("198.19.0.1", 443), "listen 198.19.0.1:443 ssl;"),
        (("3fff:0:c613:1::1", 443), "listen [3fff:0:c613:1::1]:443 ssl;"),
    ],
)
def test_the_settings_hold_what_the_scenario_says(listen: tuple[str, int], line: str) -> None:
    text = nginx_settings(Path("/d"), listen, Path("/d/1.pem"), SITE, Path("/d/behind"))

    assert line in text
    assert "ssl_protocols TLSv1.2;" in text
    assert "ssl_certificate /d/1.pem;" in text
    assert "proxy_pass http://unix:/d/behind:;" in text


ANSWERED = """
import asyncio, json, ssl
from periplus.lab.land import Land
from periplus.lab.scenario import Scenario
from periplus.lab.topology import topology_of
from periplus.lab.world import World

async def main():
    scenario = Scenario.load("zembla-2024")
    with Land(topology_of(scenario.script)) as land:
        async with World(scenario, land) as world:
            where = world.connection_map["203.0.113.78", 443]
            context = ssl.create_default_context(cafile=world.trust_roots)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            reader, writer = await asyncio.open_connection(
                *where, ssl=context, server_hostname="www.portal.gov.zz")
            version = writer.get_extra_info("ssl_object").version()
            lines = ["GET / HTTP/1.1", "Host: www.portal.gov.zz", "Connection: close", "", ""]
            writer.write("\\r\\n".join(lines).encode())
            head = (await reader.read()).split(b"\\r\\n\\r\\n")[0].decode()
            writer.close()
            print(json.dumps([world.daemons.told, version, head]))
asyncio.run(main())
"""


def test_nginx_ends_the_handshake_and_passes_the_fields_on() -> None:
    if not find("nginx"):
        pytest.skip("nginx is not installed")
    told, version, head = json.loads(run_staged(ANSWERED))

    assert any(line.startswith("nginx on ") for line in told)
    assert version == "TLSv1.2"
    assert head.startswith("HTTP/1.1 200 OK")
    assert "Server: Apache/2.4.59" in head
    assert head.count("Set-Cookie:") == 5
