"""Reports of Wapiti (-f json): what it holds against a site, in its own words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from periplus.facts.foreign import as_list, as_object, as_text, read_json
from periplus.facts.http import site_of
from periplus.facts.recorded import public_url
from periplus.facts.tool_report import ToolFinding, told
from periplus.model import Reading, Subject, SubjectKind

_PARTS = ("vulnerabilities", "anomalies", "additionals")
_MOST = 300  # of each kind
_LEVELS = {0: "INFO", 1: "LOW", 2: "MEDIUM", 3: "HIGH", 4: "CRITICAL"}


def open_wapiti(body: bytes) -> Mapping[str, Any]:
    """The report. ValueError, with a sentence, when it is no such one."""
    document = as_object(read_json(body))
    told_of = as_object(document.get("infos"))
    if public_url(as_text(told_of.get("target"))) and isinstance(document.get("vulnerabilities"), dict):
        return document
    raise ValueError("it has no infos with a target, or no vulnerabilities (wapiti -f json)")


def without_requests(document: Mapping[str, Any]) -> bytes:
    """The report without the requests that were sent, which hold cookies, and without explanations."""
    infos = as_object(document["infos"])
    slim: dict[str, Any] = {
        "infos": {
            "target": public_url(as_text(infos.get("target"))),
            **{key: as_text(infos.get(key), 100) for key in ("date", "version")},
        }
    }
    for part in _PARTS:
        kinds = list(as_object(document.get(part)).items())[:_MOST]
        slim[part] = {
            as_text(kind, 100): [_row(as_object(entry)) for entry in as_list(entries, _MOST)]
            for kind, entries in kinds
            if entries
        }
    return json.dumps(slim, ensure_ascii=False, sort_keys=True, indent=0).encode()


def _row(entry: Mapping[str, Any]) -> dict[str, Any]:
    level = entry.get("level")
    texts = {key: as_text(entry.get(key), 300) for key in ("method", "path", "info", "module")}
    references = [as_text(one, 60) for one in as_list(entry.get("wstg"), 10)]
    return {**texts, "level": level if type(level) is int else None, "wstg": references}


def read_wapiti(body: bytes, vantage: str) -> Iterator[Reading]:
    """Each finding about the report's target."""
    try:
        document = open_wapiti(body)
        infos = as_object(document["infos"])
        site = Subject(kind=SubjectKind.SITE, key=site_of(as_text(infos.get("target"))))
    except ValueError:
        return
    tool = as_text(infos.get("version"), 40) or "Wapiti"
    for part in _PARTS:
        for kind, entries in list(as_object(document.get(part)).items())[:_MOST]:
            for number, entry in enumerate(as_list(entries, _MOST)):
                row = as_object(entry)
                fact = ToolFinding(
                    tool=tool,
                    vantage=vantage,
                    finding=as_text(kind, 100),
                    severity=_LEVELS.get(row.get("level"), ""),  # type: ignore[arg-type]
                    says=_says(row),
                    references=tuple(as_text(one, 60) for one in as_list(row.get("wstg"), 10)),
                )
                place = f"json:/{part}/{kind.replace('~', '~0').replace('/', '~1')}/{number}"
                yield told(site, fact, place, _date(infos.get("date")))


def _says(row: Mapping[str, Any]) -> str:
    where = " ".join(filter(None, (as_text(row.get("method"), 20), as_text(row.get("path"), 200))))
    info = " ".join(as_text(row.get("info"), 300).split())
    return f"{info} ({where})" if where else info


def _date(value: object) -> datetime | None:
    try:
        at = parsedate_to_datetime(as_text(value, 60))
    except (ValueError, OverflowError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
