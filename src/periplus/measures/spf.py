"""Sender policies evaluated to the end, over answers that are already there (RFC 7208)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from periplus.measures.dns_answers import Answer, Answers, Question
from periplus.measures.spf_record import Record, SpfError, Term, expand, parse_record

MAX_LOOKUPS = 10  # RFC 7208 §4.6.4
MAX_VOID_LOOKUPS = 2
MAX_EXCHANGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Somebody that a policy lets send."""

    what: str  # a network, a host, or a sentence's subject: "everybody"
    term: str  # as it stands in the record
    domain: str  # whose record says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the policy of a domain comes to. Counts are those of a message that nothing matches."""

    domain: str
    state: str  # policy, none, permerror, temperror, incomplete
    error: str = ""  # one sentence, for permerror and temperror
    record: str = ""
    senders: tuple[Sender, ...] = ()
    rest: str = "?"  # qualifier for everybody else: + - ~ ?; RFC 7208 §4.7 when none is given
    lookups: int = 0
    void_lookups: int = 0
    missing: tuple[Question, ...] = ()  # what must be asked before it can be told
    consulted: tuple[Question, ...] = ()  # answers that it rests on


class _TempError(Exception):
    """A server failed; a receiver would try again later (RFC 7208 §2.6.6)."""


def evaluate(domain: str, answers: Answers) -> Policy:
    """The policy of `domain` as far as these answers tell; never raises, whatever they hold.

    Every lookup raises a counter that ends the evaluation at the RFC's limit, so loops and bombs of
    includes end too. `missing` names what to ask next; ask, and evaluate again.
    """
    walk = _Walk(answers=answers)
    state, error, rest = "policy", "", "?"
    try:
        found = walk.record(domain)
        if found is None:
            state = "incomplete" if walk.missing else "none"
        else:
            rest = walk.follow(domain, found)
    except SpfError as problem:
        state, error = "permerror", str(problem)
    except _TempError as problem:
        state, error = "temperror", str(problem)
    if state == "policy" and walk.missing:
        state = "incomplete"
    return Policy(
        domain=domain,
        state=state,
        error=error,
        record=walk.first,
        senders=tuple(dict.fromkeys(walk.senders)) if state == "policy" else (),
        rest=rest,
        lookups=walk.lookups,
        void_lookups=walk.voids,
        missing=tuple(dict.fromkeys(walk.missing)) if not error else (),
        consulted=tuple(dict.fromkeys(walk.consulted)),
    )


def spf_records(texts: Iterable[str]) -> list[str]:
    """The texts that are policies: `v=spf1`, then a space or nothing (RFC 7208 §4.5)."""
    return [text for text in texts if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


@dataclass(slots=True, kw_only=True)
class _Walk:
    answers: Answers
    first: str = ""
    lookups: int = 0
    voids: int = 0
    senders: list[Sender] = field(default_factory=list)
    missing: list[Question] = field(default_factory=list)
    consulted: list[Question] = field(default_factory=list)

    def ask(self, name: str, rdtype: str) -> Answer | None:
        """The answer, or None when it is not there yet."""
        question = (name.lower().removesuffix("."), rdtype)
        answer = self.answers.get(question)
        if answer is None:
            self.missing.append(question)
            return None
        self.consulted.append(question)
        if not answer.told:
            raise _TempError(f"The question {rdtype} of {question[0]} ended with {answer.rcode}.")
        return answer

    def record(self, domain: str) -> Record | None:
        """The domain's record; None when it has none, or is not known yet."""
        answer = self.ask(domain, "TXT")
        texts = spf_records(answer.records) if answer else []
        self.first = self.first or next(iter(texts), "")
        if len(texts) > 1:
            raise SpfError(f"{domain} has {len(texts)} SPF records where one is allowed.")
        return parse_record(texts[0]) if texts else None

    def follow(self, domain: str, record: Record) -> str:
        """Collect the senders of a record; the qualifier for everybody else."""
        for term in record.terms:
            if term.name == "all":
                if term.qualifier == "+":
                    self.sender(domain, term, "everybody")
                return term.qualifier
            self.mechanism(domain, term)
        if record.redirect is None:
            return "?"
        return self.redirect(domain, record.redirect)

    def redirect(self, domain: str, spec: str) -> str:
        self.count(f"redirect={spec}")
        target = expand(spec, domain)
        if target is None:
            return "?"
        found = self.record(target)
        if found is None:
            return self._lacking(f"redirect={spec}", target)
        return self.follow(target, found)

    def _lacking(self, term: str, target: str) -> str:
        if (target.lower(), "TXT") not in self.missing:
            raise SpfError(f"{term} leads to {target}, which has no SPF record.")
        return "?"

    def mechanism(self, domain: str, term: Term) -> None:
        if term.name in ("ip4", "ip6"):
            self.sender(domain, term, term.spec)
            return
        self.count(str(term))
        target = expand(term.spec, domain) if term.spec else domain
        match term.name:
            case "include" if target is not None:
                self.include(target, term)
            case "a" if target is not None:
                self.hosts(domain, term, target)
            case "mx" if target is not None:
                self.exchanges(domain, term, target)
            case "ptr":
                self.sender(domain, term, f"any address with a reverse name below {target or term.spec}")
            case _:  # exists, and names made from the message
                self.sender(domain, term, f"whoever the look-up of {term.spec} lets")

    def include(self, target: str, term: Term) -> None:
        # RFC 7208 §5.2: only a pass of the included policy matches; it gets this term's qualifier.
        found = self.record(target)
        if found is None:
            self._lacking(str(term), target)
            return
        before = len(self.senders)
        self.follow(target, found)
        if term.qualifier != "+":
            del self.senders[before:]

    def hosts(self, domain: str, term: Term, target: str) -> None:
        found = [answer for rdtype in ("A", "AAAA") if (answer := self.ask(target, rdtype))]
        if len(found) == 2 and not any(answer.records for answer in found):
            self.void(str(term))
        self.sender(domain, term, _sized(target, term))

    def exchanges(self, domain: str, term: Term, target: str) -> None:
        answer = self.ask(target, "MX")
        if answer is None:
            return
        if len(answer.records) > MAX_EXCHANGES:
            raise SpfError(f"{term} leads to more than {MAX_EXCHANGES} mail exchanges.")
        if not answer.records:
            self.void(str(term))
        for exchange in answer.records:
            self.sender(domain, term, _sized(exchange.rpartition(" ")[2], term))

    def sender(self, domain: str, term: Term, what: str) -> None:
        if term.qualifier == "+":
            self.senders.append(Sender(what=what, term=str(term), domain=domain))

    def count(self, term: str) -> None:
        self.lookups += 1
        if self.lookups > MAX_LOOKUPS:
            raise SpfError(f"{term} is look-up {self.lookups}, where {MAX_LOOKUPS} are allowed.")

    def void(self, term: str) -> None:
        self.voids += 1
        if self.voids > MAX_VOID_LOOKUPS:
            raise SpfError(f"{term} is the third look-up that finds nothing, where two are allowed.")


def _sized(host: str, term: Term) -> str:
    return f"{host}{term.cidr}"


# ---------------------------------------------------------------- in words

_REST = {
    "-": "and nobody else",
    "~": "and the rest is to be suspected",
    "?": "and nothing is said of the rest",
    "+": "and so may everybody else",
}


def in_words(policy: Policy) -> str:
    """Who may send mail for the domain, as the end of a sentence."""
    match policy.state:
        case "none":
            return "no policy: nothing says who may send mail for this domain"
        case "permerror":
            return "a policy in error: receivers may treat it as none"
        case "temperror" | "incomplete":
            return "not to be told: an answer that the policy needs was not had"
    if any(sender.what == "everybody" for sender in policy.senders):
        return "everybody may send mail for this domain"
    if not policy.senders:
        return _NO_SENDERS[policy.rest]
    number = len(policy.senders)
    sources = "1 source" if number == 1 else f"{number} sources"
    return f"{sources} may send mail for this domain, {_REST[policy.rest]}"


_NO_SENDERS = {
    "-": "nobody may send mail for this domain",
    "~": "no sender is named, and all mail for this domain is to be suspected",
    "?": "no sender is named, and nothing is said of the rest",
    "+": "everybody may send mail for this domain",
}
