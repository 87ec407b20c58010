"""Measurements of blocking in OONI's JSON: counts, lists of measurements, single measurements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from periplus.facts.selector import load_json
from periplus.model import Fact

_MOST_ROWS = 20_000
_MOST_LISTED = 1000
_LONGEST = 300
_LONGEST_PAGE = 20_000
_MOST_REQUESTS = 10
_DOMAIN = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingCount(Fact):
    """How many measurements had which end, along the axes that were asked for; None: not an axis."""

    day: date | None  # the first of the period
    asn: int | None  # of the volunteer's network
    domain: str | None
    category: str | None
    how: str | None  # dns, tcp, tls, http; empty: nothing in the way
    measurements: int
    confirmed: int  # a known block page or address answered
    anomalies: int  # something was odd, which is no proof of blocking
    failures: int  # the measurement itself failed


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockingSeen(Fact):
    """One measurement of one page from one network."""

    asn: int
    url: str
    at: datetime | None
    confirmed: bool
    anomaly: bool
    how: str  # dns, tcp, tls, http; empty: nothing in the way, or not told
    page: str  # what answered in its place, cut; empty when the measurement holds none
    location: str  # where a redirect led


def domain_of(url: str) -> str:
    """The host of a URL as a domain; empty when it has none."""
    try:
        host = (urlsplit(url if "//" in url else f"//{url}").hostname or "").lower().rstrip(".")
    except ValueError:
        return ""
    return host if _DOMAIN.fullmatch(host) else ""


def read_ooni(body: bytes) -> Iterator[tuple[Fact, str]]:
    """The facts of a file; nothing of any other bytes."""
    try:
        document = load_json(body)
    except ValueError:
        return
    yield from measurements_in(document)


def measurements_in(document: Any) -> Iterator[tuple[Fact, str]]:  # noqa: ANN401
    """The facts of a JSON document, each with its selector; nothing of any other."""
    if not isinstance(document, dict):
        return
    if isinstance(document.get("test_keys"), dict):
        seen = _measurement(document)
        if seen is not None:
            yield seen, "json:"
        return
    result = document.get("result")
    if isinstance(result, dict):
        yield from _counts([result], lone=True)
    elif isinstance(result, list):
        yield from _counts(result, lone=False)
    elif isinstance(document.get("results"), list):
        yield from _listed(document["results"])


# ---------------------------------------------------------------- aggregation


def _counts(rows: Sequence[Any], *, lone: bool) -> Iterator[tuple[Fact, str]]:
    for i, row in enumerate(rows[:_MOST_ROWS]):
        count = _count(row) if isinstance(row, dict) else None
        if count is not None:
            yield count, "json:/result" if lone else f"json:/result/{i}"


def _count(row: Mapping[str, Any]) -> BlockingCount | None:
    numbers = [
        _whole(row.get(f"{name}_count")) for name in ("measurement", "confirmed", "anomaly", "failure")
    ]
    total, confirmed, anomalies, failures = (number or 0 for number in numbers)
    if numbers[0] is None or confirmed + anomalies + failures > total:
        return None
    asn = None if "probe_asn" not in row else _asn(row["probe_asn"])
    domain = None if "domain" not in row else domain_of(str(row["domain"])[:_LONGEST])
    if ("probe_asn" in row and asn is None) or domain == "":
        return None
    category = row.get("category_code")
    return BlockingCount(
        day=_day(row.get("measurement_start_day")),
        asn=asn,
        domain=domain,
        category=category[:20] if isinstance(category, str) and category else None,
        how=_how(row["blocking_type"]) if "blocking_type" in row else None,
        measurements=total,
        confirmed=confirmed,
        anomalies=anomalies,
        failures=failures,
    )


# ---------------------------------------------------------------- measurements


def _listed(rows: Sequence[Any]) -> Iterator[tuple[Fact, str]]:
    for i, row in enumerate(rows[:_MOST_LISTED]):
        if not isinstance(row, dict):
            continue
        asn, url = _asn(row.get("probe_asn")), row.get("input")
        if asn is not None and isinstance(url, str) and domain_of(url):
            scores = row.get("scores")
            analysis = scores.get("analysis") if isinstance(scores, dict) else None
            told = analysis.get("blocking_type") if isinstance(analysis, dict) else None
            yield (
                BlockingSeen(
                    asn=asn,
                    url=url[:_LONGEST],
                    at=_moment(row.get("measurement_start_time")),
                    confirmed=row.get("confirmed") is True,
                    anomaly=row.get("anomaly") is True,
                    how=_how(told),
                    page="",
                    location="",
                ),
                f"json:/results/{i}",
            )


def _measurement(document: Mapping[str, Any]) -> BlockingSeen | None:
    asn, url, keys = _asn(document.get("probe_asn")), document.get("input"), document["test_keys"]
    if asn is None or not isinstance(url, str) or not domain_of(url):
        return None
    page, location = _page(keys.get("requests"))
    how = _how(keys.get("blocking"))
    if how == "http" and _reset_in_tls(keys.get("tls_handshakes")):
        how = "tls"
    return BlockingSeen(
        asn=asn,
        url=url[:_LONGEST],
        at=_moment(document.get("measurement_start_time")),
        confirmed=False,
        anomaly=bool(how),
        how=how,
        page=page,
        location=location,
    )


def _how(told: Any) -> str:  # noqa: ANN401
    """What was in the way, from OONI's words (ts-017): dns, tcp_ip, http-diff, http-failure."""
    word = told.lower() if isinstance(told, str) else ""
    if word.startswith("http"):
        return "http"
    return {"dns": "dns", "tcp_ip": "tcp", "tcp": "tcp", "tls": "tls"}.get(word, "")


def _reset_in_tls(handshakes: Any) -> bool:  # noqa: ANN401
    rows = handshakes[:_MOST_REQUESTS] if isinstance(handshakes, list) else []
    return any(isinstance(row, dict) and isinstance(row.get("failure"), str) for row in rows)


def _page(requests: Any) -> tuple[str, str]:  # noqa: ANN401
    """What answered the first request: its body, and where it sent the reader."""
    for request in requests[:_MOST_REQUESTS] if isinstance(requests, list) else ():
        response = request.get("response") if isinstance(request, dict) else None
        if not isinstance(response, dict):
            continue
        body, fields = response.get("body"), response.get("headers")
        named = {str(k).lower(): v for k, v in fields.items()} if isinstance(fields, dict) else {}
        location = named.get("location")
        text = body[:_LONGEST_PAGE] if isinstance(body, str) else ""
        where = location[:_LONGEST] if isinstance(location, str) else ""
        if text or where:
            return text, where
    return "", ""


# ---------------------------------------------------------------- values


def _whole(value: Any) -> int | None:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 40:
        return None
    return value


def _asn(value: Any) -> int | None:  # noqa: ANN401
    """A number, or AS and its digits; AS0 is a network that the volunteer did not tell."""
    text = str(value).upper().removeprefix("AS") if isinstance(value, str | int) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        return None
    return int(text) if 0 < int(text) < 1 << 32 else None


def _day(value: Any) -> date | None:  # noqa: ANN401
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:  # noqa: ANN401
    try:
        return datetime.fromisoformat(str(value)[:19])
    except ValueError:
        return None
