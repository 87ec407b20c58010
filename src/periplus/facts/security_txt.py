"""The file in which a site says to whom its flaws are told (RFC 9116)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from periplus.facts.content import decoded_content, identity_start, read_head
from periplus.facts.http import site_of
from periplus.facts.selector import byte_range, content_range
from periplus.model import Fact, Reading, Subject, SubjectKind

PATH = "/.well-known/security.txt"
MAX_BYTES = 32_768
_FIELD = re.compile(rb"(?m)^([A-Za-z-]{1,40}):[ \t]*([^\r\n]{1,2048})")
_SIGNED = b"-----BEGIN PGP SIGNED MESSAGE-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityTxt(Fact):
    """What the answer holds. `contacts` are counted, not kept: they may name persons."""

    url: str
    status_code: int
    contacts: int
    expires_at: datetime | None  # UTC; None: not told, or not readable
    expires: str  # as written
    signed: bool

    @property
    def published(self) -> bool:
        """Whether the answer is such a file: a page of another kind has no contact field."""
        return 200 <= self.status_code < 300 and self.contacts > 0


def read_security_txt(body: bytes, *, url: str) -> Iterator[Reading]:
    """The file of a response (message/http) to `url`, about its site; nothing of other bytes."""
    head = read_head(body)
    try:
        subject = Subject(kind=SubjectKind.SITE, key=site_of(url))
    except ValueError:
        return
    if head is None or not head.complete:
        return
    content = decoded_content(body)[:MAX_BYTES]
    start = identity_start(body)
    fields = [(m[1].decode().lower(), m) for m in _FIELD.finditer(content)]
    contacts = [found for name, found in fields if name == "contact"]
    expires = next((found for name, found in fields if name == "expires"), None)
    fact = SecurityTxt(
        url=url,
        status_code=head.status_code,
        contacts=len(contacts),
        expires_at=_moment(expires[2]) if expires else None,
        expires=expires[2].decode("utf-8", "replace").strip()[:80] if expires else "",
        signed=content.lstrip().startswith(_SIGNED),
    )
    place = byte_range(head.first, head.end)
    if fact.published and expires is not None:
        first, end = expires.span()
        place = content_range(first, end) if start is None else byte_range(start + first, start + end)
    yield Reading(subject=subject, fact=fact, selector=place)


def _moment(text: bytes) -> datetime | None:
    """An Internet date and time (RFC 3339), which RFC 9116 §2.5.5 wants."""
    try:
        when = datetime.fromisoformat(text.decode("ascii").strip().upper())
        return None if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
