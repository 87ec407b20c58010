"""An exchange as evidence: whose it is, what it is called, and what an export may show of it."""

from __future__ import annotations

import hashlib

from periplus.model import Blob, Evidence, Sensitivity, Subject
from periplus.net.exchange import Exchange


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
        sensitivity=_sensitivity(exchange),
    )


def _sensitivity(exchange: Exchange) -> Sensitivity:
    registry = exchange.media_type == "text/whois" or b"application/rdap+json" in exchange.body[:4096]
    return Sensitivity.PERSONAL if registry else Sensitivity.PUBLIC
