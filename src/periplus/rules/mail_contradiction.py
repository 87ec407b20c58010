"""What a zone's statements about mail leave open or set against each other (RFC 7208, 7489, 7505)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from periplus.model import Basis, Claim, Layer, Observation, Sign, Status, Subject, Tables

VERSION = 2
READS = (
    "zone.spf", "zone.dmarc", "zone.mail_exchange", "zone.mta_sts", "zone.mail_policy",
    "zone.mta_sts_policy", "zone.exchange_spf", "zone.exchange_dane",
)  # fmt: skip
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
    yield from _transport(zone, said)
    yield from _exchanges(zone, said, nobody=bool(nobody))


def _transport(zone: str, said: _Said) -> Iterator[tuple[str, str, Sequence[Claim]]]:
    for policy in said.get("zone.mta_sts_policy", ()):
        left_out = _of(policy, "left_out")
        if _of(policy, "mode") == "enforce" and left_out:
            text = f"Senders that keep to the MTA-STS policy of {zone} deliver nothing to {left_out}."
            sides = [
                c for c in said.get("zone.mail_exchange", ()) if _of(c, "host") in left_out.split(", ")
            ]
            yield "MTA-STS and MX", text, [policy, *sides]
        if _of(policy, "fault"):
            announced = said.get("zone.mta_sts", ())
            text = f"The zone {zone} announces an MTA-STS policy that cannot be used."
            yield "MTA-STS record and policy", text, [policy, *announced]
    for pinned in said.get("zone.exchange_dane", ()):
        if _of(pinned, "published") and _of(pinned, "authenticated") is False:
            host = _of(pinned, "host")
            text = f"The exchange {host} pins its certificate where nobody can prove it: no signed zone."
            yield "TLSA without DNSSEC", text, [pinned]


def _exchanges(zone: str, said: _Said, *, nobody: bool) -> Iterator[tuple[str, str, Sequence[Claim]]]:
    results = said.get("zone.exchange_spf", ())
    failing = [claim for claim in results if _of(claim, "result") == "fail"]
    # Taking mail and sending it are often two services: only all of them failing is worth a word.
    if failing and len(failing) == len(results) and not nobody:
        text = f"No exchange of {zone} may itself send mail for it, not even notes of failure."
        yield "SPF and its own exchanges", text, failing


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
