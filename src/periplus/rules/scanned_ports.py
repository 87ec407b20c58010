"""Ports and services as scanners found them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.internetdb import ScannedTrait
from periplus.facts.scan import OtherPorts, ScannedPort
from periplus.model import Claim, Layer, Observation, Sign, Tables, Value

VERSION = 2
READS = (ScannedPort, OtherPorts, ScannedTrait)
WRITES = ("address.port", "address.other_ports", "address.scanned_trait")
RULE = f"scanned_ports@{VERSION}"
_REASONS = {
    "software": "{0.source} takes what answered there for {0.name}, by what it said of itself.",
    "tag": "{0.source} puts the tag {0.name} on the address.",
    "flaw": "{0.source} lists {0.name}: it concludes so from a version told, and tests nothing.",
}


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per named port, one per state of the others."""
    for observation in observations:
        match observation.fact:
            case ScannedPort() as port:
                service = " ".join(part for part in (port.product, port.version) if part) or port.service
                told = f"{port.protocol.upper()} port {port.port} {port.state}".strip()
                reason = f"{port.tool}, from {port.vantage}, found {told}" + (
                    f" and takes the service for {service}." if service else "."
                )
                value: Value = {
                    "protocol": port.protocol or None,
                    "port": port.port,
                    "state": port.state,
                    "service": port.service or None,
                    "product": port.product or None,
                    "version": port.version or None,
                    "tool": port.tool,
                }
                yield _sign(observation, "address.port", value, reason)
            case OtherPorts() as others:
                more = f"{others.count} more ports {others.state}"
                reason = f"{others.tool}, from {others.vantage}, found {more}."
                value = {"count": others.count, "state": others.state, "tool": others.tool}
                yield _sign(observation, "address.other_ports", value, reason)
            case ScannedTrait() as trait:
                value = {"kind": trait.kind, "name": trait.name, "source": trait.source}
                yield _sign(
                    observation, "address.scanned_trait", value, _REASONS[trait.kind].format(trait)
                )


def _sign(observation: Observation, predicate: str, value: Value, reason: str) -> Sign:
    return Sign.on(
        observation,
        predicate=predicate,
        value=value,
        layer=Layer.NETWORK,
        channel="scan-db",
        reason=reason,
        rule=RULE,
    )
