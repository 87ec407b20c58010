"""Whether a chain of trust leads from the root to a zone, and where it ends (RFC 4035 §5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import answers_in, reading, zones_asked
from periplus.measures.dnssec import follow
from periplus.model import Claim, Observation, Sign, Tables

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.dnssec",)
RULE = f"dnssec@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One verdict per zone whose keys were asked for, each step of the chain a reason."""
    answers = answers_in(observations)
    for zone in zones_asked(observations, "DNSKEY"):
        chain = follow(zone, answers)
        rests_on = [answers[question] for question in chain.consulted]
        if rests_on:
            value = {"state": chain.state, "at": chain.at, "because": chain.steps[-1]}
            yield reading(zone, "zone.dnssec", value, rests_on, " ".join(chain.steps), rule=RULE)
