"""Whether one address may send for a domain: check_host() over answers (RFC 7208 §4)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from periplus.measures.dns_answers import Answer, Answers, Question
from periplus.measures.spf import MAX_EXCHANGES, MAX_LOOKUPS, MAX_VOID_LOOKUPS, spf_records
from periplus.measures.spf_macro import Message, expanded, is_name, letters, target_name
from periplus.measures.spf_record import Record, SpfError, Term, parse_record

_MAX_NAMES = 10  # of an address, RFC 7208 §4.6.4
_RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a receiver is told."""

    result: str  # pass, fail, softfail, neutral, none, permerror, temperror; incomplete: see `missing`
    reason: str = ""  # the term that matched, or what went wrong
    explanation: str = ""  # what the domain says to a sender that fails
    lookups: int = 0
    void_lookups: int = 0
    missing: tuple[Question, ...] = ()  # what must be asked before it can be told
    consulted: tuple[Question, ...] = ()


class _TempError(Exception):
    """A server failed."""


class _MissingError(Exception):
    """An answer is not there yet: whether a term matches decides what is asked next."""


def check_host(message: Message, answers: Answers) -> Result:
    """The result for a message; never raises, whatever the answers hold.

    Ask what is `missing`, and check again: each round needs the answers of the one before.
    """
    address = message.address
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:  # RFC 7208 §5
        message = Message(address=address.ipv4_mapped, sender=message.sender, helo=message.helo)
    walk = _Walk(message=message, answers=answers)
    domain = message.origin.lower().removesuffix(".")
    result, reason, explanation = "none", "", ""
    try:
        result, reason, explanation = walk.check(domain)
    except SpfError as problem:
        result, reason = "permerror", str(problem)
    except _TempError as problem:
        result, reason = "temperror", str(problem)
    except _MissingError:
        result = "incomplete"
    return Result(
        result=result,
        reason=reason,
        explanation=explanation,
        lookups=walk.lookups,
        void_lookups=walk.voids,
        missing=tuple(dict.fromkeys(walk.missing)),
        consulted=tuple(dict.fromkeys(walk.consulted)),
    )


@dataclass(slots=True, kw_only=True)
class _Walk:
    message: Message
    answers: Answers
    lookups: int = 0
    voids: int = 0
    missing: list[Question] = field(default_factory=list)
    consulted: list[Question] = field(default_factory=list)

    # ------------------------------------------------------------ questions

    def ask(self, name: str, rdtype: str) -> Answer:
        question = (name, rdtype)
        answer = self.answers.get(question)
        if answer is None:
            self.missing.append(question)
            raise _MissingError
        self.consulted.append(question)
        if not answer.told:
            raise _TempError(f"The question {rdtype} of {name} ended with {answer.rcode}.")
        return answer

    def counted(self, name: str, rdtype: str, term: str) -> tuple[str, ...]:
        """The answer to a term's own question, which may be void."""
        records = self.ask(name, rdtype).records if is_name(name) else ()
        if not records and is_name(name):
            self.voids += 1
            if self.voids > MAX_VOID_LOOKUPS:
                raise SpfError(f"{term} is the third look-up that finds nothing, where two are allowed.")
        return records

    def count(self, term: str) -> None:
        self.lookups += 1
        if self.lookups > MAX_LOOKUPS:
            raise SpfError(f"{term} is look-up {self.lookups}, where {MAX_LOOKUPS} are allowed.")

    # ------------------------------------------------------------ records

    def check(self, domain: str) -> tuple[str, str, str]:
        """Result, the term that decided, explanation."""
        # RFC 7208 §4.3: a domain of one label, or malformed, has no policy.
        if not is_name(domain) or "." not in domain:
            return "none", "", ""
        texts = spf_records(self.ask(domain, "TXT").records)
        if len(texts) > 1:
            raise SpfError(f"{domain} has {len(texts)} SPF records where one is allowed.")
        if not texts:
            return "none", "", ""
        record = parse_record(texts[0])
        for term in record.terms:
            if self.matches(term, domain):
                result = _RESULTS[term.qualifier]
                return result, str(term), self.explained(record, domain) if result == "fail" else ""
        if record.redirect is not None:
            return self.redirected(record.redirect, domain)
        return "neutral", "", ""

    def redirected(self, spec: str, domain: str) -> tuple[str, str, str]:
        self.count(f"redirect={spec}")
        target = self.name(spec, domain)
        found = self.check(target)
        if found[0] == "none":
            raise SpfError(f"redirect={spec} leads to {target}, which has no SPF record.")
        return found

    def explained(self, record: Record, domain: str) -> str:
        """RFC 7208 §6.2: whatever goes wrong here, there is no explanation."""
        if record.explanation is None:
            return ""
        try:
            texts = self.ask(self.name(record.explanation, domain), "TXT").records
        except _TempError:
            return ""
        if len(texts) != 1 or not texts[0].isascii():
            return ""
        return expanded(texts[0], letters(self.message, domain), lambda: self.validated(domain))

    def name(self, spec: str, domain: str) -> str:
        known = letters(self.message, domain)
        return target_name(expanded(spec, known, lambda: self.validated(domain)))

    # ------------------------------------------------------------ mechanisms

    def matches(self, term: Term, domain: str) -> bool:
        if term.name == "all":
            return True
        if term.name in ("ip4", "ip6"):
            return self.message.address in ipaddress.ip_network(term.spec)
        self.count(str(term))
        target = self.name(term.spec, domain) if term.spec else domain
        return _MECHANISMS[term.name](self, term, target)

    def include(self, term: Term, target: str) -> bool:
        result, _, _ = self.check(target)
        if result == "none":
            raise SpfError(f"{term} leads to {target}, which has no SPF record.")
        return result == "pass"

    def a(self, term: Term, target: str) -> bool:
        return self.is_among(self.counted(target, self.rdtype, str(term)), term)

    def mx(self, term: Term, target: str) -> bool:
        exchanges = self.counted(target, "MX", str(term))
        if len(exchanges) > MAX_EXCHANGES:
            raise SpfError(f"{term} leads to more than {MAX_EXCHANGES} mail exchanges.")
        hosts = (exchange.rpartition(" ")[2] for exchange in exchanges)
        return any(
            self.is_among(self.ask(host, self.rdtype).records, term) for host in hosts if is_name(host)
        )

    def ptr(self, _term: Term, target: str) -> bool:
        return any(name == target or name.endswith(f".{target}") for name in self.names())

    def exists(self, term: Term, target: str) -> bool:
        return bool(self.counted(target, "A", str(term)))

    @property
    def rdtype(self) -> str:
        return "A" if self.message.address.version == 4 else "AAAA"

    def is_among(self, addresses: tuple[str, ...], term: Term) -> bool:
        version4, _, version6 = term.cidr.removeprefix("/").partition("//")
        if term.cidr.startswith("//"):
            version4, version6 = "", term.cidr.removeprefix("//")
        length = (version4 or "32") if self.rdtype == "A" else (version6 or "128")
        networks = (ipaddress.ip_network(f"{one}/{length}", strict=False) for one in addresses)
        return any(self.message.address in network for network in networks)

    # ------------------------------------------------------------ names of the address

    def names(self) -> list[str]:
        """The names whose addresses hold the sender's (RFC 7208 §5.5); errors are no names."""
        try:
            found = self.ask(self.message.address.reverse_pointer, "PTR").records
        except _TempError:
            return []
        return [name for name in found[:_MAX_NAMES] if self.leads_back(name)]

    def leads_back(self, name: str) -> bool:
        try:
            records = self.ask(name, self.rdtype).records if is_name(name) else ()
        except _TempError:
            return False
        return any(ipaddress.ip_address(one) == self.message.address for one in records)

    def validated(self, domain: str) -> str:
        """RFC 7208 §7.3: the domain itself, a name below it, any name; else unknown."""
        names = self.names()
        below = [name for name in names if name.endswith(f".{domain}")]
        return domain if domain in names else next(iter([*below, *names]), "unknown")


_MECHANISMS: Mapping[str, Callable[[_Walk, Term, str], bool]] = {
    "include": _Walk.include,
    "a": _Walk.a,
    "mx": _Walk.mx,
    "ptr": _Walk.ptr,
    "exists": _Walk.exists,
}
