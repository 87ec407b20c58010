"""Signals of a country's connection handed over as files: IODA, RIPEstat and IHR JSON, MRT updates."""

from __future__ import annotations

from collections.abc import Iterator

from periplus.facts.capture import body_of
from periplus.facts.outage import ToldOutage, read_outages
from periplus.facts.updates import read_updates
from periplus.model import Basis, Contact, Evidence, Reading, Sensitivity, SubjectKind

VERSION = 1
CONTACT = Contact.NONE
KIND = "signals"
MEDIA_TYPE = "application/vnd.periplus.signals"  # JSON or MRT as it came
SENSITIVITY = Sensitivity.PUBLIC


def kept(content: bytes) -> bytes:
    """The file as it is."""
    if next(read_outages(content), None) is None and next(read_updates(content), None) is None:
        raise ValueError(
            "it has no series of IODA or RIPEstat, no events of IHR, and no BGP updates in MRT"
        )
    return content


def parse(evidence: Evidence) -> Iterator[Reading]:
    """Each series or event about the country that the case is of."""
    if evidence.target.kind is not SubjectKind.COUNTRY:
        return
    body = body_of(evidence)
    for fact, selector in (*read_outages(body), *read_updates(body)):
        basis = Basis.TOLD if isinstance(fact, ToldOutage) else Basis.DEDUCED
        yield Reading(subject=evidence.target, fact=fact, selector=selector, basis=basis)
