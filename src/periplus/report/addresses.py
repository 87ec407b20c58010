"""Hosts and their addresses with all that is claimed of each: rows of the name-server table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from periplus.model import Claim, Status, SubjectKind

SPEAKING = frozenset({Status.SUPPORTED, Status.CONTESTED, Status.TOLD_ONLY})
"""Statuses under which a claim says what is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """One address of one host; `host_claims` are those that bring us to it."""

    host: str
    address: str  # empty: the host has no known address
    host_claims: tuple[Claim, ...]
    by_predicate: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)

    def best(self, predicate: str) -> Claim | None:
        """The likeliest claim that says what is, if any."""
        return best(self.by_predicate.get(predicate, ()))

    @property
    def operator(self) -> Claim | None:
        """Who runs the network here: the AS, else the holder of the block."""
        return self.best("address.operator") or self.best("address.holder")

    @property
    def places(self) -> tuple[Claim | None, Claim | None]:
        """In which country and in which city it answers."""
        return self.best("address.located_country"), self.best("address.located_city")


def best(claims: Iterable[Claim]) -> Claim | None:
    """The likeliest of the claims that say what is; a reading counts as certain."""
    speaking = [c for c in claims if c.status in SPEAKING and c.value is not None]
    return min(speaking, key=lambda c: (-_weight(c), c.id), default=None)


def _weight(claim: Claim) -> float:
    return 1.0 if claim.probability is None else claim.probability


def address_rows(claims: Sequence[Claim], hosts: Iterable[str]) -> tuple[AddressRow, ...]:
    """One row per address of the hosts in the order given; a host without address has one row."""
    by_host: dict[str, list[Claim]] = {}
    by_address: dict[str, dict[str, tuple[Claim, ...]]] = {}
    for claim in claims:
        if claim.predicate == "host.address" and claim.value is not None:
            by_host.setdefault(claim.subject.key, []).append(claim)
        elif claim.subject.kind is SubjectKind.ADDRESS:
            known = by_address.setdefault(claim.subject.key, {})
            known[claim.predicate] = (*known.get(claim.predicate, ()), claim)
    rows = []
    for host in hosts:
        found = sorted(by_host.get(host, ()), key=lambda c: (":" in str(c.value), str(c.value)))
        rows += [
            AddressRow(
                host=host,
                address=str(claim.value),
                host_claims=(claim,),
                by_predicate=by_address.get(str(claim.value), {}),
            )
            for claim in found
        ] or [AddressRow(host=host, address="", host_claims=())]
    return tuple(rows)
