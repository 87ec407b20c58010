"""Reports of sslyze (--json_out)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from periplus.facts.foreign import as_list, as_object, as_text, moment, read_json
from periplus.facts.tool_report import (
    OfferedGroups,
    OfferedSuites,
    OfferedVersion,
    ToolFinding,
    group_names,
    site_at,
    told,
)
from periplus.model import Reading, Subject

_VERSIONS = {
    "ssl_2_0": "SSLv2", "ssl_3_0": "SSLv3", "tls_1_0": "TLSv1", "tls_1_1": "TLSv1.1",
    "tls_1_2": "TLSv1.2", "tls_1_3": "TLSv1.3",
}  # fmt: skip
# Which answer of which scan the tool holds against the server, and the flaw's number where it has one.
_FLAWS = (
    ("tls_compression", "supports_compression", True, ("CVE-2012-4929",)),
    ("openssl_ccs_injection", "is_vulnerable_to_ccs_injection", True, ("CVE-2014-0224",)),
    ("heartbleed", "is_vulnerable_to_heartbleed", True, ("CVE-2014-0160",)),
    ("tls_fallback_scsv", "supports_fallback_scsv", False, ()),
    ("session_renegotiation", "supports_secure_renegotiation", False, ("CVE-2009-3555",)),
    ("session_renegotiation", "is_vulnerable_to_client_renegotiation_dos", True, ("CVE-2011-1473",)),
    ("robot", "robot_result", "VULNERABLE_WEAK_ORACLE", ("ROBOT",)),
    ("robot", "robot_result", "VULNERABLE_STRONG_ORACLE", ("ROBOT",)),
    ("tls_extended_master_secret", "supports_ems_extension", False, ()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    number: int
    site: Subject
    tool: str
    vantage: str
    at: datetime | None
    results: Mapping[str, Any]


def servers(body: bytes) -> Mapping[str, Any]:
    """The report. ValueError, with a sentence, when it is no such one."""
    document = as_object(read_json(body))
    if isinstance(document.get("server_scan_results"), list):
        return document
    raise ValueError("it has no server_scan_results (sslyze --json_out)")


def read_sslyze(body: bytes, vantage: str) -> Iterator[Reading]:
    """Versions, suites and groups offered, and what the tool holds against each site."""
    try:
        document = servers(body)
    except ValueError:
        return
    tool = f"sslyze {as_text(document.get('sslyze_version'), 20)}".strip()
    at = moment(document.get("date_scans_completed"))
    for number, entry in enumerate(as_list(document["server_scan_results"], 100)):
        part = as_object(entry)
        where, asked = (
            as_object(part.get("server_location")),
            as_object(part.get("network_configuration")),
        )
        name = as_text(asked.get("tls_server_name_indication"), 300) or as_text(
            where.get("hostname"), 300
        )
        site = site_at(name, as_text(where.get("port"), 6))
        results = as_object(part.get("scan_result"))
        if site:
            scan = _Scan(number=number, site=site, tool=tool, vantage=vantage, at=at, results=results)
            yield from _suites(scan)
            yield from _groups(scan)
            yield from _flaws(scan)


def _result(scan: _Scan, name: str) -> tuple[Mapping[str, Any], str]:
    found = as_object(as_object(scan.results.get(name)).get("result"))
    return found, f"json:/server_scan_results/{scan.number}/scan_result/{name}/result"


def _suites(scan: _Scan) -> Iterator[Reading]:
    for prefix, version in _VERSIONS.items():
        found, place = _result(scan, f"{prefix}_cipher_suites")
        accepted = as_list(found.get("accepted_cipher_suites"), 300)
        offered = found.get("is_tls_version_supported", bool(accepted) if found else None)
        if isinstance(offered, bool):
            fact = OfferedVersion(tool=scan.tool, vantage=scan.vantage, version=version, offered=offered)
            part = "is_tls_version_supported" if "is_tls_version_supported" in found else ""
            yield told(scan.site, fact, f"{place}/{part}".rstrip("/"), scan.at)
        suites = tuple(
            name
            for one in accepted
            if (name := as_text(as_object(as_object(one).get("cipher_suite")).get("name"), 80))
        )
        if suites:
            offers = OfferedSuites(
                tool=scan.tool, vantage=scan.vantage, version=version, suites=tuple(sorted(suites))
            )
            yield told(scan.site, offers, f"{place}/accepted_cipher_suites", scan.at)


def _groups(scan: _Scan) -> Iterator[Reading]:
    found, place = _result(scan, "elliptic_curves")
    told_names = [
        as_text(as_object(one).get("name"), 40) for one in as_list(found.get("supported_curves"), 100)
    ]
    names = group_names([name for name in told_names if name])
    if names:
        fact = OfferedGroups(tool=scan.tool, vantage=scan.vantage, groups=names)
        yield told(scan.site, fact, f"{place}/supported_curves", scan.at)


def _flaws(scan: _Scan) -> Iterator[Reading]:
    for name, key, bad, references in _FLAWS:
        found, place = _result(scan, name)
        if key in found and found[key] == bad:
            fact = ToolFinding(
                tool=scan.tool,
                vantage=scan.vantage,
                finding=name,
                severity="",
                says=f"{key}: {str(bad).lower()}",
                references=references,
            )
            yield told(scan.site, fact, f"{place}/{key}", scan.at)
