"""Claims in plain words: value, certainty (ICD 203) and sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from periplus.model import Claim, Shape, Status, Subject, SubjectKind, Value
from periplus.report import (
    entity_words,
    event_words,
    interference_words,
    naming_words,
    port_words,
    routing_words,
    site_words,
    use_words,
    visit_words,
)
from periplus.report.inputs import Term
from periplus.report.text import count, date, scalar_text
from periplus.signatures.countries import country_text

_PART = re.compile(r"(?=share|of )(?:share ?)?(of .*)?\Z")  # a unit that says: a part of something
Record: TypeAlias = Mapping[str, str | int | float | bool | None]

SENTENCES: Mapping[str, str] = {
    "vantage.answers_for_targets": "From {subject} a {value} answers for the targets",
    "zone.manager": "{subject} is delegated to {value}",
    "zone.manager_address": "The registry keeps this address of the manager of {subject}: {value}",
    "zone.created": "The delegation of {subject} was made on {value}",
    "zone.changed": "The registry tells {value} as the last change of {subject}",
    "zone.administrative_contact": "{value} is the administrative contact of {subject}",
    "zone.technical_contact": "{value} is the technical contact of {subject}",
    "zone.name_server": "{value} is a name server of {subject}",
    "zone.registrar": "{subject} was registered through {value}",
    "zone.holder": "{subject} is registered to {value}",
    "zone.holder_country": "The holder of {subject} is registered in {value}",
    "zone.registered": "{subject} was registered on {value}",
    "zone.registration_changed": "The registration of {subject} last changed on {value}",
    "zone.registration_expires": "{subject} is registered until {value}",
    "zone.registration_status": "The registry gives {subject} the status {value}",
    "zone.registered_dnssec": "The registry keeps the delegation of {subject} as {value}",
    "zone.registered_name_server": "The registry lists {value} as a name server of {subject}",
    "zone.contact_role": "The registry lists for {subject}: {value}",
    "asn.name": "The registry names {subject} {value}",
    "asn.holder": "{subject} is registered to {value}",
    "asn.registered_country": "{subject} is registered in {value}",
    "asn.registered": "{subject} was registered on {value}",
    "asn.contact_role": "The registry lists for {subject}: {value}",
    "host.address": "{subject} has the address {value}",
    "address.ptr": "The reverse name of {subject} is {value}",
    "address.prefix": "{subject} lies in the registered block {value}",
    "address.holder": "The block around {subject} is registered to {value}",
    "address.block_name": "The block around {subject} is named {value}",
    "address.contact_role": "The registry lists for the block around {subject}: {value}",
    "address.registered_country": "The block around {subject} is registered in {value}",
    "address.located_country": "{subject} answers from {value}",
    "address.located_city": "{subject} answers from {value}",
    "address.provider_region": "The provider's own list places {subject} in {value}",
    "address.asn": "{subject} is announced by {value}",
    "address.operator": "The network that announces {subject} is registered as {value}",
    "address.place_contradiction": "{subject} cannot be where it is placed: {value}",
    "address.round_trip": "{subject} answered a probe after {value}",
    "address.port": "At {subject}: {value}",
    "address.scanned_trait": "A search engine of scans says of {subject}: {value}",
    "address.other_ports": "At {subject}: {value}",
    "address.service": "{subject} speaks {value}",
    "address.service_says": "A server at {subject} calls itself {value}",
    "address.open_everywhere": "At {subject} all ports open: {value}",
    "address.ports_not_asked": "The ports of {subject} were not asked: there is an edge of {value}",
    "address.port_contradiction": "At {subject}, {value}",
    "path.distance": "On {subject}, the server is {value} hops away",
    "path.hop": "On {subject}, hop {value}",
    "path.link": "On {subject}, one flow passed {value}",
    "path.border": "{subject} crosses a border: {value}",
    "path.interference": "On {subject}, somebody answers for the server: {value}",
    "site.status_code": "{subject} answers with status {value}",
    "site.field": "{subject} sends {value}",
    "site.cookie": "{subject} sets the cookie {value}",
    "site.cookie_finding": "A cookie of {subject} lacks a flag: {value}",
    "site.missing_field": "{subject} does not send {value}",
    "site.page_finding": "The page of {subject} is to be mended: {value}",
    "site.security_txt": "Whom to tell of flaws of {subject}: {value}",
    "site.library_flaw": "The page of {subject} loads a library with a known flaw: {value}",
    "site.library_check": "Of the libraries of {subject} are known: {value}",
    "site.field_finding": "A field of {subject} is to be mended: {value}",
    "site.transport_security": "Encryption of {subject} is kept like this: {value}",
    "site.edge": "The connection to {subject} ends at {value}",
    "site.edge_feature": "The edge of {subject} runs {value}",
    "site.backend": "Behind the edge of {subject} stands {value}",
    "site.server_contradiction": "What answers for {subject} is at odds: {value}",
    "site.web_server": "The pages of {subject} are served by {value}",
    "site.web_server_version": "The web server of {subject} tells its version: {value}",
    "site.web_server_support": "The web server of {subject} is a version mended like this: {value}",
    "site.technology_support": "{subject} runs a version mended like this: {value}",
    "site.page_technology_support": "The page of {subject} has a version mended like this: {value}",
    "origin.os_support": "The origin at {subject} is a version mended like this: {value}",
    "site.technology_history_support": "{subject} ran a version mended like this: {value}",
    "site.tls_version": "{subject} chose {value} for an ordinary client",
    "site.tls_suite": "{subject} chose the suite {value} for an ordinary client",
    "site.tls_version_offered": "When a version of TLS alone is offered to {subject}: {value}",
    "site.tls_suites_offered": "{subject} agrees to {value}",
    "site.tls_groups_offered": "{subject} agrees to the groups {value}",
    "site.tls_feature": "The encryption of {subject} has this: {value}",
    "site.tls_finding": "{subject} still agrees to {value}",
    "site.tls_version_told": "Another tool found of {subject}: {value}",
    "site.tls_suites_told": "Another tool found that {subject} offers {value}",
    "site.tls_groups_told": "Another tool found that {subject} offers the groups {value}",
    "site.tool_finding": "Another tool says of {subject}: {value}",
    "site.certificate": "{subject} shows a certificate: {value}",
}

RANKED = (
    "almost no chance",
    "very unlikely",
    "unlikely",
    "roughly even",
    "likely",
    "very likely",
    "almost certain",
)
"""The words of ICD 203, from the least to the most certain."""


def subject_name(subject: Subject) -> str:
    """How the text names a subject: `.zz` for a top-level zone, else the key as it is."""
    if subject.kind is SubjectKind.ZONE and "." not in subject.key:
        return f".{subject.key}"
    return subject.key


def value_text(predicate: str, value: Value) -> str:
    """A value in words; None is `not to be had`, an unknown record its parts by name."""
    if isinstance(value, str) and predicate.endswith("_country"):
        return country_text(value)
    if not isinstance(value, Mapping):
        return scalar_text(value)
    if write := _RECORDS.get(predicate):
        return write(value)
    return ", ".join(f"{key.replace('_', ' ')}: {scalar_text(value[key])}" for key in sorted(value))


_RECORDS: Mapping[str, Callable[[Record], str]] = {
    **event_words.RECORDS,
    **interference_words.RECORDS,
    **naming_words.RECORDS,
    **entity_words.RECORDS,
    **port_words.RECORDS,
    **routing_words.RECORDS,
    **site_words.RECORDS,
    **use_words.RECORDS,
    **visit_words.RECORDS,
}


def value_of(claim: Claim) -> str:
    """The claim's value in words, a quantity with its unit, interval and denominator."""
    text = value_text(claim.predicate, claim.value)
    if claim.shape is not Shape.QUANTITY or claim.value is None:
        return text
    inside = []
    part = _PART.match(claim.unit) if isinstance(claim.value, float) else None
    if part:
        text, unit = f"{claim.value:.1%}", f" {part[1]}" if part[1] else ""
    else:
        between = "" if (claim.unit or "").startswith("%") else " "
        unit = f"{between}{claim.unit}" if claim.unit else ""
    if claim.interval:
        low, high = claim.interval
        inside.append(f"{low:.1%} to {high:.1%}" if part else f"{low:.6g} to {high:.6g}")
    if claim.n is not None:
        inside.append(f"n = {claim.n:,}" + (f" {claim.denominator}" if claim.denominator else ""))
    return f"{text}{unit}" + (f" ({'; '.join(inside)})" if inside else "")


def certainty(claim: Claim) -> str:
    """`almost certain`, `told only`, `past` …; empty for a current reading or quantity."""
    match claim.status:
        case Status.SUPPORTED:
            return claim.word or ""
        case Status.PAST:
            return "past"
        case Status.TOLD_ONLY:
            return f"told only, {claim.word}" if claim.word else "told only"
        case Status.CONTESTED:
            return f"contested, {claim.word}" if claim.word else "contested"
        case Status.UNSUPPORTED:
            return "unsupported"
        case Status.INSUFFICIENT:
            return claim.word or "" if is_denied(claim) else "not seen"


def is_denied(claim: Claim) -> bool:
    """Whether all that tells of an inference speaks against it: that is an answer, and no gap."""
    return bool(claim.groups_against) and not claim.groups_for and claim.probability is not None


def sentence(claim: Claim, term: Term | None = None) -> str:
    """The claim as one sentence; `term` names a predicate that has no sentence of its own.

    Readings carry no word of certainty; inferences carry word, percentage and the number of
    independent groups; what is past, told, unsupported or not seen says so first.
    """
    body = _body(claim, term)
    last = date(claim.last_observed_at)
    match claim.status:
        case Status.INSUFFICIENT if claim.value is None:
            label = term.label if term else claim.predicate
            return f"Not seen: {label} of {subject_name(claim.subject)}."
        case Status.INSUFFICIENT if is_denied(claim):
            return f"Spoken against: {body}{_odds(claim)}."
        case Status.INSUFFICIENT:
            return f"Too little to say: {body}{_odds(claim)}."
        case Status.PAST:
            return f"Past, last seen {last}: {body}."
        case Status.UNSUPPORTED:
            return f"Not supported: {body}. All that speaks for it is about another layer."
        case Status.TOLD_ONLY:
            return f"Told only: {body}{_odds(claim)}."
        case Status.CONTESTED:
            return f"Contested: {body}{_odds(claim)}."
        case Status.SUPPORTED:
            return f"{body}{_odds(claim)}."


def standing(claim: Claim) -> str:
    """How sure a claim is, as a sentence without its subject; empty for a current reading."""
    match claim.status:
        case Status.PAST:
            return f"Past, last seen {date(claim.last_observed_at)}."
        case Status.UNSUPPORTED:
            return "Not supported: all that speaks for it is about another layer."
        case Status.INSUFFICIENT if is_denied(claim):
            return f"Spoken against{_odds(claim)}."
        case Status.INSUFFICIENT:
            return "Not seen." if claim.value is None else f"Too little to say{_odds(claim)}."
        case Status.TOLD_ONLY:
            return f"Told only{_odds(claim)}."
        case Status.CONTESTED:
            return f"Contested{_odds(claim)}."
        case Status.SUPPORTED:
            odds = _odds(claim).removeprefix(": ")
            return f"{odds[0].upper()}{odds[1:]}." if odds else ""


def _body(claim: Claim, term: Term | None) -> str:
    subject, value = subject_name(claim.subject), value_of(claim)
    if template := SENTENCES.get(claim.predicate):
        # Not str.format: only the template's own two places are filled, whatever the value holds.
        head, _, tail = template.partition("{value}")
        return head.replace("{subject}", subject) + value + tail.replace("{subject}", subject)
    label = term.label if term else claim.predicate
    return f"{label} of {subject}: {value}"


def _odds(claim: Claim) -> str:
    if claim.probability is None or claim.word is None:
        return ""
    groups = count(len(claim.groups_for), "independent group")
    against = f", {len(claim.groups_against)} against" if claim.groups_against else ""
    return f": {claim.word} ({claim.probability:.0%}, {groups}{against})"
