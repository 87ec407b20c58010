"""Exports of three search engines: the same services, no banners, each once."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.facts.exposure import ExposureFacet, ExposureTotal
from periplus.facts.scan import ScannedPort
from periplus.facts.scan_search import read_services, reduced
from periplus.facts.selector import select
from periplus.model import Subject, SubjectKind
from tests.facts.samples import anything
from tests.facts.test_statistics import JSON

NOW = datetime(2024, 5, 1, tzinfo=UTC)
ZZ = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
SECRET_BANNER = "220 mail.person.example ESMTP"

SHODAN: dict[str, Any] = {
    "ip_str": "198.51.100.7",
    "org": "Zembla Net",
    "hostnames": ["somebody.example"],
    "data": [
        {"port": 443, "transport": "tcp", "product": "nginx", "version": "1.18.0", "data": SECRET_BANNER,
         "timestamp": "2021-08-16T20:42:40.325940"},
        {"port": 443, "transport": "tcp", "timestamp": "2022-01-01T00:00:00"},
        {"port": 25, "transport": "tcp", "data": SECRET_BANNER},
    ],
}  # fmt: skip
CENSYS: dict[str, Any] = {
    "ip": "198.51.100.7",
    "autonomous_system": {"name": "ZEMBLA-NET"},
    "services": [
        {"port": 53, "transport_protocol": "UDP", "observed_at": "2021-06-28T11:42:00.428369050Z",
         "software": [{"product": "DNS", "version": "7.0"}]},
    ],
}  # fmt: skip
EVENT: dict[str, Any] = {
    "origin": {"ts": 1630513751283, "type": "service-simple"},
    "target": {"ip": "198.51.100.7", "port": 80, "protocol": "tcp"},
    "result": {"data": {"service": {"product": "nginx", "name": "http", "banner": SECRET_BANNER}}},
}


def rows(document: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in reduced(json.dumps(document).encode()).splitlines()]


def test_an_export_of_shodan() -> None:
    first, second = rows(SHODAN)

    assert first == {
        "source": "Shodan", "address": "198.51.100.7", "port": 443, "transport": "tcp",
        "organisation": "Zembla Net", "product": "nginx", "version": "1.18.0",
        "at": "2021-08-16T20:42:40.325940",
    }  # fmt: skip
    assert (second["port"], "product" in second) == (25, False)


def test_other_exports() -> None:
    (censys,) = rows(CENSYS)
    (binaryedge,) = rows({"events": [EVENT, EVENT]})
    (same,) = rows({"type": "binaryedge", "results": {"198.51.100.7": [EVENT]}})

    assert (censys["source"], censys["organisation"], censys["product"]) == (
        "Censys",
        "ZEMBLA-NET",
        "DNS",
    )
    assert binaryedge == same
    assert (binaryedge["source"], binaryedge["at"][:10]) == ("BinaryEdge", "2021-09-01")


def test_lines_and_lists_are_the_same() -> None:
    banner = {"ip_str": "198.51.100.7", "org": "Zembla Net", **SHODAN["data"][0]}
    assert rows([banner, CENSYS]) == [
        json.loads(line)
        for line in reduced(f"{json.dumps(banner)}\n\n{json.dumps(CENSYS)}".encode()).splitlines()
    ]


def test_no_banner_and_no_name_of_a_host_is_kept() -> None:
    kept = reduced(json.dumps([SHODAN, {"events": [EVENT]}]).encode())
    assert b"person" not in kept
    assert b"somebody" not in kept


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"not json", b'{"data": [{"port": 80}]}', b"\xff"]
)
def test_what_is_no_export_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        reduced(content)


def test_of_a_country_only_numbers_are_read() -> None:
    body = reduced(json.dumps([SHODAN, CENSYS]).encode())
    facts = [reading.fact for reading in read_services(body, ZZ, "import:exposure", NOW)]

    totals = {f.source: f.services for f in facts if isinstance(f, ExposureTotal)}
    assert totals == {"an export of Shodan": 2, "an export of Censys": 1}
    shodan = {(f.by, f.name): f.services for f in facts if isinstance(f, ExposureFacet) and f.total == 2}
    assert shodan == {
        ("organisation", "Zembla Net"): 2,
        ("port", "25"): 1,
        ("port", "443"): 1,
        ("product", "nginx"): 1,
    }  # fmt: skip
    assert "198.51.100.7" not in repr(facts)


def test_of_a_site_each_port_is_read_with_its_line() -> None:
    body = reduced(json.dumps(SHODAN).encode())
    first, _ = read_services(body, SITE, "import:exposure", NOW)

    assert first.fact == ScannedPort(
        tool="Shodan",
        vantage="import:exposure",
        protocol="tcp",
        port=443,
        state="open",
        product="nginx",
        version="1.18.0",
    )  # fmt: skip
    assert str(first.subject) == "ADDRESS:198.51.100.7"
    assert first.observed_at == datetime(2021, 8, 16, 20, 42, 40, tzinfo=UTC)
    assert json.loads(select(body, "application/json", first.selector))["port"] == 443


def test_what_is_dated_after_the_import_is_left_out() -> None:
    body = reduced(
        json.dumps({**SHODAN, "data": [{"port": 1, "timestamp": "2030-01-01T00:00:00"}]}).encode()
    )
    assert list(read_services(body, SITE, "x", NOW)) == []


@given(anything(reduced(json.dumps(SHODAN).encode())), st.sampled_from([ZZ, SITE]))
def test_reading_never_raises(body: bytes, about: Subject) -> None:
    list(read_services(body, about, "x", NOW))


@given(JSON, st.sampled_from(["ip_str", "data", "org", "services", "events", "results", "port"]))
def test_any_document_is_an_export_or_a_value_error(document: Any, field: str) -> None:
    for content in (document, {**SHODAN, field: document}, {**CENSYS, field: document}):
        with contextlib.suppress(ValueError):
            reduced(json.dumps(content).encode())
    with contextlib.suppress(ValueError):
        reduced(json.dumps({"events": [{**EVENT, "origin": document, "target": document}]}).encode())
