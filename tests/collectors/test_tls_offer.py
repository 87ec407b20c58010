"""Enumeration of TLS in the laboratory, beside sslscan and openssl, and where it is refused."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus import judging
from periplus.cli.lab import place_in
from periplus.collectors.tls_offer import MAX_HELLOS, parse
from periplus.config import load
from periplus.facts.tls_hello import MEDIA_TYPE
from periplus.facts.tls_registry import SUITES
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from periplus.model import Bounds, Contact, Evidence, Failure, Scope, SubjectKind, Value
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.question import open_or_create
from periplus.signatures import tables
from tests.collectors.rounds import TEXT, fetched, subject
from tests.facts.samples import anything, evidence
from tests.facts.test_tls_hello import FULL, HELLO, SOURCE
from tests.real_servers import free_port, running

SITE = subject(SubjectKind.SITE, "https://www.example.org")
SCOPE = Scope(
    contact=Contact.PROBE,
    authorised=Bounds(names=("www.example.org",), prefixes=("198.51.100.7/32",)),
    rate_per_s=1000,
    authorised_by="the owner of the laboratory",
)
CERTIFICATE = '[web.tls]\nnames = ["www.example.org"]\n'
OLD = CERTIFICATE + (
    'min_version = "TLSv1.1"\nmax_version = "TLSv1.2"\norder = "client"\n'
    'suites = "ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0"\n'
)


def hellos(captures: list[Evidence]) -> list[Evidence]:
    return [one for one in captures if one.source.startswith("tls-hello:")]


def claims(captures: list[Evidence]) -> dict[str, list[Value]]:
    at = max(one.captured_at for one in captures)
    told: dict[str, list[Value]] = {}
    for claim in judging.judge(judging.parse(captures), tables.load(), at):
        told.setdefault(claim.predicate, []).append(claim.value)
    return told


def suites_in(told: dict[str, list[Value]]) -> dict[str, str]:
    rows = [row for row in told["site.tls_suites_offered"] if isinstance(row, dict)]
    return {str(row["version"]): str(row["suites"]) for row in rows}


async def test_versions_suites_and_order(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "tls_offer", SITE, SCOPE, changed=(CERTIFICATE, OLD))
    told = claims(captures)
    versions = {row["version"]: row["offered"] for row in told["site.tls_version_offered"]}  # type: ignore[index]
    assert versions == {
        "TLSv1.3": False, "TLSv1.2": True, "TLSv1.1": True, "TLSv1.0": False, "SSLv3": False,
    }  # fmt: skip
    assert "the client's" in {row["order"] for row in told["site.tls_suites_offered"]}  # type: ignore[index]
    assert set(suites_in(told)["TLSv1.1"].split(", ")) == {
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    }  # fmt: skip
    assert {"finding": "TLSv1.1", "why": "RFC 8996 forbids TLSv1.1"} in told["site.tls_finding"]
    assert len(hellos(captures)) < MAX_HELLOS / 2


@pytest.mark.parametrize(
    "scope",
    [
        replace(SCOPE, contact=Contact.VISIT),
        replace(SCOPE, authorised_by=""),
        replace(SCOPE, authorised=Bounds(names=("www.example.org",))),
    ],
    ids=["visit", "nobody authorised", "no address"],
)
async def test_any_less_of_a_scope_refuses_once(tmp_path: Path, scope: Scope) -> None:
    captures = await fetched(tmp_path / "case", "tls_offer", SITE, scope)
    (row,) = hellos(captures)
    assert row.failure is Failure.REFUSED_SCOPE
    assert row.dialled is None


async def test_nobody_there_is_asked_once(tmp_path: Path) -> None:
    text = TEXT.replace("edge A 198.51.100.7", "edge A 198.51.100.9")
    scope = replace(SCOPE, authorised=Bounds(names=("www.example.org",), prefixes=("0.0.0.0/0",)))
    captures = await fetched(tmp_path / "case", "tls_offer", SITE, scope, text=text)
    assert len(hellos(captures)) == 1


async def test_a_site_without_tls_is_not_asked(tmp_path: Path) -> None:
    plain = subject(SubjectKind.SITE, "http://www.example.org")
    assert await fetched(tmp_path / "case", "tls_offer", plain, SCOPE) == []


@given(anything(FULL), st.sampled_from([MEDIA_TYPE, "text/plain"]))
def test_never_raises(body: bytes, media_type: str) -> None:
    list(parse(replace(evidence(body, media_type, source=SOURCE), request=HELLO)))


# ---------------------------------------------------------------- beside the field's tools


def _key_pair(at: Path) -> Path:
    pem = at / "server.pem"
    names = ["-subj", "/CN=www.example.org", "-days", "2", "-keyout", str(pem), "-out", str(at / "c")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *names],
        check=True, capture_output=True,
    )  # fmt: skip
    pem.write_text(pem.read_text() + (at / "c").read_text())
    return pem


def _nginx(at: Path, port: int, lines: str) -> list[str]:
    paths = "".join(
        f"{kind}_temp_path {at}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    pem = _key_pair(at)
    (at / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {at}/nginx.pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ access_log off; {paths} server {{ listen 127.0.0.1:{port} ssl http2;\n"
        f"ssl_certificate {pem}; ssl_certificate_key {pem}; {lines} return 204; }} }}\n"
    )
    return ["nginx", "-c", f"{at}/nginx.conf", "-p", str(at)]


@pytest.mark.parametrize(
    "lines",
    [
        "ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on;",
        "ssl_protocols TLSv1 TLSv1.1 TLSv1.2; ssl_ciphers ALL:COMPLEMENTOFALL:@SECLEVEL=0;",
    ],
    ids=["of today", "all that is left"],
)
async def test_the_same_as_sslscan_and_openssl(tmp_path: Path, lines: str) -> None:
    for program in ("nginx", "sslscan", "openssl"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    port = free_port()
    with running(_nginx(tmp_path, port, lines), port, at=tmp_path):
        where = f"127.0.0.1:{port}"
        theirs = _scanned(where)
        captures = await fetched_at(tmp_path / "case", port)
        agreed = {
            version: _handshakes(where, version) for version in ("tls1", "tls1_1", "tls1_2", "tls1_3")
        }
    told = claims(captures)
    ours = {version: set(names.split(", ")) for version, names in suites_in(told).items()}
    assert ours == theirs
    names = {"tls1": "TLSv1.0", "tls1_1": "TLSv1.1", "tls1_2": "TLSv1.2", "tls1_3": "TLSv1.3"}
    assert {names[version] for version, there in agreed.items() if there} == set(ours)
    assert {"feature": "HTTP/2", "version": "TLSv1.2", "offered": True} in told["site.tls_feature"]


async def fetched_at(directory: Path, port: int) -> list[Evidence]:
    """What the collector captures when the site's address leads to a port of this machine."""
    scenario = Scenario.of("small", tomllib.loads(TEXT), {})
    collector = judging.collectors()["tls_offer"]
    async with World(scenario) as world:
        place = place_in(world)
        ways = {**(place.connection_map or {}), ("198.51.100.7", 443): ("127.0.0.1", port)}
        place = replace(place, connection_map=ways)
        config = load(file=None, environment={}).with_values(world.settings, "laboratory")
        with open_or_create(directory, SITE, place, config) as case:
            flights = Flights(case=case, place=place, config=config, scope=SCOPE, offline=False)
            name = f"tls_offer@{collector.VERSION}"
            await collector.fetch(SITE, Asker(flights, name, collector.CONTACT, SITE))
            return list(case.evidences())


def _scanned(where: str) -> dict[str, set[str]]:
    """By version, the suites that sslscan finds; it names some in OpenSSL's way, so by number."""
    scanned = subprocess.run(
        ["sslscan", "--show-cipher-ids", "--no-colour", "--no-heartbleed", where],
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    found: dict[str, set[str]] = {}
    line = r"^(?:Preferred|Accepted) +(\S+) .* 0x([0-9A-F]{4}) "
    for version, code in re.findall(line, scanned, re.MULTILINE | re.IGNORECASE):
        found.setdefault(version, set()).add(SUITES[int(code, 16)])
    return found


def _handshakes(where: str, version: str) -> bool:
    done = subprocess.run(
        ["openssl", "s_client", f"-{version}", "-cipher", "ALL:@SECLEVEL=0", "-connect", where],
        input="", capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    return "BEGIN CERTIFICATE" in done.stdout
