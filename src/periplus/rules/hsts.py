"""Strict transport security of a site, and whether browsers ship it (RFC 6797; hstspreload.org)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from periplus.facts.http import HttpField, HttpResponse
from periplus.facts.preload import PreloadEntry
from periplus.measures.hsts import HALF_YEAR_S, TransportPolicy, transport_policy
from periplus.model import Basis, Claim, Layer, Observation, Scalar, Sign, Subject, Tables

VERSION = 1
READS = (HttpResponse, HttpField, PreloadEntry)
WRITES = ("site.transport_security",)
RULE = f"hsts@{VERSION}"
_FIELD = "strict-transport-security"
_ADVICE = "Strict-Transport-Security: max-age=31536000; includeSubDomains"
_DAY_S = 86_400


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """One reading per encrypted site: the field of its page, and its place in the preload list."""
    fields: dict[str, Observation] = {}
    entries: dict[Subject, tuple[Observation, PreloadEntry]] = {}
    for one in observations:
        if isinstance(one.fact, HttpField) and one.fact.name.lower() == _FIELD:
            fields.setdefault(one.evidence, one)  # RFC 6797 §8.1: of several fields the first
        elif isinstance(one.fact, PreloadEntry):
            entries[one.subject] = one, one.fact
    for site, page in _pages(observations).items():
        yield _sign(site, page, fields.get(page.evidence), entries.get(site))


def _pages(observations: Sequence[Observation]) -> Mapping[Subject, Observation]:
    """The answer of each encrypted site that counts: a page before a redirect, the last one."""
    found: dict[Subject, tuple[bool, Observation]] = {}
    for one in observations:
        # RFC 6797 §8.1: browsers ignore the field on an unencrypted response.
        if isinstance(one.fact, HttpResponse) and one.fact.url.startswith("https:"):
            is_page = not 300 <= one.fact.status_code < 400
            if one.subject not in found or is_page >= found[one.subject][0]:
                found[one.subject] = is_page, one
    return {site: one for site, (_, one) in found.items()}


def _sign(
    site: Subject,
    page: Observation,
    field: Observation | None,
    entry: tuple[Observation, PreloadEntry] | None,
) -> Sign:
    text = field.fact.value if field and isinstance(field.fact, HttpField) else None
    policy = transport_policy(text) if text is not None else None
    finding, advice = _finding(text, policy)
    finding = f"{finding} {_sentence(entry[1] if entry else None)}"
    value: dict[str, Scalar] = {
        "sent": text,
        "max_age_s": policy.max_age_s if policy else None,
        "include_subdomains": policy.include_subdomains if policy else None,
        "preload": policy.preload if policy else None,
        "lacks_for_preload": ", ".join(policy.lacks_for_preload) if policy else "the field",
        "preload_list": _listed(entry[1] if entry else None),
        "finding": finding,
        "advice": advice,
    }
    seen = [page, *([field] if field else []), *([entry[0]] if entry else [])]
    return Sign(
        subject=site,
        predicate="site.transport_security",
        value=value,
        layer=Layer.WEB_SERVER,
        channel="http-response",
        basis=Basis.WITNESSED,
        observed_at=page.observed_at,
        support=tuple(one.id for one in seen),
        reason=finding,
        rule=RULE,
    )


def _listed(entry: PreloadEntry | None) -> str:
    if entry is None:
        return "not known"
    return "listed" if entry.listed else "not listed"


def _sentence(entry: PreloadEntry | None) -> str:
    if entry is None:
        return (
            "Whether browsers ship the host as encrypted only is not known: the pack hsts is not here."
        )
    if not entry.listed:
        return f"The preload list of {entry.dated} does not hold {entry.host}."
    own = "" if entry.entry == entry.host else f", by the entry {entry.entry}"
    return (
        f"The preload list of {entry.dated} holds {entry.host}{own}: browsers reach it encrypted only."
    )


def _finding(text: str | None, policy: TransportPolicy | None) -> tuple[str, str]:
    """One sentence on the field, and the line to paste; empty when nothing is to be mended."""
    if text is None:
        return "No Strict-Transport-Security: the first request can be kept unencrypted.", _ADVICE
    if policy is None:
        return "The Strict-Transport-Security is not well formed, so browsers ignore it.", _ADVICE
    if policy.max_age_s == 0:
        return "The Strict-Transport-Security tells browsers to forget the host.", _ADVICE
    days = f"{policy.max_age_s / _DAY_S:.3g} days"
    if policy.max_age_s < HALF_YEAR_S:
        return f"Browsers keep to encryption for only {days} after a visit.", _ADVICE
    if policy.preload and policy.lacks_for_preload:
        lacks = " and ".join(policy.lacks_for_preload)
        return f"The field asks to be preloaded and lacks {lacks}.", f"{_ADVICE}; preload"
    if not policy.include_subdomains:
        return f"Browsers keep to encryption for {days}, not for names below.", _ADVICE
    return f"Browsers keep to encryption for {days}, names below included.", ""
