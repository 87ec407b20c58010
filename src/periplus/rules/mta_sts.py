"""Whether a zone's policy of strict transport for mail holds (MTA-STS, RFC 8461)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.facts.mta_sts import MtaStsPolicy, covers
from periplus.measures.dns_answers import answers_in
from periplus.model import Claim, Layer, Observation, Sign, Tables

VERSION = 1
READS = (MtaStsPolicy, DnsRecord, DnsAnswer)
WRITES = ("zone.mta_sts_policy",)
RULE = f"mta_sts@{VERSION}"

_SHOWN = 12


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per policy file, with the exchanges that it leaves out."""
    answers = answers_in(observations)
    for seen in observations:
        policy = seen.fact
        if not isinstance(policy, MtaStsPolicy):
            continue
        zone = seen.subject.key
        answer = answers.get((zone, "MX"))
        hosts = [record.rpartition(" ")[2] for record in answer.records] if answer else []
        left_out = [
            host for host in hosts if not any(covers(pattern, host) for pattern in policy.exchanges)
        ]
        yield Sign.on(
            seen,
            predicate="zone.mta_sts_policy",
            value={
                "mode": policy.mode or None,
                "exchanges": ", ".join(policy.exchanges[:_SHOWN]),
                "max_age_s": policy.max_age_s,
                "left_out": ", ".join(left_out[:_SHOWN]),
                "fault": policy.fault,
            },
            layer=Layer.NAMING,
            channel="http-response",
            reason=_reason(zone, policy, left_out),
            rule=RULE,
        )


def _reason(zone: str, policy: MtaStsPolicy, left_out: Sequence[str]) -> str:
    if policy.fault:
        return f"The MTA-STS policy file of {zone} cannot be used. {policy.fault}"
    asked = {
        "enforce": "asks senders to deliver over proven TLS or not at all",
        "testing": "asks senders to report where TLS fails, and to deliver all the same",
        "none": "asks for nothing any more",
    }[policy.mode]
    missing = f", but it does not name {', '.join(left_out[:_SHOWN])}" if left_out else ""
    return f"The MTA-STS policy of {zone} {asked}{missing}."
