"""Whether a zone's servers answer for it, and agree with the zone above (RFC 1034 §4.2, RFC 1912)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from periplus.facts.capture import NoAnswer
from periplus.facts.dns import DnsRecord
from periplus.facts.name_server import ServerAnswer, ServerOptions, ServerRecord
from periplus.model import (
    Claim,
    Failure,
    Layer,
    Observation,
    Sign,
    Subject,
    SubjectKind,
    Tables,
    Value,
)

VERSION = 1
READS = (ServerAnswer, ServerOptions, ServerRecord, NoAnswer, DnsRecord)
WRITES = ("zone.server_state", "zone.server_contradiction")
RULE = f"zone_servers@{VERSION}"

_SILENT = frozenset(
    {
        Failure.IO_TIMEOUT,
        Failure.CONNECTION_REFUSED,
        Failure.CONNECTION_TIMEOUT,
        Failure.CONNECTION_CLOSED,
        Failure.UNREACHABLE,
        Failure.PROTOCOL,
    }
)
_Set = frozenset[str]


@dataclass(slots=True)
class _Server:
    """What one address answered about one zone."""

    address: str
    host: str = ""
    state: str = ""
    serial: int | None = None
    own: set[str] = field(default_factory=set)  # NS that it gives with authority
    referred: set[str] = field(default_factory=set)  # NS that it refers to
    glue: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    options: ServerOptions | None = None
    seen: list[Observation] = field(default_factory=list)


@dataclass(slots=True)
class _Zone:
    name: str
    servers: dict[str, _Server] = field(default_factory=dict)
    addresses: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by host, told
    told: list[Observation] = field(default_factory=list)

    def server(self, address: str) -> _Server:
        return self.servers.setdefault(address, _Server(address=address))


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One row per server that was asked, and one per contradiction."""
    zones: dict[str, _Zone] = {}
    asked = {one.fact.name for one in observations if isinstance(one.fact, ServerAnswer)}
    asked |= {one.target.key for one in observations if _silent_server(one)}
    for one in observations:
        if one.target.kind is SubjectKind.ZONE and one.target.key in asked:
            _take(zones.setdefault(one.target.key, _Zone(name=one.target.key)), one)
    for name in sorted(zones):
        zone = zones[name]
        _name_servers(zone)
        for server in sorted(zone.servers.values(), key=lambda server: (server.host, server.address)):
            if server.state != "above":
                yield _state(zone, server)
        for between, finding, support in _contradictions(zone):
            value = {"between": between, "finding": finding}
            yield _sign(name, "zone.server_contradiction", value, finding, support)


# ---------------------------------------------------------------- gathering


def _take(zone: _Zone, one: Observation) -> None:
    match one.fact:
        case ServerAnswer(server=address, name=zone.name) as header:
            server = zone.server(address)
            server.seen.append(one)
            # A header that came with a failure is that of an answer without its end.
            if server.state != "silent" and (header.rdtype == "SOA" or not server.state):
                server.state = _state_of(header)
        case ServerOptions(server=address) as options:
            zone.server(address).options = options
            zone.server(address).seen.append(one)
        case ServerRecord(server=address) as record:
            _record(zone, zone.server(address), record)
            zone.server(address).seen.append(one)
        case NoAnswer() if address := _silent_server(one):
            server = zone.server(address)
            server.state = server.state or "silent"
            server.seen.append(one)
        case DnsRecord(rdtype="A" | "AAAA", section="answer") as record:
            zone.addresses[record.name].add(record.data)
            zone.told.append(one)


def _state_of(header: ServerAnswer) -> str:
    if header.rcode != "NOERROR":
        return f"answers {header.rcode}"
    return "authoritative" if header.authoritative else "lame"


def _silent_server(one: Observation) -> str:
    """The address of a server that did not answer; empty for other failures."""
    fact = one.fact
    if not isinstance(fact, NoAnswer) or fact.failure not in _SILENT:
        return ""
    try:
        parts = urlsplit(fact.source)
        return (parts.hostname or "") if parts.scheme == "dns" and _ordinary(parts.query) else ""
    except ValueError:
        return ""


def _ordinary(query: str) -> bool:
    return "do=1" not in query and "class=CH" not in query


def _record(zone: _Zone, server: _Server, record: ServerRecord) -> None:
    if record.rdtype == "SOA" and record.section == "answer" and record.name == zone.name:
        number = record.data.split()[2:3]
        server.serial = int(number[0]) if number and number[0].isdecimal() else None
    elif record.rdtype == "NS" and record.name == zone.name:
        (server.own if record.section == "answer" else server.referred).add(record.data)
    elif record.rdtype in ("A", "AAAA") and record.section == "additional":
        server.glue[record.name].add(record.data)


def _name_servers(zone: _Zone) -> None:
    """The host of each address; a server that only refers belongs to the zone above."""
    listed = {host for server in zone.servers.values() for host in (*server.own, *server.referred)}
    for server in zone.servers.values():
        hosts = [h for h in sorted(listed) if server.address in zone.addresses.get(h, ())]
        server.host = ", ".join(hosts)
        if not hosts and server.referred:
            server.state = "above"


# ---------------------------------------------------------------- contradictions


_Finding = tuple[str, str, Sequence[Observation]]


def _contradictions(zone: _Zone) -> Iterator[_Finding]:
    children = [one for one in zone.servers.values() if one.state == "authoritative"]
    above = [one for one in zone.servers.values() if one.referred]
    yield from _unanswering(zone)
    yield from _parent_and_child(zone, above, children)
    yield from _among(zone, children)
    yield from _glue(zone, above, children)


def _unanswering(zone: _Zone) -> Iterator[_Finding]:
    for server in zone.servers.values():
        if server.state in ("above", "authoritative", ""):
            continue
        what = {
            "silent": "does not answer",
            "lame": f"does not answer for {zone.name} with authority",
        }.get(server.state, server.state)
        finding = f"{_called(server)} is listed as a name server of {zone.name} and {what}."
        yield "a listed server and its answers", finding, server.seen


def _parent_and_child(
    zone: _Zone, above: Sequence[_Server], children: Sequence[_Server]
) -> Iterator[_Finding]:
    parent = _union(one.referred for one in above)
    child = _union(one.own for one in children)
    if not parent or not child or parent == child:
        return
    parts = []
    if parent - child:
        parts.append(f"the zone above alone names {_listed(parent - child)}")
    if child - parent:
        parts.append(f"the zone itself alone names {_listed(child - parent)}")
    finding = f"The name servers of {zone.name} differ: {', and '.join(parts)}."
    yield "delegation and zone", finding, _seen((*above, *children))


def _among(zone: _Zone, children: Sequence[_Server]) -> Iterator[_Finding]:
    sets = {frozenset(one.own) for one in children if one.own}
    if len(sets) > 1:
        told = "; ".join(f"{_called(one)}: {_listed(one.own)}" for one in children if one.own)
        finding = f"The servers of {zone.name} do not name the same servers ({told})."
        yield "servers of one zone", finding, _seen(children)
    serials = {one.serial for one in children if one.serial is not None}
    if len(serials) > 1:
        by_serial: Mapping[int, list[str]] = defaultdict(list)
        for one in children:
            if one.serial is not None:
                by_serial[one.serial].append(_called(one))
        told = "; ".join(f"{serial} at {_listed(by_serial[serial])}" for serial in sorted(serials))
        finding = f"The servers of {zone.name} hold different versions of it: serial {told}."
        yield "serials of one zone", finding, _seen(children)


def _glue(zone: _Zone, above: Sequence[_Server], children: Sequence[_Server]) -> Iterator[_Finding]:
    for server in above:
        for host in sorted(server.referred):
            glue, real = server.glue.get(host, set()), zone.addresses.get(host, set())
            inside = host == zone.name or host.endswith(f".{zone.name}")
            if glue and real and not glue <= real:
                finding = (
                    f"The zone above gives {_listed(glue)} as address of {host}; "
                    f"the name itself says {_listed(real)}."
                )
                yield "glue and address", finding, [*server.seen, *_about(zone, host)]
            elif inside and not glue:
                finding = f"The zone above names {host}, which lies within {zone.name}, without address."
                yield "delegation and glue", finding, server.seen
    for host in sorted(_union(one.own for one in children) - {"."}):
        if not zone.addresses.get(host):
            finding = f"{host} is a name server of {zone.name} and has no address."
            yield "a listed server and its address", finding, _seen(children)


def _about(zone: _Zone, host: str) -> list[Observation]:
    return [one for one in zone.told if isinstance(one.fact, DnsRecord) and one.fact.name == host]


def _union(sets: Iterable[Iterable[str]]) -> _Set:
    return frozenset(name for one in sets for name in one)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _called(server: _Server) -> str:
    return f"{server.host} ({server.address})" if server.host else server.address


def _seen(servers: Iterable[_Server]) -> list[Observation]:
    return [one for server in servers for one in server.seen]


# ---------------------------------------------------------------- signs


def _state(zone: _Zone, server: _Server) -> Sign:
    options = server.options
    value: Value = {
        "server": server.address,
        "host": server.host or None,
        "state": server.state,
        "serial": server.serial,
        "edns_bytes": options.payload_bytes if options else None,
        "nsid": options.nsid if options else None,
    }
    says = {"authoritative": f"answers for {zone.name} with authority", "silent": "does not answer",
            "lame": f"is asked for {zone.name} and answers without authority"}  # fmt: skip
    reason = f"{_called(server)} {says.get(server.state, server.state)}"
    reason += f", serial {server.serial}." if server.serial is not None else "."
    return _sign(zone.name, "zone.server_state", value, reason, server.seen)


def _sign(zone: str, predicate: str, value: Value, reason: str, support: Sequence[Observation]) -> Sign:
    return Sign(
        subject=Subject(kind=SubjectKind.ZONE, key=zone),
        predicate=predicate,
        value=value,
        layer=Layer.NAMING,
        channel="dns-auth",
        basis=support[0].basis,
        observed_at=min(one.observed_at for one in support),
        support=tuple(dict.fromkeys(one.id for one in support)),
        reason=reason,
        rule=RULE,
    )
