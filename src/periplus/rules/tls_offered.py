"""TLS versions, suites and groups that a server agrees to, as other tools found by asking for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.tool_report import OfferedGroups, OfferedSuites, OfferedVersion
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value

VERSION = 1
READS = (OfferedVersion, OfferedSuites, OfferedGroups)
WRITES = ("site.tls_version_told", "site.tls_suites_told", "site.tls_groups_told")
RULE = f"tls_offered@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per version, per version's suites, and for the groups; tools that agree share one."""
    for observation in observations:
        match observation.fact:
            case OfferedVersion() as fact:
                value: Value = {"version": fact.version, "offered": fact.offered}
                said = f"{fact.version} is {'' if fact.offered else 'not '}offered"
                yield _sign(observation, "site.tls_version_told", value, _reason(fact, said))
            case OfferedSuites() as fact:
                names = ", ".join(sorted(fact.suites))
                said = f"{len(fact.suites)} suites are offered under {fact.version}"
                value = {"version": fact.version, "suites": names}
                yield _sign(observation, "site.tls_suites_told", value, _reason(fact, said))
            case OfferedGroups() as fact:
                said = f"{len(fact.groups)} groups are offered for the key exchange"
                value = ", ".join(sorted(fact.groups))
                yield _sign(observation, "site.tls_groups_told", value, _reason(fact, said))


def _reason(fact: OfferedVersion | OfferedSuites | OfferedGroups, said: str) -> str:
    return f"{fact.tool}, from {fact.vantage}, found that {said}."


def _sign(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.EDGE,
        channel="tls",
        reason=reason,
        rule=RULE,
    )
