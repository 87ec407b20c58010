"""Reports of an invented country and an invented site, built from synthetic claims."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import periplus
from periplus.model import Basis, Claim, Layer, Shape, Status, Subject, SubjectKind, Value, claim_id
from periplus.report.inputs import Head
from periplus.report.result import Report, build

AT = datetime(2024, 3, 5, 12, 0, tzinfo=UTC)
HEAD = Head(version="0.1.0", weights="expert-1", as_of=AT, calibration="expert weights, not calibrated")
COUNTRY = Subject(kind=SubjectKind.COUNTRY, key="ZZ")
ZONE = Subject(kind=SubjectKind.ZONE, key="zz")
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")
_TABLE = Path(periplus.__file__).parent / "signatures" / "predicates.toml"
PREDICATES: list[dict[str, Any]] = tomllib.loads(_TABLE.read_text())["predicate"]
_BY_NAME = {row["name"]: row for row in PREDICATES}


@dataclass
class Builder:
    """Collects captures, observations and claims that fit together."""

    target: Subject
    vantage: str = "here"
    claims: list[Claim] = field(default_factory=list)
    observations: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[dict[str, Any]] = field(default_factory=list)

    def capture(self, source: str, body: str | None = "", **more: Any) -> str:
        """One evidence row; its id."""
        identity = f"capture-{len(self.evidence)}"
        content = (body or source).encode(errors="replace")
        row = {
            "id": identity,
            "source": source,
            "asked": "192.0.2.53:53",
            "dialled": "192.0.2.53:53",
            "captured_at": AT - timedelta(seconds=600 - len(self.evidence)),
            "digest": hashlib.sha256(content).hexdigest(),
            "size_bytes": len(content),
            "media_type": "text/whois",
            "failure": None,
            "vantage": self.vantage,
            "collector": "sample@1",
            "elapsed_s": 0.021,
            "body": body,
        }
        self.evidence.append(row | more)
        return identity

    def observe(self, evidence: str, fact: dict[str, Any] | None = None) -> str:
        """One observation row; its id."""
        identity = f"observation-{len(self.observations)}"
        self.observations.append(
            {
                "id": identity,
                "target": str(self.target),
                "subject": str(self.target),
                "fact": fact or {"type": "DnsRecord"},
                "observed_at": AT.isoformat(),
                "evidence": evidence,
                "selector": "bytes=0-9",
                "basis": "witnessed",
                "collector": "sample@1",
            }
        )
        return identity

    def fail(self, source: str, failure: str, detail: str) -> str:
        """A capture without an answer, with its observation."""
        identity = self.capture(source, None, failure=failure)
        self.observe(
            identity, {"type": "NoAnswer", "failure": failure, "source": source, "detail": detail}
        )
        return identity

    def claim(
        self, subject: Subject, predicate: str, value: Value, evidence: Sequence[str], **more: Any
    ) -> Claim:
        """One claim that rests on captures; shape and layer as registered, unless told."""
        row = _BY_NAME.get(predicate, {"shape": "reading", "layer": "SOCIETY"})
        layer = Layer(more.pop("layer", row["layer"]))
        parts: dict[str, Any] = {
            "id": claim_id(subject, predicate, value, layer),
            "subject": subject,
            "predicate": predicate,
            "value": value,
            "layer": layer,
            "shape": Shape(row["shape"]),
            "status": Status.SUPPORTED,
            "basis": Basis.WITNESSED,
            "first_observed_at": AT,
            "last_observed_at": AT,
            "support": tuple(self.observe(e) for e in evidence),
            "reasons": ("The record says so.",),
        }
        made = Claim(**(parts | more))
        self.claims.append(made)
        return made

    def fused(  # noqa: PLR0917 (reads as a row of a table)
        self,
        subject: Subject,
        predicate: str,
        value: Value,
        p: float,
        word: str,
        evidence: Sequence[str],
        **more: Any,
    ) -> Claim:
        """A claim with probability and word."""
        groups = more.pop("groups_for", ("http-response",))
        return self.claim(
            subject, predicate, value, evidence, probability=p, word=word, groups_for=groups, **more
        )

    def report(self, **more: Any) -> Report:
        """The report of all that was collected."""
        given: dict[str, Any] = {
            "target": self.target,
            "claims": self.claims,
            "observations": self.observations,
            "evidence": self.evidence,
            "head": HEAD,
            "predicates": PREDICATES,
            "licences": [
                {"source": "whois.registry.example", "licence": "public record", "note": "rate limited"},
                {"source": "Address table", "licence": "CC BY 4.0", "note": "of 2024-03-01"},
            ],
            "case": "cases/sample",
        }
        return build(**(given | more))


_SERVERS = (
    (
        "ns1.nic.example",
        "192.0.2.10",
        "Example Cloud LLC",
        "AS64500",
        "ZZ",
        "ZZ",
        0.97,
        "almost certain",
    ),
    (
        "ns1.nic.example",
        "2001:db8::10",
        "Example Cloud LLC",
        "AS64500",
        "ZZ",
        "ZZ",
        0.96,
        "almost certain",
    ),
    ("ns2.nic.example", "192.0.2.20", "Example Cloud LLC", "AS64500", "ZZ", "ZZ", 0.93, "very likely"),
    (
        "ns3.nic.example",
        "198.51.100.4",
        "Northern Hosting JSC",
        "AS64501",
        "XA",
        "XA",
        0.81,
        "very likely",
    ),
    ("ns4.nic.example", "203.0.113.94", "Large Cloud Inc.", "AS64502", "XB", "XB", 0.72, "likely"),
    ("ns5.nic.example", "203.0.113.203", "Large Cloud Inc.", "AS64502", "XB", "XC", 0.88, "very likely"),
)


def country() -> Builder:
    """A country whose zone is run by one company, with five name servers in four places."""
    b = Builder(target=COUNTRY, vantage="lab:sample")
    root = b.capture(
        "whois://whois.registry.example/zz",
        "domain:       ZZ\norganisation: Example Cloud LLC\naddress:      Street 1\n"
        "contact:      administrative\norganisation: State Analysis Centre\n",
    )
    answer = b.capture("dns://192.0.2.53/zz?type=NS", None, media_type="application/dns-message")
    b.claim(ZONE, "zone.manager", "Example Cloud LLC", [root])
    b.claim(ZONE, "zone.manager_address", "Street 1, Capital 10000, Zedland", [root])
    b.claim(ZONE, "zone.created", "1994-05-10", [root])
    b.claim(ZONE, "zone.changed", "2022-08-01", [root])
    b.claim(ZONE, "zone.administrative_contact", "State Analysis Centre", [root])
    b.claim(ZONE, "zone.technical_contact", "Example Cloud LLC", [root])
    for name in sorted({row[0] for row in _SERVERS}):
        b.claim(ZONE, "zone.name_server", name, [root, answer])
    for name, address, operator, asn, registered, located, p, word in _SERVERS:
        subject = Subject(kind=SubjectKind.ADDRESS, key=address)
        lookup = b.capture(
            f"https://rdap.registry.example/ip/{address}", None, media_type="message/http"
        )
        b.claim(Subject(kind=SubjectKind.HOST, key=name), "host.address", address, [answer])
        b.claim(subject, "address.holder", operator, [lookup])
        b.claim(subject, "address.registered_country", registered, [lookup])
        b.claim(subject, "address.asn", asn, [lookup])
        b.claim(subject, "address.operator", operator, [lookup])
        b.fused(
            subject,
            "address.located_country",
            located,
            p,
            word,
            [lookup, answer],
            groups_for=("geo-db", "registry"),
        )
        if located != registered:
            b.fused(subject, "address.located_city", "Portside", 0.7, "likely", [lookup, answer])
    b.fail("dns://192.0.2.20/zz?type=SOA", "connection-timeout", "No answer within 5 s.")
    b.claim(
        COUNTRY, "country.coast", "long", [root], status=Status.TOLD_ONLY, basis=Basis.TOLD
    )  # a predicate that the registry does not know
    return b


def site() -> Builder:
    """A site behind an edge, with old layers, a wrong guess and three cookies."""
    b = Builder(target=SITE)
    tls = b.capture(
        "tls://192.0.2.80:443/www.example.org", None, media_type="application/vnd.periplus.tls-handshake"
    )
    front = b.capture(
        "https://www.example.org/",
        "HTTP/1.1 200 OK\r\nServer: nginx\r\nSet-Cookie: edge_id=[redacted]; path=/\r\n\r\n<!doctype>",
        media_type="message/http",
    )
    scan = b.capture("https://archive.example/www.example.org", None, media_type="message/http")
    _network(b, tls, front)
    _edge(b, tls, front)
    _layers(b, front, scan)
    _doubtful(b, front, scan)
    _hygiene(b, front)
    b.fail("https://www.example.org/old", "refused-scope", "The redirect leaves the scope.")
    return b


def _network(b: Builder, tls: str, front: str) -> None:
    host = Subject(kind=SubjectKind.HOST, key="www.example.org")
    address = Subject(kind=SubjectKind.ADDRESS, key="192.0.2.80")
    groups = ("geo-db", "bgp", "registry")
    b.claim(host, "host.address", address.key, [front])
    b.claim(address, "address.ptr", "edge80.example.net", [front])
    b.claim(address, "address.asn", "AS64500", [front])
    b.claim(address, "address.operator", "Example Cloud LLC", [front])
    b.claim(address, "address.registered_country", "ZZ", [front])
    b.fused(
        address, "address.located_country", "ZZ", 0.96, "almost certain", [front, tls], groups_for=groups
    )


def _edge(b: Builder, tls: str, front: str) -> None:
    edge, groups = "Acme Application Delivery Controller", ("http-response", "tls", "tcp")
    b.fused(SITE, "site.edge", edge, 0.97, "almost certain", [front, tls], groups_for=groups)
    b.fused(SITE, "site.edge_feature", "Acme ADC: bot management", 0.86, "very likely", [front])
    firewall = "Acme ADC: web application firewall"
    b.fused(SITE, "site.edge_feature", firewall, 0.95, "almost certain", [front])
    b.claim(SITE, "site.tls_version", "TLSv1.3", [tls])
    b.claim(SITE, "site.tls_suite", "TLS_AES_256_GCM_SHA384", [tls])
    b.claim(SITE, "site.certificate", _CERTIFICATE, [tls])


def _layers(b: Builder, front: str, scan: str) -> None:
    old = AT - timedelta(days=1400)
    past: dict[str, Any] = {"status": Status.PAST, "last_observed_at": old}
    deduced: dict[str, Any] = {"layer": "APPLICATION", "basis": Basis.DEDUCED}
    unread: dict[str, Any] = {
        "status": Status.INSUFFICIENT,
        "reasons": ("The Server field names no version.",),
    }
    b.claim(SITE, "site.status_code", 200, [front])
    b.fused(SITE, "site.web_server", "nginx", 0.91, "very likely", [front])
    b.fused(SITE, "site.web_server", "Apache", 0.4, "unlikely", [scan], **past)
    b.claim(SITE, "site.web_server_version", None, [front], **unread)
    b.fused(SITE, "site.technology", "PHP 7", 0.5, "roughly even", [scan], **deduced)
    b.fused(SITE, "site.technology", "Laravel", 0.31, "unlikely", [front], **deduced)
    b.fused(SITE, "site.technology", "Vue.js", 0.85, "very likely", [front, scan], layer="PAGE")


def _doubtful(b: Builder, front: str, scan: str) -> None:
    told: dict[str, Any] = {"layer": "BEHIND", "status": Status.TOLD_ONLY, "basis": Basis.TOLD}
    wrong: dict[str, Any] = {
        "layer": "ORIGIN_HOST",
        "status": Status.UNSUPPORTED,
        "basis": Basis.TOLD,
        "reasons": ("The TCP handshake was answered by the edge; it says nothing about the origin.",),
    }
    contested: dict[str, Any] = {
        "status": Status.CONTESTED,
        "groups_for": ("http-response",),
        "groups_against": ("http-error-page",),
        "reasons": ("The Server field says so.", "The error page is not OpenResty's."),
    }
    b.fused(SITE, "site.technology", "PostgreSQL", 0.6, "likely", [scan], **told)
    b.fused(SITE, "origin.os", "Windows XP", 0.02, "almost no chance", [scan], **wrong)
    b.fused(SITE, "site.web_server", "OpenResty", 0.45, "roughly even", [front, scan], **contested)


def _hygiene(b: Builder, front: str) -> None:
    for name, secure, purpose in _COOKIES:
        b.claim(
            SITE,
            "site.cookie",
            {"name": name, "secure": secure, "http_only": False, "lifetime_s": None, "purpose": purpose},
            [front],
        )
    lacks = {"name": "session", "missing": "HttpOnly", "advice": "Add HttpOnly."}
    b.claim(SITE, "site.cookie_finding", lacks, [front])
    for name, value, meaning, obsolete in (
        ("X-Content-Type-Options", "nosniff", "Types are not guessed.", False),
        ("X-XSS-Protection", "1; mode=block", "Old filter switch.", True),
    ):
        record: Value = {"field": name, "value": value, "meaning": meaning, "obsolete": obsolete}
        b.claim(SITE, "site.field", record, [front])
    absent = {
        "field": "Content-Security-Policy",
        "advice": "Content-Security-Policy: default-src 'self'",
    }
    b.claim(SITE, "site.missing_field", absent, [front])


_COOKIES = (
    ("edge_id", True, "edge persistence"),
    ("session", False, "session"),
    ("XSRF-TOKEN", True, "double-submit token"),
)
_CERTIFICATE: Value = {
    "issuer_organisation": "Example Trust",
    "issuer": "CN=R1,O=Example Trust",
    "subject": "CN=www.example.org",
    "names": "www.example.org, example.org",
    "not_before": "2024-01-10T00:00:00Z",
    "not_after": "2024-04-09T00:00:00Z",
    "key": "EC P-256",
    "verdict": "trusted",
    "sct_count": 2,
}
