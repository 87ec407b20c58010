"""Real programs in a row: what comes through them is what the scenario says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from periplus.lab.hall import Loopback
from periplus.lab.row import Rows, Site, program, standing
from periplus.lab.script import ScenarioError, WebPart
from tests.lab.staged import run_staged
from tests.lab.test_edge import SITE
from tests.lab.tiny import tiny

ANSWERED = """
import asyncio, json, ssl, sys
from periplus.lab.land import Land
from periplus.lab.scenario import Scenario
from periplus.lab.topology import topology_of
from periplus.lab.world import World

name, address, host, *through = sys.argv[1:]

async def main():
    plan = Scenario.load(name).with_value(("web", host, "through"), through).without(("routing", "bird"))
    if name == "zembla-2024":  # an escape that is none never comes through a real server
        plan = plan.without(("web", host, "answer", "/%"))
    with Land(topology_of(plan.script)) as land:
        async with World(plan, land) as world:
            context = ssl.create_default_context(cafile=world.trust_roots)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            reader, writer = await asyncio.open_connection(
                *world.connection_map[address, 443], ssl=context, server_hostname=host)
            version = writer.get_extra_info("ssl_object").version()
            lines = ["GET / HTTP/1.1", "Host: " + host, "Connection: close", "", ""]
            writer.write("\\r\\n".join(lines).encode())
            head, body = (await reader.read()).split(b"\\r\\n\\r\\n", 1)
            writer.close()
            plain = (address, 80) in world.connection_map
            print(json.dumps([world.rows.told, version, head.decode(), len(body), plain]))
asyncio.run(main())
"""
ZEMBLA = ("zembla-2024", "203.0.113.78", "www.portal.gov.zz")
BELARUS = ("belarus-2022", "93.125.103.7", "oac.gov.by")


@pytest.mark.parametrize("through", [["nginx"], ["haproxy"], ["haproxy", "varnish", "nginx"]])
def test_fields_and_handshake_come_through_a_row(through: list[str]) -> None:
    for name in through:
        if not program(name):
            pytest.skip(f"{name} is not installed")
    told, version, head, size, plain = json.loads(run_staged(ANSWERED, *ZEMBLA, *through))

    assert [line.split(" on ")[0] for line in told[: len(through)]] == [*reversed(through)]
    assert version == "TLSv1.2"
    assert head.startswith("HTTP/1.1 200 OK")
    assert "Server: Apache/2.4.59" in head
    assert "\nstrict-transport-security: " in head
    assert "X-Content-Type-Options: nosniff" in head
    assert head.count("Set-Cookie:") == 5
    marks = {
        line for line in head.splitlines() if line.lower().startswith(("via:", "x-varnish:", "age:"))
    }
    assert marks <= {"Via: 1.1 ember-cache-2 (Varnish/7.4)", "X-Varnish: 32770 98421"}  # the scenario's
    assert size > 100
    assert plain


def test_php_fpm_says_the_site_behind_nginx() -> None:
    if not program("php-fpm") or not program("nginx"):
        pytest.skip("php-fpm is not installed")
    told, _, head, size, _ = json.loads(run_staged(ANSWERED, *BELARUS, "nginx", "php-fpm"))

    assert told == ["php-fpm on regulator-edge", "nginx on regulator-edge"]
    assert head.startswith("HTTP/1.1 200 OK")
    assert "Server: nginx\r\n" in head
    assert "Date: Sat, 19 Nov 2022 09:0" in head
    assert "Content-Type: text/html; charset=UTF-8" in head
    assert "X-Powered-By" not in head
    assert head.count("Set-Cookie:") == 3
    assert "Transfer-Encoding: chunked" in head
    assert size > 1000


@pytest.mark.parametrize(
    ("missing", "left"),
    [
        ("", ("haproxy", "varnish", "nginx", "php-fpm")),
        ("haproxy", ("nginx", "php-fpm")),
        ("varnish", ("haproxy", "nginx", "php-fpm")),
        ("nginx", ("haproxy", "varnish")),
        ("php-fpm", ("haproxy", "varnish", "nginx")),
    ],
)
def test_a_row_stands_without_what_is_not_there(missing: str, left: tuple[str, ...]) -> None:
    row = ("haproxy", "varnish", "nginx", "php-fpm")
    assert standing(row, lambda name: "" if name == missing else name) == left


@pytest.mark.parametrize("through", [["varnish"], ["haproxy", "php-fpm"], ["php-fpm", "nginx"]])
def test_a_row_that_cannot_be_is_one_sentence(through: list[str]) -> None:
    with pytest.raises(ScenarioError, match="varnish ends no TLS"):
        tiny().with_value(("web", "www.example.zz", "through"), through)


class Here(Loopback):
    """Ground with one machine."""

    def machine(self, address: str) -> str:  # noqa: ARG002
        """See Ground."""
        return "here"


def site(tmp_path: Path, web: WebPart) -> Site:
    return Site(web, {}, tmp_path / "pem", tmp_path / "behind", lambda: tiny().script.as_of)


def test_loopback_has_no_row(tmp_path: Path) -> None:
    assert not Rows(Loopback()).put(("203.0.113.7", 443), site(tmp_path, SITE))


def test_a_program_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "nginx"
    fake.write_text("#!/bin/sh\necho no such thing >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    rows = Rows(Here())

    with pytest.raises(ScenarioError, match="nginx of here did not start: no such thing"):
        rows.put(("203.0.113.7", 443), site(tmp_path, SITE))
    rows.close()
