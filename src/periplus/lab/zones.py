"""What authoritative servers and a resolver answer from zones (RFC 1034 §4.3.2, RFC 4592)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.node
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.zone

from periplus.lab.script import ScenarioError, Script, ZonePart
from periplus.lab.signing import Signer

NS, SOA, DS = dns.rdatatype.NS, dns.rdatatype.SOA, dns.rdatatype.DS
DNSKEY = dns.rdatatype.DNSKEY
CNAME, ANY = dns.rdatatype.CNAME, dns.rdatatype.ANY
ADDRESSES = (dns.rdatatype.A, dns.rdatatype.AAAA)
ALIAS_LIMIT = 8
DEFAULT_SOA = "@ 3600 IN SOA ns.invalid. hostmaster.invalid. 1 7200 3600 1209600 3600\n"


@dataclass(frozen=True, slots=True)
class Found:
    """What a zone has for one question: answers, a cut (referral), or neither."""

    answers: tuple[dns.rrset.RRset, ...] = ()
    cut: dns.rrset.RRset | None = None
    exists: bool = True


class Zone:
    """One copy of a zone."""

    def __init__(self, part: ZonePart, documents: Mapping[str, bytes], as_of: datetime) -> None:
        text = part.records if part.document is None else documents[part.document].decode()
        self.origin = dns.name.from_text(part.name)
        self.authenticated = part.authenticated
        self.nodes = _parse(part.name, f"$TTL 3600\n{text}", self.origin)
        self.names = {ancestor for name in self.nodes for ancestor in _ancestors(name, self.origin)}
        self.signer: Signer | None = None
        if part.signing is not None:
            self.signer = Signer(self.origin, self.nodes, part.signing, as_of)

    def rrset(
        self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType, owner: dns.name.Name | None = None
    ) -> dns.rrset.RRset | None:
        """The records at a name, given the name of `owner` when a wildcard speaks for it."""
        if self.signer and name == self.origin and rdtype == DNSKEY:
            return self.signer.keys()
        node = self.nodes.get(name)
        rdataset = None if node is None else node.get_rdataset(dns.rdataclass.IN, rdtype)
        if rdataset is None:
            return None
        return dns.rrset.from_rdata_list(owner or name, rdataset.ttl, list(rdataset))

    def soa(self) -> dns.rrset.RRset:
        """The SOA record, which every zone has: `_parse` adds one where it is missing."""
        return cast(dns.rrset.RRset, self.rrset(self.origin, SOA))

    def others(self) -> Iterator[dns.rrset.RRset]:
        """All its records but the SOA, as a transfer gives them (RFC 5936 §2.2)."""
        for name, node in self.nodes.items():
            for rdataset in node:
                if rdataset.rdtype != SOA:
                    yield dns.rrset.from_rdata_list(name, rdataset.ttl, list(rdataset))

    def find(self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> Found:
        """Step 3 of RFC 1034 §4.3.2 for a name within this zone."""
        for ancestor in reversed(_ancestors(name, self.origin)[:-1]):
            cut = self.rrset(ancestor, NS)
            if cut is not None and not (ancestor == name and rdtype == DS):
                return Found(cut=cut)
        source = self.source(name)
        if source is None:
            return Found(exists=False)
        if rdtype == ANY:
            types = [rdataset.rdtype for rdataset in self.nodes.get(source, ())]
        else:
            types = [rdtype, CNAME]
        records = [self.rrset(source, kind, owner=name) for kind in types]
        found = tuple(rrset for rrset in records if rrset is not None)
        return Found(answers=found if rdtype == ANY else found[:1])

    def glue(self, cut: dns.rrset.RRset) -> Iterable[dns.rrset.RRset]:
        """The addresses that this zone has for the servers of a cut."""
        for record in cut:
            for rdtype in ADDRESSES:
                rrset = self.rrset(record.target, rdtype)
                if rrset is not None:
                    yield rrset

    def secure(self, response: dns.message.Message, found: Found, name: dns.name.Name) -> None:
        """Add the signatures of what was found, and the proof of what was not."""
        if self.signer is None:
            response.answer.extend(self._given(found))
            return
        if found.cut is not None:
            self._vouch(response, found.cut.name)
            return
        source = self.source(name)
        for rrset in found.answers:
            response.answer.append(self.signer.signature(rrset, source or name))
        if not found.answers:
            response.authority.append(self.signer.signature(self.soa(), self.origin))
        if not found.answers or source != name:
            response.authority.extend(self.signer.denial(name, exists=source == name))

    def _given(self, found: Found) -> Iterator[dns.rrset.RRset]:
        """Signatures that stand among the zone's records."""
        for rrset in found.answers:
            node = self.nodes.get(rrset.name)
            held = node and node.get_rdataset(dns.rdataclass.IN, dns.rdatatype.RRSIG, rrset.rdtype)
            if held:
                yield dns.rrset.from_rdata_list(rrset.name, held.ttl, list(held))

    def _vouch(self, response: dns.message.Message, cut: dns.name.Name) -> None:
        """What a referral says of the zone below: its DS, or that there is none (RFC 4035 §3.1.4)."""
        signers = self.rrset(cut, DS)
        if self.signer and signers is not None:
            response.authority += [signers, self.signer.signature(signers, cut)]
        elif self.signer:
            response.authority.extend(self.signer.denial(cut, exists=True))

    def source(self, name: dns.name.Name) -> dns.name.Name | None:
        """The name whose records speak for a name: itself or a wildcard; None when there is neither."""
        if name in self.names:
            return name
        encloser = next(a for a in _ancestors(name, self.origin) if a in self.names)
        wildcard = dns.name.Name((b"*", *encloser.labels))
        return wildcard if wildcard in self.nodes else None


def _parse(name: str, text: str, origin: dns.name.Name) -> Mapping[dns.name.Name, dns.node.Node]:
    try:
        zone = dns.zone.from_text(text, origin, relativize=False, check_origin=False)
        if zone.get_rdataset(origin, SOA) is None:
            zone = dns.zone.from_text(DEFAULT_SOA + text, origin, relativize=False, check_origin=False)
    except (dns.exception.DNSException, ValueError) as error:
        msg = f"zone {name}: {str(error) or type(error).__name__}"
        raise ScenarioError(msg) from None
    return zone.nodes


def _ancestors(name: dns.name.Name, origin: dns.name.Name) -> list[dns.name.Name]:
    """The name and its ancestors up to the origin, nearest first."""
    chain = [name]
    while chain[-1] != origin:
        chain.append(chain[-1].parent())
    return chain


class Authority:
    """A server's zones; answers with AA from these alone."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        # The longest matching zone first.
        self.zones = sorted(zones, key=lambda zone: -len(zone.origin.labels))

    def zone_for(self, name: dns.name.Name, rdtype: dns.rdatatype.RdataType) -> Zone | None:
        """The zone that answers; the parent's for the DS of an apex (RFC 4035 §3.1.4.1)."""
        matching = [zone for zone in self.zones if name.is_subdomain(zone.origin)]
        if rdtype == DS and len(matching) > 1 and matching[0].origin == name:
            return matching[1]
        return matching[0] if matching else None

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """The response to one question."""
        response = dns.message.make_response(query)
        name, rdtype = query.question[0].name, query.question[0].rdtype
        zone = self.zone_for(name, rdtype)
        if zone is None:
            response.set_rcode(dns.rcode.REFUSED)
            return response
        response.flags |= dns.flags.AA
        for _ in range(ALIAS_LIMIT):
            found = zone.find(name, rdtype)
            response.answer.extend(found.answers)
            if found.cut is not None:
                if not response.answer:
                    response.flags &= ~dns.flags.AA
                response.authority.append(found.cut)
                response.additional.extend(zone.glue(found.cut))
            target = alias_of(found, rdtype)
            if target is None:
                response = _closed(response, zone, found)
            if asks_signatures(query):
                zone.secure(response, found, name)
            if target is None:
                return response
            name, next_zone = target, self.zone_for(target, rdtype)
            if next_zone is None:
                return response
            zone = next_zone
        return response


class Recursive:
    """The resolver of the observer: all zones, RA and no AA."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self.authority = Authority(zones)

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        """The response to one question, aliases followed through all zones."""
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        name, rdtype = query.question[0].name, query.question[0].rdtype
        authenticated = True
        for _ in range(ALIAS_LIMIT):
            zone = self.authority.zone_for(name, rdtype)
            found = Found() if zone is None else zone.find(name, rdtype)
            if zone is None or (found.cut is not None and not (rdtype == NS and found.cut.name == name)):
                response.set_rcode(dns.rcode.SERVFAIL)
                return response
            authenticated = authenticated and zone.authenticated
            response.answer.extend(found.answers if found.cut is None else (found.cut,))
            target = alias_of(found, rdtype)
            if target is None:
                response = _closed(response, zone, found)
            if found.cut is None and asks_signatures(query):
                zone.secure(response, found, name)
            if target is None:
                break
            name = target
        if authenticated:
            response.flags |= dns.flags.AD
        return response


def asks_signatures(query: dns.message.Message) -> bool:
    """Whether the DO bit is set (RFC 3225)."""
    return bool(query.ednsflags & dns.flags.DO)


def alias_of(found: Found, rdtype: dns.rdatatype.RdataType) -> dns.name.Name | None:
    """Where a CNAME in place of the asked type points."""
    if rdtype in (CNAME, ANY) or not found.answers or found.answers[0].rdtype != CNAME:
        return None
    target: dns.name.Name = found.answers[0][0].target
    return target


def _closed(response: dns.message.Message, zone: Zone, found: Found) -> dns.message.Message:
    if not found.answers and found.cut is None:
        response.authority.append(zone.soa())
        if not found.exists:
            response.set_rcode(dns.rcode.NXDOMAIN)
    return response


def servers_of(script: Script, documents: Mapping[str, bytes]) -> dict[str, Authority | Recursive]:
    """Who answers at each published name server address, the resolver's included."""
    zones = [(part, Zone(part, documents, script.as_of)) for part in script.zone]
    known: set[dns.name.Name] = set()
    for part, zone in zones:
        if part.resolver and zone.origin in known:
            msg = f"zone {part.name}: the resolver can use one copy; give the others resolver = false"
            raise ScenarioError(msg)
        known |= {zone.origin} if part.resolver else set()
    servers: dict[str, Authority | Recursive] = {
        address: Authority([zone for part, zone in zones if address in part.servers])
        for address in {address for part in script.zone for address in part.servers}
    }
    servers[script.resolver.address] = Recursive([zone for part, zone in zones if part.resolver])
    return servers


def root_keys(script: Script, documents: Mapping[str, bytes]) -> tuple[str, ...]:
    """The key of the root that the resolver uses, in presentation form; () when it is not signed."""
    parts = [part for part in script.zone if part.name == "." and part.resolver]
    zones = [Zone(part, documents, script.as_of) for part in parts]
    return tuple(zone.signer.key.to_text() for zone in zones if zone.signer)
