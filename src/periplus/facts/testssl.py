"""Reports of testssl.sh: JSON, flat or pretty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from periplus.facts.foreign import as_list, as_object, as_text, read_json
from periplus.facts.tool_report import (
    VERSIONS,
    OfferedGroups,
    OfferedSuites,
    OfferedVersion,
    ToolFinding,
    group_names,
    site_at,
    told,
)
from periplus.model import Fact, Reading, Subject

_MOST_ROWS = 5000
_GRAVE = frozenset({"LOW", "MEDIUM", "HIGH", "CRITICAL"})
_ORDER = re.compile(r"cipher_?order[-_](?P<version>TLSv1(?:_[123])?|SSLv[23])")
_CIPHER = re.compile(r"x[0-9a-f]{2,6}\s+(\S{1,80})\s.*\s(\S{1,80})\s*", re.DOTALL)
_GROUPS = frozenset({"PFS_ECDHE_curves", "FS_ECDHE_curves", "FS_KEMs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    name: str
    severity: str
    finding: str
    references: tuple[str, ...]
    selector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    site: Subject
    tool: str
    at: datetime | None
    rows: tuple[_Row, ...]


def scans(body: bytes) -> list[_Scan]:
    """Each scan of the file with its rows. ValueError, with a sentence, when it is no such report."""
    document = read_json(body)
    found = [*_pretty(as_object(document)), *_flat(as_list(document, _MOST_ROWS))]
    if found:
        return found
    raise ValueError("it has no scan with rows of id, severity and finding (testssl.sh --jsonfile)")


def read_testssl(body: bytes, vantage: str) -> Iterator[Reading]:
    """Versions, suites and groups offered, and what the tool holds against each site."""
    try:
        found = scans(body)
    except ValueError:
        return
    for scan in found:
        names = _iana_names(scan.rows)
        for row in scan.rows:
            for fact in _facts(row, names, scan.tool, vantage):
                yield told(scan.site, fact, row.selector, scan.at)


def _pretty(document: Mapping[str, Any]) -> Iterator[_Scan]:
    version = " ".join(as_text(document.get("version"), 60).split()[:1])
    tool = f"testssl.sh {version}".strip()
    for number, scan in enumerate(as_list(document.get("scanResult"), 100)):
        part = as_object(scan)
        site = site_at(as_text(part.get("targetHost"), 300), as_text(part.get("port"), 6))
        rows = tuple(
            row
            for key, section in part.items()
            for index, entry in enumerate(as_list(section, _MOST_ROWS))
            if (row := _row(entry, f"json:/scanResult/{number}/{_token(key)}/{index}"))
        )
        if site and rows:
            yield _Scan(site=site, tool=tool, at=_epoch(document.get("startTime")), rows=rows)


def _flat(entries: Sequence[Any]) -> Iterator[_Scan]:
    groups: dict[Subject, list[_Row]] = {}
    for number, entry in enumerate(entries):
        part = as_object(entry)
        host = as_text(part.get("ip"), 400).partition("/")[0]
        site = site_at(host, as_text(part.get("port"), 6)) if host else None
        if site and (row := _row(part, f"json:/{number}")):
            groups.setdefault(site, []).append(row)
    for site, rows in groups.items():
        yield _Scan(site=site, tool="testssl.sh", at=None, rows=tuple(rows))


def _row(entry: object, selector: str) -> _Row | None:
    part = as_object(entry)
    parts = [part.get(key) for key in ("id", "severity", "finding")]
    if not all(isinstance(one, str) for one in parts):
        return None
    name, severity, finding = (as_text(one, 2000) for one in parts)
    references = tuple(as_text(part.get("cve"), 1000).split())
    return _Row(
        name=name[:100],
        severity=severity[:20].upper(),
        finding=" ".join(finding.split()),
        references=references,
        selector=selector,
    )


def _token(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _epoch(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(as_text(value, 12)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _iana_names(rows: Sequence[_Row]) -> Mapping[str, str]:
    """OpenSSL's names of suites to those of the registry, as the report's own table pairs them."""
    pairs = (_CIPHER.fullmatch(row.finding) for row in rows if row.name.startswith("cipher"))
    return {pair[1]: pair[2] for pair in pairs if pair and pair[2].startswith(("TLS_", "SSL_"))}


def _facts(row: _Row, names: Mapping[str, str], tool: str, vantage: str) -> Iterator[Fact]:
    offered = {"offered": True, "not offered": False}
    if row.name in VERSIONS:
        word = next((w for w in offered if row.finding.startswith(w)), None)
        if word:
            version = VERSIONS[row.name]
            yield OfferedVersion(tool=tool, vantage=vantage, version=version, offered=offered[word])
    elif (order := _ORDER.fullmatch(row.name)) and order["version"] in VERSIONS:
        suites = tuple(names.get(one, one) for one in row.finding.split()[:300])
        yield OfferedSuites(
            tool=tool, vantage=vantage, version=VERSIONS[order["version"]], suites=suites
        )
    elif row.name in _GROUPS:
        yield OfferedGroups(tool=tool, vantage=vantage, groups=group_names(row.finding.split()))
    if row.severity in _GRAVE:
        yield ToolFinding(
            tool=tool,
            vantage=vantage,
            finding=row.name,
            severity=row.severity,
            says=row.finding[:300],
            references=row.references[:20],
        )
