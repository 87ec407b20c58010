"""The chain of trust from the root down to a zone's records, step by step (RFC 4033, RFC 4035 §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import dns.name
import dns.rdatatype

from periplus.facts.dnssec import TrustAnchor
from periplus.measures.delegation_signer import Vouched, anchored, vouched
from periplus.measures.denial import Denial, covered, denial
from periplus.measures.signatures_checked import Checked, Checker, Known, key_tag, usable
from periplus.measures.signed_answers import Question, Rdata, Rrset, Told, named

OWN = ("SOA", "NS", "A", "AAAA", "MX")
_MAX_LABELS = 127
_UNVOUCHED = ("unsigned", "opt-out")
_INSECURE = {"delegated": "unsigned", "opt-out": "opt-out", "costly": "NSEC3 iterations"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that was asked and checked; the last that is not valid decides."""

    zone: str
    of: str  # anchor, DNSKEY, DS, SOA, …
    outcome: str  # valid, insecure, bogus, indeterminate
    says: str  # one sentence
    by: str = ""  # the zone whose key signed
    fault: str = ""
    signature: Rdata | None = None
    keys: tuple[Rdata, ...] = ()  # that the step vouches for
    digests: tuple[int, ...] = ()
    denial: Denial | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """How far the chain of trust leads to a name."""

    state: str  # secure, insecure, bogus, indeterminate (RFC 4033 §5)
    at: str  # the zone at which that was decided
    fault: str  # what is wrong or lacking; empty when secure
    steps: tuple[Step, ...]  # the root first


@dataclass(frozen=True, slots=True)
class _Trusted:
    """A zone whose keys are vouched for."""

    name: str
    keys: tuple[Rdata, ...]

    @property
    def zone(self) -> dns.name.Name:
        return named(self.name)

    @property
    def called(self) -> str:
        return "the root" if self.name == "." else f"the zone {self.name}"


def names_above(name: str) -> tuple[str, ...]:
    """The name and its ancestors, the root first: `.`, `org`, `example.org`."""
    labels = [] if name == "." else name.split(".")[-_MAX_LABELS:]
    return (".", *(".".join(labels[at:]) for at in range(len(labels) - 1, -1, -1)))


def questions_for(name: str) -> tuple[Question, ...]:
    """What must be asked to follow the chain to a name and to its own records."""
    own = tuple((name, kind) for kind in OWN)
    above = names_above(name)
    return (*own, (".", "DNSKEY"), *((one, kind) for one in above[1:] for kind in ("DS", "DNSKEY")))


def follow(
    name: str, told: Mapping[Question, Told], anchors: Sequence[TrustAnchor], known: Known
) -> Chain:
    """The chain to a name, from the anchors of the root; times are those of the answers."""
    walk = _Walk(told, Checker(known))
    state, at = walk.down(name, anchors)
    fault = "" if state == "secure" else next((s.fault for s in reversed(walk.steps) if s.fault), "")
    return Chain(state=state, at=at, fault=fault, steps=tuple(walk.steps))


@dataclass(slots=True)
class _Walk:
    told: Mapping[Question, Told]
    checker: Checker
    steps: list[Step] = field(default_factory=list)

    def down(self, name: str, anchors: Sequence[TrustAnchor]) -> tuple[str, str]:
        above = self.root(anchors)
        if isinstance(above, str):
            return above, "."
        for one in names_above(name)[1:]:
            below = self.below(above, one)
            if below == "absent":
                return "secure", above.name
            if isinstance(below, str):
                if self.steps[-1].fault in _UNVOUCHED:
                    self.island(name)
                return below, one
            above = below
        return self.own(above, name), above.name

    # ---------------------------------------------------------------- zones

    def root(self, anchors: Sequence[TrustAnchor]) -> _Trusted | str:
        held = anchored(anchors, dns.name.root)
        tags = _listed(one.key_tag if one.rdtype == dns.rdatatype.DS else key_tag(one) for one in held)
        keys = self.told.get((".", "DNSKEY"))
        start = Step(zone=".", of="anchor", outcome="indeterminate", says="There is no trust anchor.")
        if held:
            says = f"Trust begins at the key {tags}."
            start = Step(zone=".", of="anchor", outcome="valid", says=says, told=keys)
        self.steps.append(start)
        if not held or keys is None or not keys.heard:
            says = "The keys of the root were not had."
            return self.end((".", "DNSKEY"), "indeterminate", says, fault="not answered", told=keys)
        return self.enter(".", held, keys, "the trust anchor")

    def enter(self, name: str, signers: Sequence[Rdata], told: Told, voucher: str) -> _Trusted | str:
        """Into a zone whose keys these signers vouch for."""
        rrset = told.asked
        if rrset is None:
            says = f"{voucher.capitalize()} vouches for keys of {name}, which has none."
            return self.end((name, "DNSKEY"), "bogus", says, fault="no keys", told=told)
        found = vouched(named(name), signers, rrset.records, self.checker.known)
        if found.unchecked:
            says = f"The DS of {name} uses no algorithm and digest that can be checked."
            return self.end((name, "DNSKEY"), "insecure", says, fault="unchecked algorithm", told=told)
        if not found.keys:
            says = f"No key of {name} fits the DS that {voucher} holds for it."
            return self.end((name, "DNSKEY"), "bogus", says, fault="DS mismatch", told=told)
        checked = self.checker.check(rrset, named(name), found.keys, told.at)
        if not checked.holds:
            says = f"The keys of {name} are not proven by the one that is vouched for: {checked.why}."
            return self.end(
                (name, "DNSKEY"),
                "bogus",
                says,
                fault=checked.fault,
                told=told,
                signature=checked.signature,
            )
        return self.entered(name, rrset, told, found, checked)

    def entered(self, name: str, rrset: Rrset, told: Told, found: Vouched, checked: Checked) -> _Trusted:
        keys = tuple(key for key in rrset.records if usable(key))
        tag = checked.signature.key_tag if checked.signature else 0
        called = "The root is signed; its" if name == "." else f"{name} is signed; its"
        self.steps.append(
            Step(
                zone=name,
                of="DNSKEY",
                outcome="valid",
                says=f"{called} {_counted(len(keys), 'key')} are vouched for by the key {tag}."
                if len(keys) != 1
                else f"{called} only key is {tag}.",
                by=name,
                signature=checked.signature,
                keys=keys,
                digests=found.digests,
                told=told,
            )
        )
        return _Trusted(name, keys)

    def below(self, above: _Trusted, name: str) -> _Trusted | str:
        """The zone that answers for a name below: the same one, the next one, or how it ends."""
        told = self.told.get((name, "DS"))
        if told is None or not told.heard:
            says = f"Whether {above.called} vouches for {name} was not answered."
            return self.end((name, "DS"), "indeterminate", says, fault="not answered", told=told)
        signers = told.asked
        if signers is None:
            alias = told.of("CNAME")
            return self.unvouched(above, name, told) if alias is None else self.alias(above, alias, told)
        checked = self.checker.check(signers, above.zone, above.keys, told.at)
        if not checked.holds or checked.expanded_from is not None:
            says = f"{_upper(above.called)} holds a DS for {name} that is not proven: {checked.why}."
            return self.end(
                (name, "DS"), "bogus", says, fault=checked.fault, told=told, signature=checked.signature
            )
        tags = _listed(one.key_tag for one in signers.records)
        digests = tuple(sorted({int(one.digest_type) for one in signers.records}))
        says = f"{_upper(above.called)} vouches for the key {tags} of {name}."
        self.steps.append(
            Step(zone=name, of="DS", outcome="valid", says=says, by=above.name,
                 signature=checked.signature, digests=digests, told=told)
        )  # fmt: skip
        keys = self.told.get((name, "DNSKEY"))
        if keys is None or not keys.heard:
            says = f"{name} has a DS, and the question for its keys was not answered."
            return self.end((name, "DNSKEY"), "indeterminate", says, fault="not answered", told=keys)
        return self.enter(name, signers.records, keys, above.called)

    def unvouched(self, above: _Trusted, name: str, told: Told) -> _Trusted | str:
        """No DS came: whether that is proven, and what it means."""
        found = denial(told, above.zone, above.keys, self.checker)
        signature = found.proofs[0] if found.proofs else None
        step = Step(zone=name, of="DS", outcome="valid", says="", by=above.name,
                    signature=signature, denial=found, told=told)  # fmt: skip
        match found.what:
            case "no type":
                says = f"{name} is no zone of its own: {above.called} proves that it is not delegated."
                self.steps.append(replace(step, says=says))
                return above
            case "no name":
                says = f"{_upper(above.called)} proves that the name {name} does not exist."
                self.steps.append(replace(step, says=says))
                return "absent"
            case "delegated" | "opt-out" | "costly":
                says = f"{_upper(above.called)} is signed and holds no DS for {name}: "
                says += f"by {found.how}, {found.why}."
                if found.what == "costly":
                    says = f"{_upper(above.called)} is not followed further: {found.why}."
                fault = {"delegated": "unsigned", "costly": "NSEC3 iterations"}.get(
                    found.what, found.what
                )
                self.steps.append(replace(step, outcome="insecure", says=says, fault=fault))
                return "insecure"
            case _:
                says = f"That {above.called} holds no DS for {name} is not proven: {found.why}."
                self.steps.append(replace(step, outcome="bogus", says=says, fault="absence not proven"))
                return "bogus"

    def alias(self, above: _Trusted, alias: Rrset, told: Told) -> _Trusted | str:
        """A name that is an alias is no cut."""
        name = told.question[0]
        checked = self.checker.check(alias, above.zone, above.keys, told.at)
        if not checked.holds:
            says = f"{name} is an alias that is not proven: {checked.why}."
            return self.end(
                (name, "DS"), "bogus", says, fault=checked.fault, told=told, signature=checked.signature
            )
        self.steps.append(
            Step(zone=name, of="DS", outcome="valid", says=f"{name} is an alias within {above.called}.",
                 by=above.name, signature=checked.signature, told=told)
        )  # fmt: skip
        return above

    def island(self, name: str) -> None:
        """Keys below a place where nobody vouches for them (RFC 4033 §2)."""
        told = self.told.get((name, "DNSKEY"))
        keys = told.asked if told else None
        if told is None or keys is None:
            return
        checked = self.checker.check(keys, named(name), keys.records, told.at)
        sound = "and they sign themselves" if checked.holds else f"and {checked.why}"
        says = f"{name} has keys that no zone above vouches for, {sound}: an island of security."
        self.steps.append(
            Step(zone=name, of="DNSKEY", outcome="insecure", says=says, by=name, fault="island",
                 signature=checked.signature, keys=tuple(keys.records), told=told)
        )  # fmt: skip

    # ---------------------------------------------------------------- own records

    def own(self, above: _Trusted, name: str) -> str:
        """The verdict on the zone's own records: one that is bogus spoils all."""
        outcomes = [self.record(above, self.told.get((name, kind)), kind, name) for kind in OWN]
        for worst in ("bogus", "insecure"):
            if worst in outcomes:
                return worst
        return "secure" if "valid" in outcomes else "indeterminate"

    def record(self, above: _Trusted, told: Told | None, kind: str, name: str) -> str:
        if told is None or not told.heard:
            says = f"The {kind} records of {name} were not had."
            return self.end((name, kind), "indeterminate", says, fault="not answered", told=told)
        rrset = told.asked or told.of("CNAME")
        if rrset is None:
            return self.absent(above, told, kind, name)
        checked = self.checker.check(rrset, above.zone, above.keys, told.at)
        wild = checked.expanded_from is not None
        if wild and not covered(told, named(name), above.zone, above.keys, self.checker):
            checked = Checked(
                fault="absence not proven", why="it was made from a wildcard without proof"
            )
        if not checked.holds:
            says = f"The {kind} records of {name} are not proven: {checked.why}."
            return self.end(
                (name, kind), "bogus", says, fault=checked.fault, told=told, signature=checked.signature
            )
        says = f"The {rrset.rdtype} records of {name} are signed by {above.called}."
        self.steps.append(
            Step(zone=name, of=kind, outcome="valid", says=says, by=above.name,
                 signature=checked.signature, told=told)
        )  # fmt: skip
        return "valid"

    def absent(self, above: _Trusted, told: Told, kind: str, name: str) -> str:
        found = denial(told, above.zone, above.keys, self.checker)
        step = Step(zone=name, of=kind, outcome="valid", says="", by=above.name, denial=found,
                    signature=found.proofs[0] if found.proofs else None, told=told)  # fmt: skip
        if found.what in ("no type", "no name"):
            says = f"{_upper(above.called)} proves that {name} has no {kind} record."
            self.steps.append(replace(step, says=says))
            return "valid"
        says = f"That {name} has no {kind} record is not proven: {found.why}."
        outcome = "insecure" if found.what == "costly" else "bogus"
        fault = "NSEC3 iterations" if found.what == "costly" else "absence not proven"
        self.steps.append(replace(step, outcome=outcome, says=says, fault=fault))
        return outcome

    def end(
        self,
        question: Question,
        outcome: str,
        says: str,
        *,
        fault: str,
        told: Told | None,
        signature: Rdata | None = None,
    ) -> str:
        """A step that does not hold; its outcome."""
        zone, of = question
        self.steps.append(
            Step(zone=zone, of=of, outcome=outcome, says=says, fault=fault, told=told,
                 signature=signature)
        )  # fmt: skip
        return outcome


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(tags: Iterable[int]) -> str:
    return ", ".join(str(tag) for tag in dict.fromkeys(tags)) or "none"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}s"
