"""What other tools report of a site: findings in their own grades, and what TLS it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from periplus.facts.http import site_of
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFinding(Fact):
    """One thing that a tool holds against a site."""

    tool: str  # name and version, as the file tells them
    vantage: str
    finding: str  # the tool's own name for it
    severity: str  # the tool's own word, or ""
    says: str
    references: tuple[str, ...]  # CVE and the like


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedVersion(Fact):
    """Whether a server agrees to a version of TLS when it is asked for that alone."""

    tool: str
    vantage: str
    version: str  # TLSv1.3, as in handshakes
    offered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedSuites(Fact):
    """The cipher suites that a server agrees to under one version, IANA names where told."""

    tool: str
    vantage: str
    version: str
    suites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedGroups(Fact):
    """The groups for key exchange that a server agrees to (RFC 8446 §4.2.7), names of its registry."""

    tool: str
    vantage: str
    groups: tuple[str, ...]


VERSIONS = {
    "SSLv2": "SSLv2", "SSLv3": "SSLv3", "TLS1": "TLSv1", "TLS1_1": "TLSv1.1", "TLS1_2": "TLSv1.2",
    "TLS1_3": "TLSv1.3", "TLSv1": "TLSv1", "TLSv1_1": "TLSv1.1", "TLSv1_2": "TLSv1.2",
    "TLSv1_3": "TLSv1.3",
}  # fmt: skip
_GROUPS = {"prime256v1": "secp256r1", "X25519": "x25519", "X448": "x448"}
_MOST = 300


def group_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names of groups as the IANA registry writes them."""
    return tuple(_GROUPS.get(name, name) for name in names[:_MOST])


def site_at(host: str, port: str, *, scheme: str = "https") -> Subject | None:
    """The site on a host and port; None when they name none."""
    name = f"[{host}]" if ":" in host else host
    try:
        return Subject(kind=SubjectKind.SITE, key=site_of(f"{scheme}://{name}:{port or 443}"))
    except ValueError:
        return None


def told(subject: Subject, fact: Fact, selector: str, at: datetime | None) -> Reading:
    """A reading that rests on the tool's word."""
    return Reading(subject=subject, fact=fact, selector=selector, basis=Basis.TOLD, observed_at=at)
