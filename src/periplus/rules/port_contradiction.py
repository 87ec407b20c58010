"""Ports that our own connections and another tool found in different states; both stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from periplus.facts.port_scan import KnockedPorts
from periplus.facts.scan import ScannedPort
from periplus.model import Basis, Claim, Layer, Observation, Sign, Subject, Tables, Value

VERSION = 1
READS = (KnockedPorts, ScannedPort)
WRITES = ("address.port_contradiction",)
RULE = f"port_contradiction@{VERSION}"
_HERE: Mapping[str, str] = {
    "open": "open", "refused": "closed", "silent": "filtered", "unreachable": "filtered",
}  # fmt: skip
_STATES = frozenset({"open", "closed", "filtered"})
MOST = 50
"""Contradictions shown of one tool at one address: a tarpit has one for every port."""
Door = tuple[Subject, int]


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per port and tool that disagree with us."""
    own: dict[Door, tuple[Observation, str]] = {}
    told: dict[tuple[Subject, str], list[tuple[Observation, ScannedPort]]] = defaultdict(list)
    for one in observations:
        match one.fact:
            case KnockedPorts(protocol="tcp", outcome=outcome, ports=ports) if outcome in _HERE:
                own.update({(one.subject, port): (one, _HERE[outcome]) for port in ports})
            case ScannedPort(protocol="tcp", state=state) as theirs if state in _STATES:
                told[one.subject, theirs.tool].append((one, theirs))
    for (about, _), found in sorted(told.items()):
        differing = [
            (one, theirs, *own[about, theirs.port])
            for one, theirs in sorted(found, key=lambda pair: (pair[1].port, pair[0].id))
            if (about, theirs.port) in own and own[about, theirs.port][1] != theirs.state
        ]
        for one, theirs, ours, state in differing[:MOST]:
            yield _sign(about, one, theirs, ours, state)


def _sign(about: Subject, one: Observation, theirs: ScannedPort, ours: Observation, state: str) -> Sign:
    reason = (
        f"TCP port {theirs.port} is {state} to our own connection of {ours.observed_at:%Y-%m-%d}, and "
        f"{theirs.state} to {theirs.tool} from {theirs.vantage} on {one.observed_at:%Y-%m-%d}."
    )
    value: Value = {
        "protocol": "tcp",
        "port": theirs.port,
        "here": state,
        "told": theirs.state,
        "tool": theirs.tool,
        "vantage": theirs.vantage,
    }
    return Sign(
        subject=about,
        predicate="address.port_contradiction",
        value=value,
        layer=Layer.NETWORK,
        channel="tcp",
        basis=Basis.DEDUCED,
        observed_at=max(one.observed_at, ours.observed_at),
        support=tuple(sorted({one.id, ours.id})),
        reason=reason,
        rule=RULE,
    )
