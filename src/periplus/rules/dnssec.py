"""Whether a chain of trust leads from the root to a zone, what each step rests on, and where it ends."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from periplus.facts.dnssec import SignedAnswer, TrustAnchor, WireRecord
from periplus.measures.dnssec import Chain, Step, follow
from periplus.measures.dnssec_weakness import Weakness, weaknesses
from periplus.measures.signatures_checked import Kind, Known, key_tag, moment
from periplus.measures.signed_answers import Told, told_in
from periplus.model import (
    Basis,
    Claim,
    Layer,
    Observation,
    Sign,
    Subject,
    SubjectKind,
    Tables,
    Value,
)

VERSION = 2
READS = (SignedAnswer, WireRecord, TrustAnchor)
WRITES = ("zone.dnssec", "zone.dnssec_step", "zone.dnssec_weakness")
RULE = f"dnssec@{VERSION}"


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One verdict per zone that was looked at, one row per step of the chain, and its weak places."""
    told = told_in(observations)
    anchors, anchor_ids = _anchors(observations, tables)
    known = _known(tables)
    asked = {name for name, rdtype in told if rdtype == "DNSKEY"}
    targets = {one.target.key for one in observations if one.target.kind is SubjectKind.ZONE}
    for zone in sorted(targets & asked):
        chain = follow(zone, told, anchors, known)
        asked_for = (*anchor_ids, *told[zone, "DNSKEY"].ids)
        yield from _signs(zone, chain, known, asked_for)


def _anchors(
    observations: Sequence[Observation], tables: Tables
) -> tuple[list[TrustAnchor], tuple[str, ...]]:
    """The user's own trust anchors, or the root's as published."""
    own = [one for one in observations if isinstance(one.fact, TrustAnchor)]
    if own:
        facts = [one.fact for one in own if isinstance(one.fact, TrustAnchor)]
        return facts, tuple(one.id for one in own)
    rows = tables.rows("trust_anchors")
    return [
        TrustAnchor(
            zone=row["zone"],
            rdtype="DS",
            data=f"{row['key_tag']} {row['algorithm']} {row['digest_type']} {row['digest']}",
        )
        for row in rows
    ], ()


def _known(tables: Tables) -> Known:
    def kinds(name: str) -> Mapping[int, Kind]:
        return {int(row["number"]): Kind(**row) for row in tables.rows(name)}

    return Known(algorithms=kinds("dnssec_algorithms"), digests=kinds("dnssec_digests"))


def _signs(zone: str, chain: Chain, known: Known, rests_on: tuple[str, ...]) -> Iterator[Sign]:
    """The chain's verdict, steps and weak places; `rests_on`: why it was followed, and from where."""
    told = [step.told for step in chain.steps if step.told is not None]
    if not told:
        return
    because = f"Every signature from the root to {zone} holds."
    if chain.state != "secure":
        because = _deciding(chain).says
    value = {"state": chain.state, "at": chain.at, "because": because, "fault": chain.fault or None}
    value["first_expiry"] = _first_expiry(chain)
    reason = " ".join(step.says for step in chain.steps)
    verdict = _sign(zone, "zone.dnssec", value, told, reason)
    yield _resting(verdict, rests_on)
    above = rests_on
    for number, step in enumerate(chain.steps, 1):
        if step.told is not None:
            row = _row(number, step, known)
            sign = _sign(zone, "zone.dnssec_step", row, [step.told], step.says)
            yield _resting(sign, above)
            if step.of in ("anchor", "DNSKEY", "DS"):  # what the steps below trust
                above = (*above, *step.told.ids)
    for weakness in weaknesses(chain, known):
        yield _resting(_weak(zone, weakness), above)


def _resting(sign: Sign, above: tuple[str, ...]) -> Sign:
    return replace(sign, support=tuple(dict.fromkeys((*sign.support, *above))))


def _deciding(chain: Chain) -> Step:
    """The first step that ends as the chain does."""
    return next((one for one in chain.steps if one.outcome == chain.state), chain.steps[-1])


def _first_expiry(chain: Chain) -> str | None:
    """When the first of the signatures that hold ends."""
    ends = [s.signature.expiration for s in chain.steps if s.signature and s.outcome == "valid"]
    return _time(min(ends)) if ends and chain.state == "secure" else None


def _row(number: int, step: Step, known: Known) -> Value:
    signature, told = step.signature, step.told
    row: dict[str, str | int | float | bool | None] = {
        "step": number,
        "zone": step.zone,
        "asked": step.of,
        "outcome": step.outcome,
        "fault": step.fault or None,
        "says": step.says,
        "keys": ", ".join(str(key_tag(key)) for key in step.keys) or None,
        "digests": ", ".join(known.digest(one).name for one in step.digests) or None,
    }
    if signature is not None and told is not None:
        row |= {
            "signed_by": str(signature.signer.to_text(omit_final_dot=True)).lower(),
            "key_tag": int(signature.key_tag),
            "algorithm": known.algorithm(int(signature.algorithm)).name,
            "valid_from": _time(signature.inception),
            "valid_until": _time(signature.expiration),
            "days_left": math.floor((moment(signature.expiration) - told.at).total_seconds() / 86_400),
        }
    if step.denial is not None and step.denial.how:
        row |= {"denied_by": step.denial.how, "opt_out": step.denial.opt_out}
        row |= {"iterations": step.denial.iterations, "salt": step.denial.salt or None}
    return {key: value for key, value in row.items() if value is not None}


def _time(seconds: int) -> str:
    return moment(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")


def _weak(zone: str, weakness: Weakness) -> Sign:
    value = {"zone": weakness.zone, "what": weakness.what, "citation": weakness.citation}
    return _sign(zone, "zone.dnssec_weakness", value, [weakness.told], weakness.says)


def _sign(zone: str, predicate: str, value: Value, told: Sequence[Told], reason: str) -> Sign:
    return Sign(
        subject=Subject(kind=SubjectKind.ZONE, key=zone),
        predicate=predicate,
        value=value,
        layer=Layer.NAMING,
        channel="dns-third-party",
        basis=Basis.WITNESSED,
        observed_at=min(one.at for one in told),
        support=tuple(dict.fromkeys(identity for one in told for identity in one.ids)),
        reason=reason,
        rule=RULE,
    )
