"""An exchange as evidence: whose it is, what it is called, and what an export may show of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from periplus import judging
from periplus.model import Blob, Evidence, Sensitivity, Subject
from periplus.net.exchange import Exchange

_PUBLIC = Sensitivity.PUBLIC


def evidence_of(exchange: Exchange, collector: str, subject: Subject, vantage: str) -> Evidence:
    """The capture that a collector made of one exchange while it looked at a subject."""
    body = Blob.of(exchange.body)
    parts = (collector, str(subject), exchange.source, str(exchange.asked))
    identity = "\n".join((*parts, exchange.captured_at.isoformat(), body.digest, vantage))
    return Evidence(
        id=hashlib.sha256(identity.encode()).hexdigest()[:32],
        collector=collector,
        target=subject,
        source=exchange.source,
        asked=exchange.asked,
        dialled=exchange.dialled,
        request=exchange.request,
        body=body,
        media_type=exchange.media_type,
        captured_at=exchange.captured_at,
        elapsed_s=exchange.elapsed_s,
        vantage=vantage,
        failure=exchange.failure,
        sensitivity=_sensitivity(exchange, collector),
    )


def _sensitivity(exchange: Exchange, collector: str) -> Sensitivity:
    """What the collector says of all that it brings; a register's answer is personal anyway."""
    registry = exchange.media_type == "text/whois" or b"application/rdap+json" in exchange.body[:4096]
    return Sensitivity.PERSONAL if registry else _least().get(collector.partition("@")[0], _PUBLIC)


@cache
def _least() -> Mapping[str, Sensitivity]:
    return {name: getattr(one, "SENSITIVITY", _PUBLIC) for name, one in judging.collectors().items()}
