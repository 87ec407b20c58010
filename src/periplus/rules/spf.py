"""Who may send mail for a zone, its sender policy evaluated to the end (RFC 7208)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from periplus.facts.dns import DnsAnswer, DnsRecord
from periplus.measures.dns_answers import Answers, answers_in, reading, zones_asked
from periplus.measures.spf import Policy, evaluate, in_words
from periplus.model import Claim, Observation, Sign, Status, Tables, Value

VERSION = 1
READS = (DnsRecord, DnsAnswer)
WRITES = ("zone.spf", "zone.mail_policy")
RULE = f"spf@{VERSION}"

_MAX_NAMED = 12


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One policy per zone whose texts were asked for, and what it comes to in words."""
    answers = answers_in(observations)
    for zone in zones_asked(observations, "TXT"):
        yield from _signs(zone, evaluate(zone, answers), answers)


def _signs(zone: str, policy: Policy, answers: Answers) -> Iterator[Sign]:
    rests_on = [answers[question] for question in policy.consulted]
    if not rests_on:
        return
    status = Status.INSUFFICIENT if policy.state in ("incomplete", "temperror") else None
    value: Value = {
        "record": policy.record,
        "state": policy.state,
        "all": policy.rest if policy.state == "policy" else "",
        "senders": ", ".join(sender.what for sender in policy.senders[:_MAX_NAMED]),
        "lookups": policy.lookups,
        "void_lookups": policy.void_lookups,
    }
    yield reading(zone, "zone.spf", value, rests_on, _reason(zone, policy), rule=RULE, status=status)
    words = in_words(policy)
    because = f"The SPF record of {zone} comes to this: {words}."
    if policy.state == "none":
        because = f"The zone {zone} has no SPF record: nothing says who may send mail for it."
    yield reading(zone, "zone.mail_policy", words, rests_on, because, rule=RULE, status=status)


def _reason(zone: str, policy: Policy) -> str:
    match policy.state:
        case "none":
            return f"The zone {zone} has no SPF record."
        case "permerror" | "temperror":
            return f"The SPF policy of {zone} ends in {policy.state}: {_lower(policy.error)}"
        case "incomplete":
            return f"The SPF policy of {zone} needs answers that were not had."
    counted = f"{policy.lookups} of 10 look-ups, {policy.void_lookups} of 2 void ones"
    return f"The SPF record of {zone} was evaluated to its end, with {counted}."


def _lower(sentence: str) -> str:
    return sentence if sentence.startswith("'") else sentence[:1].lower() + sentence[1:]
