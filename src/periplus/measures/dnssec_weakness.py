"""What is to be said against a chain that holds: old algorithms, short keys, proofs (RFC 9276)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from periplus.measures.dnssec import Chain, Step
from periplus.measures.signatures_checked import Known, key_tag
from periplus.measures.signed_answers import Rdata, Told

SHORTEST_RSA_BITS = 2048  # NIST SP 800-57 part 1, §5.6.1: 112 bits of strength
_RSA = (1, 5, 7, 8, 10)
_SOON_DAYS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakness:
    """One weak place of a chain."""

    zone: str
    what: str  # a few words
    says: str  # one sentence
    citation: str
    told: Told


def weaknesses(chain: Chain, known: Known) -> tuple[Weakness, ...]:
    """The weak places, each once for a zone."""
    found: dict[tuple[str, str], Weakness] = {}
    for step in chain.steps:
        if step.told is None:
            continue
        for what, says, citation in _of(step, known):
            weakness = Weakness(zone=step.zone, what=what, says=says, citation=citation, told=step.told)
            found.setdefault((step.zone, what), weakness)
    return tuple(found.values())


def _of(step: Step, known: Known) -> Iterator[tuple[str, str, str]]:
    if step.outcome == "valid" and step.of == "DNSKEY":
        numbers = sorted({int(key.algorithm) for key in step.keys})
        for kind in map(known.algorithm, numbers):
            if kind.against:
                says = f"The keys of {step.zone} use {kind.name}, which {kind.against}."
                yield f"algorithm {kind.name}", says, kind.citation
        for key in step.keys:
            bits = rsa_bits(key)
            if bits is not None and bits < SHORTEST_RSA_BITS:
                says = f"The key {key_tag(key)} of {step.zone} has only {bits} bits."
                yield f"RSA key of {bits} bits", says, "NIST SP 800-57 part 1, §5.6.1"
    if step.of == "DS":
        kinds = map(known.digest, step.digests)
        for kind in kinds:
            if kind.against:
                says = f"A DS of {step.zone} uses {kind.name}, which {kind.against}."
                yield f"digest {kind.name}", says, kind.citation
    if step.denial is not None and step.denial.how == "NSEC3":
        yield from _nsec3(step)
    yield from _ending(step)


def _nsec3(step: Step) -> Iterator[tuple[str, str, str]]:
    denial = step.denial
    if denial is not None and denial.iterations:
        says = f"The proofs of absence hash {denial.iterations} times more; it should be 0."
        yield "NSEC3 iterations", says, "RFC 9276 §3.1"
    if denial is not None and denial.salt:
        yield "NSEC3 salt", "The proofs of absence use a salt, which gains nothing.", "RFC 9276 §3.1"


def _ending(step: Step) -> Iterator[tuple[str, str, str]]:
    if step.outcome != "valid" or step.signature is None or step.told is None:
        return
    left_days = (step.signature.expiration - step.told.at.timestamp()) / 86_400
    if left_days < _SOON_DAYS:
        hours = max(0, int(left_days * 24))
        says = f"The signature on the {step.of} answer of {step.zone} ends {hours} hours after capture."
        yield "signature about to end", says, "RFC 6781 §4.4.2"


def rsa_bits(key: Rdata) -> int | None:
    """The length of an RSA key's modulus (RFC 3110 §2); None for other keys and for broken ones."""
    if int(key.algorithm) not in _RSA or len(key.key) < 4:
        return None
    octets = key.key
    size, start = (octets[0], 1) if octets[0] else (int.from_bytes(octets[1:3]), 3)
    modulus = octets[start + size :]
    return int.from_bytes(modulus).bit_length() if modulus else None
