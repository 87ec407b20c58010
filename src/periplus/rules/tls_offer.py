"""What a server agrees to of TLS, asked for one by one, and what of it is to be given up (RFC 9325)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import combinations
from typing import cast
from urllib.parse import parse_qs, urlsplit

from periplus.facts.capture import NoAnswer
from periplus.facts.tls_hello import RENEGOTIATION, SECRET, TICKET, TlsAnswer, asked_of
from periplus.facts.tls_registry import GROUPS
from periplus.model import Claim, Failure, Layer, Observation, Sign, Subject, SubjectKind, Tables, Value

VERSION = 2
READS = (TlsAnswer, NoAnswer)
WRITES = (
    "site.tls_version_offered",
    "site.tls_suites_offered",
    "site.tls_groups_offered",
    "site.tls_feature",
    "site.tls_finding",
)
RULE = f"tls_offer@{VERSION}"

_OLD = {
    "SSLv3": "RFC 7568 forbids SSLv3",
    "TLSv1.0": "RFC 8996 forbids TLSv1.0",
    "TLSv1.1": "RFC 8996 forbids TLSv1.1",
}
_RECORDED = "who once gets the key reads all that was recorded (RFC 9325 §4.1)"
_WEAK: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("_NULL_",), "suites without encryption", "RFC 9325 §4.1 forbids suites that do not encrypt"),
    (("_anon_",), "suites without a certificate", "with them nobody proves who answers (RFC 9325 §4.1)"),
    (("_EXPORT_",), "export suites", "RFC 9325 §4.1 forbids keys of 40 and 56 bits"),
    (("_RC4_",), "RC4", "RFC 7465 forbids RC4"),
    (("_RC2_", "_DES_CBC_", "_IDEA_"), "DES, RC2 or IDEA", "RFC 5469 took them out of TLS"),
    (("_3DES_",), "3DES", "its blocks of 64 bits repeat within hours (RFC 9325 §4.1; SWEET32)"),
    (("TLS_RSA_WITH",), "suites without forward secrecy", _RECORDED),
)  # fmt: skip
_LEAST_BITS = 2048


def judge(
    observations: Sequence[Observation], _claims: Sequence[Claim], _tables: Tables, _as_of: datetime
) -> Iterator[Sign]:
    """Per endpoint: one row a version, its suites in order, the groups, features and what to mend."""
    by_version: dict[tuple[Subject, str, str], list[Observation]] = {}
    for one in observations:
        if place := _place(one):
            by_version.setdefault(place, []).append(one)
    for (site, endpoint, version), answers in sorted(by_version.items(), key=lambda item: str(item[0])):
        chosen = _chosen(answers, version)
        yield _version(site, endpoint, version, chosen or answers)
        if chosen:
            yield from _suites(site, endpoint, version, chosen)
            yield from _groups(site, endpoint, chosen)
            yield from _features(site, endpoint, version, chosen)
            yield from _findings(site, endpoint, version, chosen)


def _place(one: Observation) -> tuple[Subject, str, str] | None:
    """The site, the endpoint and the version that a hello was about."""
    match one.fact:
        case TlsAnswer(server_name=name, endpoint=endpoint, offered_version=version):
            return _site(name, endpoint), endpoint, version
        # To close without an alert is a refusal too; a silence says nothing.
        case NoAnswer(failure=Failure.CONNECTION_CLOSED, source=source):
            about = asked_of(source)
            version = parse_qs(urlsplit(source).query).get("version", [""])[0] if about else ""
            return (_site(about[1], about[2]), about[2], version) if about and version else None
    return None


def _chosen(answers: Sequence[Observation], version: str) -> list[Observation]:
    """The answers that agree to the version, the one to the widest offer first."""
    agreed = [o for o in answers if isinstance(o.fact, TlsAnswer) and o.fact.version == version]
    return sorted(
        agreed,
        key=lambda one: (-len(_fact(one).offered_suites), -len(_fact(one).offered_groups), one.id),
    )


def _version(site: Subject, endpoint: str, version: str, answers: Sequence[Observation]) -> Sign:
    match answers[0].fact:
        case TlsAnswer(version=chosen) if chosen == version:
            offered, said = True, f"agrees to {version}"
        case TlsAnswer(alert="", version=chosen):
            offered, said = False, f"answers {chosen} to {version}"
        case TlsAnswer(alert=alert):
            offered, said = False, f"answers {alert} to {version}"
        case _:
            offered, said = False, f"closes at {version}"
    value: Value = {"version": version, "offered": offered}
    reason = f"{endpoint} {said} when that alone is offered."
    return _sign(site, "site.tls_version_offered", value, answers[:1], reason)


def _suites(site: Subject, endpoint: str, version: str, chosen: Sequence[Observation]) -> Iterator[Sign]:
    first = {_fact(one).suite_name: one for one in reversed(chosen)}
    names = list(dict.fromkeys(_fact(one).suite_name for one in chosen))
    order, both = _order(chosen)
    value: Value = {"version": version, "suites": ", ".join(names), "order": order}
    reason = (
        f"{endpoint} agrees to {_counted(names)} under {version}: each was chosen when those before "
        "it were left out."
    )
    tell = {*(first[name].id for name in names), *(one.id for one in both)}
    rests = [one for one in chosen if one.id in tell]
    yield _sign(site, "site.tls_suites_offered", value, rests, reason)


def _counted(names: Sequence[str]) -> str:
    return "1 suite" if len(names) == 1 else f"{len(names)} suites"


def _order(chosen: Sequence[Observation]) -> tuple[str, Sequence[Observation]]:
    """Whose order decides, and who tells: the same suites were offered in both directions."""
    for one, other in combinations(chosen, 2):
        mine, yours = _fact(one), _fact(other)
        if len(mine.offered_suites) > 1 and yours.offered_suites == mine.offered_suites[::-1]:
            return ("the server's" if mine.suite == yours.suite else "the client's"), (one, other)
    only = len({_fact(one).suite for one in chosen}) == 1
    return ("one suite only" if only else "not known"), ()


def _groups(site: Subject, endpoint: str, chosen: Sequence[Observation]) -> Iterator[Sign]:
    by_group = {fact.group: one for one in reversed(chosen) if (fact := _fact(one)).group is not None}
    if not by_group or not any(len(_fact(one).offered_groups) < len(GROUPS) for one in chosen):
        return
    names = sorted(GROUPS.get(group, f"0x{group:04X}") for group in by_group)
    reason = f"{endpoint} agrees to {len(names)} groups for the key exchange."
    yield _sign(site, "site.tls_groups_offered", ", ".join(names), list(by_group.values()), reason)


def _features(
    site: Subject, endpoint: str, version: str, chosen: Sequence[Observation]
) -> Iterator[Sign]:
    """What stands in clear before TLS 1.3; there all but the group is encrypted."""
    if version not in {"TLSv1.2", "TLSv1.1", "TLSv1.0"}:
        return
    widest = chosen[0]
    fact = _fact(widest)
    states = (
        ("OCSP stapling", fact.stapled),
        ("certificate timestamps in the handshake", fact.scts > 0),
        ("session tickets", fact.has(TICKET)),
        ("session identifiers", fact.session_id),
        ("extended master secret", fact.has(SECRET)),
        ("secure renegotiation", fact.has(RENEGOTIATION)),
        ("HTTP/2", fact.alpn == "h2"),
    )
    for feature, there in states:
        value: Value = {"feature": feature, "version": version, "offered": there}
        reason = f"Under {version}, {endpoint} {'offers' if there else 'does not offer'} {feature}."
        yield _sign(site, "site.tls_feature", value, [widest], reason)


def _findings(
    site: Subject, endpoint: str, version: str, chosen: Sequence[Observation]
) -> Iterator[Sign]:
    if version in _OLD:
        value: Value = {"finding": version, "why": _OLD[version]}
        reason = f"{endpoint} still agrees to {version}; {_OLD[version]}."
        yield _sign(site, "site.tls_finding", value, chosen[:1], reason)
    for marks, what, why in _WEAK:
        bad = [one for one in chosen if any(mark in _fact(one).suite_name for mark in marks)]
        if bad:
            names = ", ".join(sorted({_fact(one).suite_name for one in bad}))
            reason = f"{endpoint} agrees to {names} under {version}: {why}."
            yield _sign(site, "site.tls_finding", {"finding": what, "why": why}, bad[:1], reason)
    short = [one for one in chosen if 0 < (_fact(one).dh_bits or 0) < _LEAST_BITS]
    if short:
        why = f"RFC 9325 §4.4 wants {_LEAST_BITS} bits at least"
        reason = f"{endpoint} exchanges keys over a prime of {_fact(short[0]).dh_bits} bits: {why}."
        value = {"finding": "short Diffie-Hellman prime", "why": why}
        yield _sign(site, "site.tls_finding", value, short[:1], reason)


def _fact(observation: Observation) -> TlsAnswer:
    return cast(TlsAnswer, observation.fact)


def _site(name: str, endpoint: str) -> Subject:
    port = endpoint.rpartition(":")[2]
    suffix = "" if port == "443" else f":{port}"
    return Subject(kind=SubjectKind.SITE, key=f"https://{name}{suffix}")


def _sign(site: Subject, predicate: str, value: Value, seen: Sequence[Observation], reason: str) -> Sign:
    return Sign(
        subject=site,
        predicate=predicate,
        value=value,
        layer=Layer.EDGE,
        channel="tls",
        basis=seen[0].basis,
        observed_at=max(one.observed_at for one in seen),
        support=tuple(sorted({one.id for one in seen})),
        reason=reason,
        rule=RULE,
    )
