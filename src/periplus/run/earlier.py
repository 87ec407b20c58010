"""The DNS records of an earlier case as history, in passive-DNS common output format with provenance."""

from __future__ import annotations

import json
from collections.abc import Iterator

from periplus.facts.dns import DnsRecord, read_message
from periplus.model import Evidence
from periplus.store.case import Case

_DNS = "application/dns-message"


def history_of(case: Case) -> bytes:
    """One line per record that the case saw answered, with the capture that it stands in."""
    return "".join(f"{line}\n" for line in sorted(_lines(case))).encode()


def _counts(fact: DnsRecord, evidence: Evidence) -> bool:
    # What was looked up on the way (services, other hosts) has no history here; a serial always changes.
    return fact.name == evidence.target.key and fact.rdtype != "SOA"


def _lines(case: Case) -> Iterator[str]:
    for evidence in case.evidences():
        if evidence.media_type != _DNS or (evidence.body.inline is None and evidence.body.path is None):
            continue
        moment = int(evidence.captured_at.timestamp())
        for reading in read_message(evidence.body.read()):
            fact = reading.fact
            if isinstance(fact, DnsRecord) and fact.section == "answer" and _counts(fact, evidence):
                row = {
                    "rrname": fact.name,
                    "rrtype": fact.rdtype,
                    "rdata": [fact.data],
                    "time_first": moment,
                    "time_last": moment,
                    "x-case-capture": evidence.id,
                    "x-case-vantage": evidence.vantage,
                    "x-sha256": evidence.body.digest,
                }
                yield json.dumps(row, ensure_ascii=False)
