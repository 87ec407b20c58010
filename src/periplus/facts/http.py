"""HTTP responses (RFC 9110, 9112), their fields and cookies (RFC 6265)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

import idna

from periplus.facts.content import FieldLine, Head, decoded_content, read_head
from periplus.facts.selector import byte_range
from periplus.model import Fact, Lead, Reading, Relation, Subject, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse(Fact):
    """A response as a whole; its selector is the whole head, on which absences rest."""

    url: str
    status_code: int
    reason: str
    version: str  # HTTP/1.1
    content_type: str
    content_bytes: int  # after transfer and content coding


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpField(Fact):
    """One field line, name as sent."""

    name: str
    value: str
    position: int  # order in the head, from 0
    url: str

    def leads(self) -> Iterable[Lead]:
        """The site that a Location field points to."""
        if self.name.lower() != "location":
            return ()
        try:
            site = site_of(urljoin(self.url, self.value))
        except ValueError:
            return ()
        return (Lead(relation=Relation.REDIRECTS_TO, subject=_site(site)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCookie(Fact):
    """One cookie as set (RFC 6265 §5.2)."""

    name: str
    value: str
    secure: bool
    http_only: bool
    same_site: str | None  # Strict, Lax, None as sent; None when absent
    domain: str | None
    path: str | None
    lifetime_s: int | None  # None: until the browser closes; 0: deleted at once
    url: str


def read_response(body: bytes, *, url: str, at: datetime) -> Iterator[Reading]:
    """The response, its fields and its cookies, about the site of `url`; nothing of other bytes.

    `at`, the time of capture, dates cookies when the response has no Date. A head that was cut
    gives its whole fields, and no HttpResponse: an absence must not rest on it.
    """
    head = read_head(body)
    try:
        subject = _site(site_of(url))
    except ValueError:
        return
    if head is None:
        return
    if head.complete:
        yield Reading(
            subject=subject,
            fact=_response(head, body, url),
            selector=byte_range(head.first, head.end),
        )
    sent_at = next((d for d in map(_http_date, head.values("date")) if d), at)
    for position, line in enumerate(head.fields):
        selector = byte_range(line.first, line.end)
        field = HttpField(name=line.name, value=line.value, position=position, url=url)
        yield Reading(subject=subject, fact=field, selector=selector)
        cookie = _cookie(line, url, sent_at)
        if cookie is not None:
            yield Reading(subject=subject, fact=cookie, selector=selector)


def content(body: bytes) -> bytes:
    """The content of a response without its codings; at most 8 MiB, b"" when there is none."""
    return decoded_content(body)


def site_of(url: str) -> str:
    """The origin of a URL, `scheme://host[:port]`: A-labels, lower case, no default port.

    ValueError, with a sentence, when it is no http(s) URL or the name cannot be encoded.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError(f"not an http or https URL: {url[:200]!r}")
    host = _host(parts.hostname)
    port = parts.port
    if port == 0:
        raise ValueError(f"port 0 cannot be connected to: {url[:200]!r}")
    default = port is None or port == _PORTS[parts.scheme]
    return f"{parts.scheme}://{host}" if default else f"{parts.scheme}://{host}:{port}"


_PORTS = {"http": 80, "https": 443}


def _host(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return _domain_name(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id:
            raise ValueError(f"an address with a scope is not public: {text!r}")
        return f"[{address}]"
    return str(address)


def _domain_name(text: str) -> str:
    name = text.removesuffix(".").lower()
    if len(name) > 1000:
        raise ValueError("a host name has at most 253 octets")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except (UnicodeError, IndexError) as error:
            raise ValueError(f"the host name {name!r} cannot be encoded: {error}") from None
    if len(name) > 253:
        raise ValueError("a host name has at most 253 octets")
    if name.rpartition(".")[2].isdigit():
        raise ValueError(f"neither a host name nor an address: {name!r}")
    return Subject(kind=SubjectKind.HOST, key=name).key


def _site(key: str) -> Subject:
    return Subject(kind=SubjectKind.SITE, key=key)


def _response(head: Head, body: bytes, url: str) -> HttpResponse:
    return HttpResponse(
        url=url,
        status_code=head.status_code,
        reason=head.reason,
        version=head.version,
        content_type=next(iter(head.values("content-type")), ""),
        content_bytes=len(decoded_content(body)),
    )


# ---------------------------------------------------------------- cookies


def _cookie(line: FieldLine, url: str, sent_at: datetime) -> SetCookie | None:
    if line.name.lower() != "set-cookie":
        return None
    pair, *attributes = line.value.split(";")
    name, equals, value = (part.strip(" \t") for part in pair.partition("="))
    if not equals or not name:
        return None
    said: dict[str, str] = {}
    for attribute in attributes:
        key, _, text = (part.strip(" \t") for part in attribute.partition("="))
        key = key.lower()
        # A lifetime or a path that cannot be read does not unset an earlier one.
        if _is_readable(key, text):
            said[key] = text
    return SetCookie(
        name=name,
        value=value,
        secure="secure" in said,
        http_only="httponly" in said,
        same_site=said.get("samesite"),
        domain=said["domain"].removeprefix(".").lower() if "domain" in said else None,
        path=said.get("path"),
        lifetime_s=_lifetime_s(said, sent_at),
        url=url,
    )


def _is_readable(key: str, text: str) -> bool:
    match key:
        case "max-age":
            return re.fullmatch(r"-?[0-9]+", text) is not None
        case "expires":
            return _cookie_date(text) is not None
        case "domain":
            return text not in {"", "."}
        case "path":
            return text.startswith("/")
        case _:
            return True


def _lifetime_s(said: dict[str, str], sent_at: datetime) -> int | None:
    if "max-age" in said:
        # Twelve digits are thirty thousand years; int() refuses more than some thousand digits.
        return max(0, int(said["max-age"].lstrip("0")[:12] or "0"))
    expires_at = _cookie_date(said["expires"]) if "expires" in said else None
    return max(0, int((expires_at - sent_at).total_seconds())) if expires_at else None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?!\d)", re.ASCII)
_DELIMITERS = re.compile(r"[\t \x21-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")


def _cookie_date(text: str) -> datetime | None:
    """The date of RFC 6265 §5.1.1, which reads every date format that servers send."""
    time = day = month = year = None
    for token in _DELIMITERS.split(text[:200]):
        lead = re.match(r"\d{1,4}(?!\d)", token, re.ASCII)
        if time is None and (match := _TIME.match(token)) is not None:
            time = (int(match[1]), int(match[2]), int(match[3]))
        elif day is None and lead and len(lead[0]) <= 2:
            day = int(lead[0])
        elif month is None and token[:3].lower() in _MONTHS:
            month = _MONTHS.index(token[:3].lower()) + 1
        elif year is None and lead and len(lead[0]) in {2, 4}:
            year = _full_year(int(lead[0]))
    if time is None or day is None or month is None or year is None or year < 1601:
        return None
    try:
        return datetime(year, month, day, time[0], time[1], time[2], tzinfo=UTC)
    except ValueError:
        return None


def _full_year(number: int) -> int:
    if number > 99:
        return number
    return number + (1900 if number >= 70 else 2000)


_http_date = _cookie_date  # it reads all three forms of RFC 9110 §5.6.7
