"""What a zone's statements about mail leave open or set against each other (RFC 7208, 7489, 7505)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.model import Basis, Claim, Layer, Observation, Sign, Status, Subject, Tables

VERSION = 1
READS = ("zone.spf", "zone.dmarc", "zone.mail_exchange", "zone.mta_sts", "zone.mail_policy")
WRITES = ("zone.mail_contradiction",)
RULE = f"mail_contradiction@{VERSION}"

_NOBODY = "nobody may send mail for this domain"
_Said = Mapping[str, Sequence[Claim]]


def judge(
    _observations: Sequence[Observation], claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One finding per pair of statements, each with both sides as its support."""
    zones: dict[Subject, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        if claim.status is Status.SUPPORTED:
            zones[claim.subject][claim.predicate].append(claim)
    for zone, said in sorted(zones.items()):
        for between, sentence, sides in _findings(zone.key, said):
            yield _sign(zone, between, sentence, sides)


def _findings(zone: str, said: _Said) -> Iterator[tuple[str, str, Sequence[Claim]]]:
    nobody = [claim for claim in said.get("zone.mail_policy", ()) if claim.value == _NOBODY]
    unruled = [claim for claim in said.get("zone.spf", ()) if _of(claim, "state") == "none"]
    exchanges = [c for c in said.get("zone.mail_exchange", ()) if _of(c, "published")]
    takes = [claim for claim in exchanges if _of(claim, "host") != "."]
    refuses = [claim for claim in exchanges if _of(claim, "host") == "."]
    no_dmarc = [c for c in said.get("zone.dmarc", ()) if _of(c, "published") is False]
    dmarc = [claim for claim in said.get("zone.dmarc", ()) if _of(claim, "published")]
    silent = [claim for claim in dmarc if _of(claim, "reports") is False]
    lax = [claim for claim in dmarc if _of(claim, "policy") == "none"]
    sts = [claim for claim in said.get("zone.mta_sts", ()) if _of(claim, "published")]
    if nobody and takes:
        yield "SPF and MX", f"Nobody may send mail for {zone}, yet it takes mail itself.", nobody + takes
    if nobody and no_dmarc:
        text = f"Nobody may send mail for {zone}, yet no DMARC policy asks receivers to act on that."
        yield "SPF and DMARC", text, nobody + no_dmarc
    if unruled and takes:
        text = f"The zone {zone} takes mail, yet nothing says who may send it."
        yield "MX without SPF", text, unruled + takes
    if takes and no_dmarc and not nobody:
        text = f"The zone {zone} takes mail, yet no DMARC policy protects its name."
        yield "MX without DMARC", text, takes + no_dmarc
    if silent:
        text = f"The DMARC policy of {zone} asks for no reports, so its owner does not see what it does."
        yield "DMARC without reports", text, silent
    if lax:
        yield "DMARC that asks nothing", f"The DMARC policy of {zone} lets failing mail through.", lax
    if refuses and takes:
        text = f"The zone {zone} says that it takes no mail, and names an exchange."
        yield "null MX and MX", text, refuses + takes
    if sts and not takes:
        text = f"The zone {zone} protects the way to its mail exchange, and has none."
        yield "MTA-STS without MX", text, sts


def _of(claim: Claim, key: str) -> Any:  # noqa: ANN401 - a scalar of a flat record
    return claim.value.get(key) if isinstance(claim.value, Mapping) else None


def _sign(zone: Subject, between: str, sentence: str, sides: Sequence[Claim]) -> Sign:
    return Sign(
        subject=zone,
        predicate="zone.mail_contradiction",
        value={"between": between, "finding": sentence},
        layer=Layer.NAMING,
        channel="dns-third-party",
        basis=Basis.DEDUCED,
        observed_at=min(claim.first_observed_at for claim in sides),
        support=tuple(dict.fromkeys(identity for claim in sides for identity in claim.support)),
        reason=sentence,
        rule=RULE,
    )
