"""HTTP responses (RFC 9110, 9112), their fields and cookies (RFC 6265)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from periplus.model import Fact, Lead


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
        raise NotImplementedError


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
    lifetime_s: int | None  # None: until the browser closes
    url: str
