"""One table of ports: ours, what speaks there, and what other tools say beside it."""

from __future__ import annotations

from periplus.model import Basis, Status, Subject, SubjectKind
from periplus.report import html, markdown, ports
from periplus.report.result import Report
from tests.report import sample
from tests.report.page import PageReader

ADDRESS = Subject(kind=SubjectKind.ADDRESS, key="198.51.100.7")
PORT: dict[str, str | int | None] = {
    "protocol": "tcp",
    "state": "open",
    "service": None,
    "product": None,
    "version": None,
}


def whole() -> Report:
    builder = sample.Builder(target=sample.SITE)
    capture = [builder.capture("ports://198.51.100.7/x?tcp=22,25", "x")]
    own = {**PORT, "tool": "connect scan"}
    builder.claim(ADDRESS, "address.port", {**own, "port": 22}, capture)
    builder.claim(ADDRESS, "address.port", {**own, "port": 80}, capture, status=Status.UNSUPPORTED)
    builder.fused(
        ADDRESS, "address.service", {"port": 22, "service": "ssh", "tls": False}, 0.94, "very likely",
        capture,
    )  # fmt: skip
    told = {"status": Status.TOLD_ONLY, "basis": Basis.TOLD}
    says: dict[str, str | int | None] = {
        "port": 22,
        "service": "ssh",
        "product": "<b>OpenSSH",
        "version": "9",
    }
    builder.claim(ADDRESS, "address.service_says", says, capture, **told)
    theirs = {**PORT, "tool": "masscan", "port": 25}
    builder.claim(ADDRESS, "address.port", theirs, capture, **told)
    odds: dict[str, str | int | None] = {
        "protocol": "tcp", "port": 25, "here": "closed", "told": "open", "tool": "masscan",
        "vantage": "d",
    }  # fmt: skip
    builder.claim(ADDRESS, "address.port_contradiction", odds, capture)
    others: dict[str, str | int | None] = {
        "count": 1,
        "state": "closed",
        "tool": "connect scan",
        "ports": "25",
        "told_by": "refused",
    }
    builder.claim(ADDRESS, "address.other_ports", others, capture)
    nmap: dict[str, str | int | None] = {"count": 998, "state": "filtered", "tool": "nmap 7.93"}
    builder.claim(ADDRESS, "address.other_ports", nmap, capture, **told)
    unsaid = {**PORT, "protocol": None, "tool": "InternetDB", "port": 161}
    builder.claim(ADDRESS, "address.port", unsaid, capture, **told)
    for name in ("CVE-2", "CVE-1<b>"):
        flaw: dict[str, str | int | None] = {"kind": "flaw", "name": name, "source": "InternetDB"}
        builder.claim(ADDRESS, "address.scanned_trait", flaw, capture, **told)
    builder.claim(
        ADDRESS,
        "address.open_everywhere",
        {"tool": "connect scan", "open": 2, "asked": 2, "controls": "50000"},
        capture,
        reasons=("Every port opens there.",),
    )
    return builder.report()


def test_a_row_for_each_port_then_the_others() -> None:
    cells = {row[1]: row[2:] for _, row in ports.rows(whole().claims)}
    assert cells == {
        "22": ("open", "ssh, very likely", "<b>OpenSSH 9", ""),
        "25": ("closed", "", "", "open (masscan)"),
        "161": ("not asked", "", "", "open (InternetDB, TCP or UDP)"),
        "80": ("open, as every port there: unsupported", "", "", ""),
        "998 ports not named": ("", "", "", "filtered (nmap 7.93)"),
    } | {k: v for k, v in cells.items() if k == "25"}
    found = [row[1:] for _, row in ports.rows(whole().claims)]
    assert ("25", "closed: a reset", "", "", "") in found


def test_it_stands_in_both_forms_and_escapes() -> None:
    made = whole()
    page = html.render(made)
    assert 'id="ports"' in page
    assert "<b>OpenSSH" not in page
    assert "Every port opens there." in " ".join(PageReader(page).texts)
    assert "## Ports and services" in markdown.render(made)


def test_nothing_when_nobody_looked() -> None:
    builder = sample.Builder(target=sample.SITE)
    assert list(ports.rows(builder.report().claims)) == []
    assert "Ports and services" not in markdown.render(builder.report())


def test_what_scans_conclude_is_one_row_for_each_kind() -> None:
    report = whole()
    (row,) = (cells for _, cells in ports.traits(report.claims))
    assert row == (ADDRESS.key, "flaw (InternetDB)", "CVE-1<b>, CVE-2")
    assert "CVE-1&lt;b&gt;, CVE-2" in html.render(report)
    assert "It tests nothing." in html.render(report)
    assert "CVE-2" in markdown.render(report)
