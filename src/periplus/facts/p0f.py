"""The log of p0f 3 (README of p0f, section 5): one line a finding, parts after the time by `|`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from periplus.facts.scan import PassiveStack
from periplus.facts.selector import byte_range
from periplus.model import Basis, Reading, Subject, SubjectKind

_LINE = re.compile(rb"\[(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\] (mod=[^\r\n]{1,2000})")
_MOST_READINGS = 20_000
_LONGEST = 200


def read_p0f(body: bytes, vantage: str) -> Iterator[Reading]:
    """The SYN-ACKs of servers that the log tells of; its times are taken as UTC."""
    found = 0
    for line in _LINE.finditer(body):
        parts = dict(part.partition("=")[::2] for part in line[2].decode("utf-8", "replace").split("|"))
        server = _address(parts.get("srv", ""))
        if parts.get("mod") != "syn+ack" or server is None or found >= _MOST_READINGS:
            continue
        found += 1
        distance = parts.get("dist", "")
        label = parts.get("os", "???")[:_LONGEST]
        yield Reading(
            subject=server,
            fact=PassiveStack(
                tool="p0f",
                vantage=vantage,
                label="" if label == "???" else label,
                fuzzy="fuzzy" in parts.get("params", ""),
                distance_hops=int(distance) if distance.isdigit() and len(distance) < 4 else None,
                signature=parts.get("raw_sig", "")[:_LONGEST],
            ),
            selector=byte_range(line.start(), line.end()),
            basis=Basis.TOLD,
            observed_at=_time(line[1].decode()),
        )


def _address(text: str) -> Subject | None:
    try:
        return Subject(kind=SubjectKind.ADDRESS, key=str(ipaddress.ip_address(text.rpartition("/")[0])))
    except ValueError:
        return None


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
