"""The nouns of the house (docs/design/model.md); standard library only."""

from __future__ import annotations

import hashlib
import io
import ipaddress
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeAlias

# ---------------------------------------------------------------- closed vocabularies


class Contact(IntEnum):
    """How much a request touches its target; a scope allows up to one level."""

    NONE = 0  # files and packs on this disk
    LOOKUP = 1  # registries, public resolvers, archives
    VISIT = 2  # what one ordinary client sends
    PROBE = 3  # enumeration, transfers, odd requests


class Layer(StrEnum):
    """What part of the way from observer to origin a statement speaks about."""

    OBSERVER_PATH = "OBSERVER_PATH"
    NETWORK = "NETWORK"
    ROUTING = "ROUTING"
    NAMING = "NAMING"
    EDGE = "EDGE"
    WEB_SERVER = "WEB_SERVER"
    APPLICATION = "APPLICATION"
    PAGE = "PAGE"
    ORIGIN_HOST = "ORIGIN_HOST"
    BEHIND = "BEHIND"
    REGISTRATION = "REGISTRATION"
    SOCIETY = "SOCIETY"


class Status(StrEnum):
    """How a claim stands after judging."""

    SUPPORTED = "SUPPORTED"
    CONTESTED = "CONTESTED"  # an independent channel speaks strongly for, another strongly against
    UNSUPPORTED = "UNSUPPORTED"  # asserted by some tool; all its evidence is about another layer
    PAST = "PAST"  # held once; the evidence is of another time
    TOLD_ONLY = "TOLD_ONLY"  # no witnessed or deduced sign for it
    INSUFFICIENT = "INSUFFICIENT"  # could not be had, or too little to say


class Basis(StrEnum):
    """How the observer came by an observation."""

    WITNESSED = "witnessed"  # the bytes came from the thing itself, or its registry of record
    DEDUCED = "deduced"  # follows from witnessed bytes
    TOLD = "told"  # somebody says so


class Shape(StrEnum):
    """What kind of value a predicate holds, and so how its signs become a claim."""

    READING = "reading"  # what a record or field says; not fused
    INFERENCE = "inference"  # fused; each value stands by itself
    EXCLUSIVE = "exclusive"  # fused; values compete
    QUANTITY = "quantity"  # value, unit, interval, n, denominator; no word


class Sensitivity(StrEnum):
    """What an export may show of a body."""

    PUBLIC = "public"
    PERSONAL = "personal"  # may name natural persons: exports carry a redacted derivative


class Failure(StrEnum):
    """Why a capture holds no answer, or not a whole one. A failure is a row, not an exception."""

    REFUSED_SCOPE = "refused-scope"  # the scope does not allow this contact or name
    REFUSED_ADDRESS = "refused-address"  # private, loopback, metadata, translated … address
    REFUSED_UNMAPPED = "refused-unmapped"  # a laboratory run asked for what the lab does not hold
    REFUSED_EXPIRED = "refused-expired"  # the scope's valid_until has passed
    BUDGET = "budget-spent"
    NAME_NOT_FOUND = "name-not-found"  # NXDOMAIN
    NAME_NO_ADDRESS = "name-no-address"
    RESOLUTION = "resolution-failed"  # SERVFAIL, refused, no resolver answered
    CONNECTION_REFUSED = "connection-refused"
    CONNECTION_TIMEOUT = "connection-timeout"
    CONNECTION_CLOSED = "connection-closed"  # closed before or within the answer
    UNREACHABLE = "unreachable"
    IO_TIMEOUT = "io-timeout"  # the answer did not end within its time
    TOO_LARGE = "too-large"  # cut at the bound; the body holds what came
    TLS_HANDSHAKE = "tls-handshake-failed"
    TLS_KEY_NOT_PROVEN = "tls-key-not-proven"  # the server does not hold the certificate's key
    PROTOCOL = "protocol-error"  # bytes that are no answer of that protocol
    RATE_LIMITED = "rate-limited"  # the source asked us to slow down
    NOT_FOUND = "not-found"  # the source answered that it has no such object
    OFFLINE = "offline"  # --offline, and not in the case
    UNAVAILABLE = "unavailable"  # a program, pack or privilege is missing here


class SubjectKind(StrEnum):
    """What kind of thing a statement can be about."""

    COUNTRY = "COUNTRY"  # ISO 3166-1 alpha-2, upper case
    ZONE = "ZONE"  # domain name, A-labels, lower case, no trailing dot
    SITE = "SITE"  # origin: scheme://host[:port]
    HOST = "HOST"  # host name, as ZONE
    ADDRESS = "ADDRESS"  # canonical IP address
    ENDPOINT = "ENDPOINT"  # address:port/host, IPv6 in brackets
    PREFIX = "PREFIX"  # CIDR
    ASN = "ASN"  # AS and decimal digits
    ORGANISATION = "ORGANISATION"  # name as registered
    EXCHANGE = "EXCHANGE"
    PATH = "PATH"  # source>destination
    VANTAGE = "VANTAGE"


class Relation(StrEnum):
    """Why a fact brings us to another subject."""

    ASKED = "asked"  # the user named it
    TLD_OF = "tld-of"
    HOST_OF = "host-of"  # the host of a site
    ZONE_OF = "zone-of"  # the zone a host lies in
    NS_OF = "ns-of"
    MX_OF = "mx-of"
    CNAME_OF = "cname-of"
    RESOLVES_TO = "resolves-to"
    ON_PATH = "on-path"  # a router on the way there answered
    ANSWERS_AT = "answers-at"  # an endpoint of a site
    ORIGINATES = "originates"
    REDIRECTS_TO = "redirects-to"
    EMBEDS = "embeds"
    NAMED_IN_CERTIFICATE = "named-in-certificate"


# ---------------------------------------------------------------- subjects and values

Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Scalar | Mapping[str, Scalar]
"""A claim's value: a scalar, or one flat record (a cookie with its flags). None: not to be had."""


def canonical(value: Value) -> str:
    """One text per value: JSON with sorted keys. Identity and order of claims rest on it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Subject:
    """What something is about. `key` is canonical for its kind; ValueError when it is not."""

    kind: SubjectKind
    key: str

    def __post_init__(self) -> None:
        if not self.key or not _is_canonical(self.kind, self.key):
            msg = f"not a canonical {self.kind.value.lower()}: {self.key!r}"
            raise ValueError(msg)

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.key}"


def _is_canonical(kind: SubjectKind, key: str) -> bool:
    match kind:
        case SubjectKind.COUNTRY:
            return len(key) == 2 and key.isascii() and key.isalpha() and key.isupper()
        case SubjectKind.ZONE | SubjectKind.HOST:
            return key == "." or _is_domain_name(key)
        case SubjectKind.ADDRESS:
            try:
                return str(ipaddress.ip_address(key)) == key
            except ValueError:
                return False
        case SubjectKind.PREFIX:
            try:
                return str(ipaddress.ip_network(key)) == key
            except ValueError:
                return False
        case SubjectKind.ASN:
            return key.startswith("AS") and key[2:].isascii() and key[2:].isdigit()
        case _:
            return True


def _is_domain_name(name: str) -> bool:
    # RFC 1035 §2.3.4: labels of 1 to 63 octets, 253 octets in presentation form; underscores occur.
    return len(name) <= 253 and all(
        0 < len(label) <= 63
        and label.isascii()
        and label == label.lower()
        and all(c.isalnum() or c in "-_*" for c in label)
        for label in name.split(".")
    )


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Lead:
    """Why a fact brings us to another subject."""

    relation: Relation
    subject: Subject


# ---------------------------------------------------------------- evidence

INLINE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Bytes by digest: inline up to INLINE_BYTES, else a file of the case."""

    digest: str  # SHA-256, lower-case hex
    size_bytes: int
    inline: bytes | None = None
    path: Path | None = None

    @classmethod
    def of(cls, content: bytes) -> Blob:
        """The blob of bytes held in memory, whatever their size; a sink moves large ones to a file."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(digest=digest, size_bytes=len(content), inline=content)

    def open(self) -> BinaryIO:
        """A readable stream from the first byte. FileNotFoundError when it was forgotten."""
        if self.inline is not None:
            return io.BytesIO(self.inline)
        if self.path is None:
            msg = f"body {self.digest} was forgotten"
            raise FileNotFoundError(msg)
        return self.path.open("rb")

    def read(self, limit_bytes: int = -1) -> bytes:
        """The content, at most `limit_bytes` when that is not negative."""
        with self.open() as stream:
            return stream.read(limit_bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One capture: what was asked, of whom, and the unaltered bytes that came.

    `id` names the capture, not the body: the same bytes seen twice are two captures.
    """

    id: str
    collector: str  # name@version that asked, and that can parse the body again
    target: Subject  # what the collector was looking at
    source: str  # canonical URI of the request, secrets replaced
    asked: str | None  # address:port that the request was meant for
    dialled: str | None  # address:port that was connected; differs from `asked` only in the lab
    request: bytes  # as sent, secrets replaced
    body: Blob
    media_type: str
    captured_at: datetime
    elapsed_s: float
    vantage: str
    failure: Failure | None = None
    sensitivity: Sensitivity = Sensitivity.PUBLIC


class EvidenceSink(Protocol):
    """What receives evidence: a case, or a shard of a survey."""

    def add_all(self, evidences: Sequence[Evidence]) -> tuple[Evidence, ...]:
        """Store durably, all or none, and return them as stored (large bodies now by path)."""
        ...

    def find(self, *, collector: str, source: str, vantage: str) -> Evidence | None:
        """The stored capture of the same request, if there is one.

        Rows that say what was *not* sent (refusals, a spent budget) are never found: a later run
        with another scope or budget may ask.
        """
        ...


# ---------------------------------------------------------------- facts, observations


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What the bytes say, uninterpreted: one small subclass per protocol noun, in facts/."""

    def leads(self) -> Iterable[Lead]:
        """The subjects that this fact brings us to."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader in facts/ yields: a fact, whom it is about, and where in the body it stands."""

    subject: Subject
    fact: Fact
    selector: str  # bytes=FIRST-LAST, content=FIRST-LAST or json:/pointer; see facts/selector.py
    basis: Basis = Basis.WITNESSED
    observed_at: datetime | None = None  # None: when it was captured


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A fact with its provenance."""

    id: str
    target: Subject
    subject: Subject
    fact: Fact
    observed_at: datetime
    evidence: str  # Evidence.id
    selector: str
    basis: Basis
    collector: str  # name@version

    @classmethod
    def of(cls, evidence: Evidence, reading: Reading) -> Observation:
        """The reading with the provenance of its capture; the id is a digest of all of it."""
        content = f"{evidence.id}\n{reading.subject}\n{reading.selector}\n{reading.fact!r}"
        return cls(
            id=hashlib.sha256(content.encode()).hexdigest(),
            target=evidence.target,
            subject=reading.subject,
            fact=reading.fact,
            observed_at=reading.observed_at or evidence.captured_at,
            evidence=evidence.id,
            selector=reading.selector,
            basis=reading.basis,
            collector=evidence.collector,
        )


# ---------------------------------------------------------------- judging

CHANNELS = frozenset(
    {
        "tcp", "tls", "http-response", "http-error-page", "page-runtime", "dns-auth",
        "dns-third-party", "registry", "bgp", "provider-ranges", "geo-db", "ct-log",
        "traceroute", "archive", "scan-db", "text", "analyst",
    }
)  # fmt: skip
"""Independence groups. A source of many hands takes a suffix: `archive:NAME`, `text:AUTHOR`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """What can be said, registered once (signatures/predicates.toml)."""

    name: str
    subject: SubjectKind
    shape: Shape
    layer: Layer
    prior: float | None  # probability before any sign; inferences only
    half_life_days: float | None  # how fast a sign fades; inferences only
    label: str  # "Key observation" of the summary table
    meaning: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One rule's reading of some observations, for (llr > 0) or against (llr < 0) one statement."""

    subject: Subject
    predicate: str
    value: Value
    layer: Layer
    llr: float = 0.0  # natural log of the likelihood ratio; unused for readings
    channel: str  # from CHANNELS: signs that one mistake would spoil together share one
    basis: Basis
    observed_at: datetime
    support: tuple[str, ...]  # observation ids
    reason: str  # one sentence
    rule: str  # name@version
    weight: str = ""  # id@version; empty for readings
    unit: str = ""  # quantities
    interval: tuple[float, float] | None = None
    n: int | None = None
    denominator: str = ""
    status: Status | None = None  # PAST, INSUFFICIENT, UNSUPPORTED: what the rule knows of its standing
    ceiling: float | None = None  # probability of what it was derived from; its claim stays below

    @classmethod
    def on(
        cls,
        observation: Observation,
        *,
        predicate: str,
        value: Value,
        layer: Layer,
        channel: str,
        reason: str,
        rule: str,
        subject: Subject | None = None,
    ) -> Sign:
        """What one observation says, unweighed; None is a value that could not be had."""
        return cls(
            subject=subject or observation.subject,
            predicate=predicate,
            value=value,
            layer=layer,
            channel=channel,
            basis=observation.basis,
            observed_at=observation.observed_at,
            support=(observation.id,),
            reason=reason,
            rule=rule,
            status=Status.INSUFFICIENT if value is None else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A sign that was left out of a claim, and why."""

    reason: str
    rule: str
    support: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """All signs for one statement, judged."""

    id: str
    subject: Subject
    predicate: str
    value: Value
    layer: Layer
    shape: Shape
    status: Status
    basis: Basis
    probability: float | None = None  # inferences; rounded to four decimals
    word: str | None = None  # ICD 203
    unit: str = ""
    interval: tuple[float, float] | None = None
    n: int | None = None
    denominator: str = ""
    groups_for: tuple[str, ...] = ()  # channels
    groups_against: tuple[str, ...] = ()
    first_observed_at: datetime
    last_observed_at: datetime
    support: tuple[str, ...]  # observation ids
    reasons: tuple[str, ...]  # the sentences of its signs, strongest first
    weights: tuple[str, ...] = ()  # weight ids@version it rests on
    ignored: tuple[Ignored, ...] = ()


def claim_id(subject: Subject, predicate: str, value: Value, layer: Layer) -> str:
    """SHA-256 over the four parts that make a statement."""
    content = "\n".join((str(subject), predicate, canonical(value), layer.value))
    return hashlib.sha256(content.encode()).hexdigest()


# ---------------------------------------------------------------- scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Names, zones, prefixes and ports that a scope authorises or excludes."""

    names: tuple[str, ...] = ()  # exact host names
    zones: tuple[str, ...] = ()  # the name and all below it
    prefixes: tuple[str, ...] = ()  # CIDR
    ports: tuple[int, ...] = ()  # empty: any


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What may be touched. Exclusion wins over authorisation; an expired scope refuses PROBE."""

    contact: Contact = Contact.LOOKUP
    authorised: Bounds = field(default_factory=Bounds)
    excluded: Bounds = field(default_factory=Bounds)
    rate_per_s: float = 4.0  # requests per second to one target address
    window_utc: tuple[int, int] | None = None  # hours of the day in which VISIT and PROBE may happen
    authorised_by: str = ""
    valid_until: datetime | None = None
    operator: str = ""  # whom the target can write to; part of the User-Agent


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsOffer:
    """What one ClientHello offers, in its order; numbers of the registry (RFC 8446 §4.1.2)."""

    version: int
    suites: tuple[int, ...]
    groups: tuple[int, ...]


# ---------------------------------------------------------------- what modules satisfy


class Ask(Protocol):
    """What a collector is handed in place of a network.

    Every method stores what it captured and returns it; the same request is sent once per case.
    No method raises for what a target does: `Evidence.failure` tells. Refusals are evidence too.
    """

    @property
    def settings(self) -> Mapping[str, Any]:
        """Where the public services are; keys as in config.py."""
        ...

    def dns(
        self, *, name: str, rdtype: str, server: str | None = None, signed: bool = False
    ) -> Awaitable[Evidence]:
        """One question to `server` (an address; no recursion desired) or to the resolver (None).

        `signed` asks for the signatures too, and for bytes that the resolver itself would refuse.
        """
        ...

    def server_text(self, *, zone: str, name: str, server: str) -> Awaitable[Evidence]:
        """One TXT question of class CH to an address of a name server of `zone` (RFC 4892)."""
        ...

    def transfer(self, *, zone: str, server: str) -> Awaitable[Evidence]:
        """All of `zone` from an address of one of its name servers (AXFR over TCP, RFC 5936)."""
        ...

    def resolve(self, name: str) -> Awaitable[tuple[str, ...]]:
        """The addresses of a host name, IPv4 first; an address answers itself; () when none."""
        ...

    def whois(self, *, server: str, query: str) -> Awaitable[Evidence]:
        """One WHOIS exchange (RFC 3912); `server` is a host name."""
        ...

    def http(self, *, url: str, accept: str = "*/*") -> Awaitable[tuple[Evidence, ...]]:
        """One GET, redirects not followed: the handshake (https only), then the response."""
        ...

    @property
    def today(self) -> date:
        """The day of this run (UTC), for sources that are asked about a span of time."""
        ...

    def source(
        self, *, name: str, path: str, parameters: Mapping[str, str] = ...
    ) -> Awaitable[Evidence | None]:
        """One GET of JSON at a public source of signatures/sources.toml, below its base URL.

        None when the settings want it not asked. UNAVAILABLE without the key that it wants, BUDGET
        when it has been asked enough today. A key is sent, and stands nowhere in what is stored.
        """
        ...

    def tls(self, *, host: str, address: str, port: int) -> Awaitable[Evidence]:
        """One TLS handshake with SNI `host`, then closed."""
        ...

    def hello(self, *, host: str, address: str, port: int, offer: TlsOffer) -> Awaitable[Evidence]:
        """One ClientHello that offers just this, and the server's first flight; no handshake."""
        ...

    def with_leave(self, *, host: str, address: str, ports: Sequence[int]) -> Awaitable[tuple[int, ...]]:
        """Those of the ports that the scope lets be asked; a row says why the others are not."""
        ...

    def knock(self, *, host: str, address: str, ports: Sequence[int]) -> Awaitable[Evidence]:
        """One TCP connection to each of these ports, closed as soon as it stands; each is a request."""
        ...

    def greet(
        self, *, host: str, address: str, port: int, say: bytes = ..., secure: bool = ...
    ) -> Awaitable[Evidence]:
        """What a server says first, within TLS or not; if nothing, what it answers to `say`.

        `{host}` and `{agent}` in it become the host and this program's name. Evidence.request is
        empty when the server spoke first.
        """
        ...

    def leave_be(self, *, address: str, edge: str, why: str) -> Awaitable[None]:
        """A row for an address whose ports are not asked, with one sentence; nothing is sent.

        `edge`: whose shared edge it is; empty when that is not why.
        """
        ...

    def trace(self, *, zone: str, address: str) -> Awaitable[Evidence]:
        """The way to a name server of `zone`: at most three probes a hop, each a question to it."""
        ...

    def locate(self, *, host: str, address: str, control: str) -> Awaitable[Evidence]:
        """Who answers for `host` on the way to its address: requests that end before the server.

        `control` is a name that nobody bars, asked in the same way.
        """
        ...

    @property
    def control(self) -> tuple[str, int] | None:
        """Address and port on which the vantage is tested: what the settings name, or the resolver."""
        ...

    def one_hop(self, *, host: str | None, address: str, port: int) -> Awaitable[Evidence]:
        """A connection that may go one hop, to port 53 a question too. `host` None: the control."""
        ...

    def handshake(
        self,
        *,
        host: str | None,
        address: str,
        port: int,
        connections: int,
        same_port: bool = False,
        only_caught: bool = False,
    ) -> Awaitable[Evidence]:
        """Connections that are ended at once: their SYNs and SYN-ACKs as a capture.

        Without the privilege one, as far as the kernel tells of it; UNAVAILABLE with `only_caught`
        or `same_port`, which lets all begin at one port of ours. `host` None: the control.
        """
        ...

    def nmap(self, *, host: str, address: str, port: int) -> Awaitable[Evidence]:
        """An installed nmap on one port, by a fixed list of options: its XML. UNAVAILABLE without."""
        ...

    def browse(self, *, url: str) -> Awaitable[tuple[Evidence, ...]]:
        """One ordinary load in this machine's browser: handshake (https only), visit, picture if any.

        UNAVAILABLE without a browser; () when the settings want none.
        """
        ...

    def pack(self, *, name: str, key: str) -> Awaitable[Evidence]:
        """What an installed pack says of an address or name: one JSON line with row and provenance.

        UNAVAILABLE when the pack is not on this machine, NOT_FOUND when it has no row.
        """
        ...

    def technologies(self, captures: Sequence[Evidence]) -> Awaitable[Evidence]:
        """What the user's corpus of technology rules says of the last capture's page.

        The fields and cookies of all captures count. UNAVAILABLE when there is no corpus.
        """
        ...

    def libraries(self, captures: Sequence[Evidence]) -> Awaitable[Evidence]:
        """What the pack of libraries with known flaws says of the captures' scripts and their addresses.

        UNAVAILABLE when the pack is not on this machine.
        """
        ...

    def records(
        self, *, setting: str, media_type: str, wanted: Callable[[bytes], bool]
    ) -> Awaitable[tuple[Evidence, ...]]:
        """The dated files of the directory that a setting names, oldest first, where `wanted` says so.

        A file's name begins with its day, YYYY-MM-DD, and ends the source. () when nothing is set.
        """
        ...

    def world(self, *, country: str) -> Awaitable[Evidence]:
        """What the compiled world that the setting `world` names holds of a country, as one document.

        UNAVAILABLE when none is set, or it is not whole.
        """
        ...


class Reader(Protocol):
    """One module of collectors/: reads the captures that carry its name."""

    __name__: str
    VERSION: int
    CONTACT: Contact

    def parse(self, evidence: Evidence) -> Iterator[Reading]:
        """Read one capture of this module. Never raises, whatever the bytes."""
        ...


class Collector(Reader, Protocol):
    """A reader that also brings the bytes, from one source."""

    ACCEPTS: Mapping[SubjectKind, frozenset[Relation]]

    async def fetch(self, subject: Subject, ask: Ask) -> None:
        """Bring what this source has on `subject`; everything asked is stored by `ask`."""
        ...


class Importer(Reader, Protocol):
    """A reader of files that the user hands over (`periplus import KIND FILE`); Contact.NONE."""

    KIND: str  # what the command calls it: nmap, p0f, text …
    MEDIA_TYPE: str
    SENSITIVITY: Sensitivity  # what an export may show of such a file

    def kept(self, content: bytes) -> bytes:
        """What a case keeps of a file: all of it, or less where it names persons.

        ValueError when the file is not of this kind; a glance, the reader copes with the rest.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One response that another tool kept: it becomes a capture, as if this program had asked."""

    url: str
    request: bytes  # the request line alone: what else was sent may be somebody's secret
    message: bytes  # message/http
    at: datetime | None  # None: the file does not tell; UTC otherwise


class Recorder(Importer, Protocol):
    """An importer of whole visits: what it keeps of the file, and the responses within."""

    def recorded(self, content: bytes) -> Iterator[Recorded]:
        """The pages of a file that `kept` took, and their own scripts; bounded, never raises."""
        ...


class Tables(Protocol):
    """The project's own tables (signatures/): what rules may look up."""

    def rows(self, name: str) -> Sequence[Mapping[str, Any]]:
        """The rows of one table, in file order."""
        ...

    def llr(self, weight_id: str) -> float:
        """ln(tp/fp) of a weight row, capped at ±5."""
        ...

    def weight(self, weight_id: str) -> str:
        """The id@version to put on a sign."""
        ...


class Rule(Protocol):
    """One module of rules/: observations and lower claims to signs. No clock, no socket, no store."""

    __name__: str
    VERSION: int
    READS: tuple[type[Fact] | str, ...]  # fact classes and predicates
    WRITES: tuple[str, ...]  # predicates

    def judge(
        self,
        observations: Sequence[Observation],
        claims: Sequence[Claim],
        tables: Tables,
        as_of: datetime,
    ) -> Iterable[Sign]:
        """The signs that these observations and lower claims give."""
        ...
