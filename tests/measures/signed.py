"""A small signed world in the laboratory's own servers, and what it answers as observations."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import dns.dnssec
import dns.message
import dns.rdatatype

from periplus.facts.dnssec import TrustAnchor, read_signed
from periplus.lab.scenario import Scenario
from periplus.lab.zones import root_keys, servers_of
from periplus.measures.dnssec import Chain, follow, questions_for
from periplus.measures.signatures_checked import Kind, Known
from periplus.measures.signed_answers import Question, Told, told_in
from periplus.model import Observation, Subject, SubjectKind
from periplus.signatures.tables import load
from tests.facts.samples import DNS, evidence

AS_OF = datetime(2024, 5, 1, 9, tzinfo=UTC)
RESOLVER = "192.0.2.53"
HEAD = """
format = 1
title = "Signed"
as_of = 2024-05-01T09:00:00Z
country = "ZZ"
site = "https://z.t/"
[resolver]
address = "192.0.2.53"
[services]
iana_whois = "whois.example"
rdap_bootstrap_ipv4 = "https://data.example/ipv4.json"
rdap_bootstrap_ipv6 = "https://data.example/ipv6.json"
origin_zone_ipv4 = "origin.example"
origin_zone_ipv6 = "origin6.example"
as_name_zone = "asn.example"
"""
KEYS = {
    ".": "TKYhDfjiTQ6TCGsuB7nRcEvRc+pNH5QmYgsyfSV04/U=",
    "t": "tU8rdTCC2rjYnzXY6GMx8HdLU9q1fyWdDnUjvSdu2XA=",
    "z.t": "iay3uNMhTwxpZokpLXvJ1mYJhDnVWpQD+Qj0hHXTRXg=",
}
RECORDS = {
    ".": "t. NS ns.t.\n",
    "t": "@ NS ns\nns A 192.0.2.2\nz NS ns.z\nu NS ns.u\n*.w A 192.0.2.9\nalias CNAME ns\nd.e.n TXT x\n",
    "z.t": "@ NS ns\n@ A 192.0.2.7\n@ MX 10 mail\nns A 192.0.2.3\n",
    "u.t": "@ NS ns\n@ A 192.0.2.8\n",
}


def _tables() -> Known:
    tables = load()

    def kinds(name: str) -> dict[int, Kind]:
        return {int(row["number"]): Kind(**row) for row in tables.rows(name)}

    return Known(algorithms=kinds("dnssec_algorithms"), digests=kinds("dnssec_digests"))


KNOWN = _tables()


def signed_world(
    *, signers: dict[str, str] | None = None, signing: dict[str, dict[str, Any]] | None = None,
    records: dict[str, str] | None = None,
) -> Scenario:  # fmt: skip
    """Root, `t` and `z.t` signed, `u.t` not; `signers` replaces the DS by zone, "" takes it out."""
    ways = {name: {"key": key} for name, key in KEYS.items()} | (signing or {})
    texts = RECORDS | (records or {})
    zones = [
        {"name": name, "records": text, **({"signing": ways[name]} if ways.get(name) else {})}
        for name, text in texts.items()
    ]
    plain = Scenario.of("signed", {**tomllib.loads(HEAD), "zone": zones}, {})
    made = {child: ds_of(plain, child) for child in ("t", "z.t") if ways.get(child)} | (signers or {})
    for child, parent in (("t", "."), ("z.t", "t")):
        if made.get(child):
            index = list(texts).index(parent)
            zones[index]["records"] = f"{texts[parent]}{child}. DS {made[child]}\n"
    return Scenario.of("signed", {**tomllib.loads(HEAD), "zone": zones}, {})


def ds_of(scenario: Scenario, zone: str, digest: str = "SHA256") -> str:
    """The DS of a signed zone's key."""
    answer = asked(scenario, zone, "DNSKEY").answer[0]
    return str(dns.dnssec.make_ds(f"{zone}.", answer[0], digest, policy=dns.dnssec.allow_all_policy))


def asked(scenario: Scenario, name: str, rdtype: str) -> dns.message.Message:
    """The resolver's answer with signatures."""
    query = dns.message.make_query(name, rdtype, want_dnssec=True, id=7)
    return servers_of(scenario.script, scenario.documents)[RESOLVER].answer(query)


def observations(
    scenario: Scenario, questions: Iterable[Question], target: str = "z.t"
) -> list[Observation]:
    """What the answers to these questions say."""
    found = []
    for number, (name, rdtype) in enumerate(questions):
        found += seen(asked(scenario, name, rdtype).to_wire(), f"e{number}", target)
    return found


def seen(wire: bytes, identity: str = "e", target: str = "z.t") -> list[Observation]:
    """What one message says, as observations of one capture."""
    capture = replace(
        evidence(wire, DNS),
        id=identity,
        target=Subject(kind=SubjectKind.ZONE, key=target),
        captured_at=AS_OF,
        collector="dnssec@2",
    )
    return [Observation.of(capture, reading) for reading in read_signed(wire)]


def told(scenario: Scenario, name: str, rdtype: str) -> Told:
    """The answer to one question."""
    return told_in(observations(scenario, [(name, rdtype)]))[name, rdtype]


def anchors(scenario: Scenario) -> list[TrustAnchor]:
    """The root's own key."""
    keys = root_keys(scenario.script, scenario.documents)
    return [TrustAnchor(zone=".", rdtype="DNSKEY", data=key) for key in keys]


def chain(scenario: Scenario, name: str = "z.t", **changed: Any) -> Chain:
    """The chain to a name in that world."""
    answers = told_in(observations(scenario, questions_for(name)))
    return follow(name, answers | changed.get("answers", {}), anchors(scenario), KNOWN)
