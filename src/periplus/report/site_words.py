"""Records about what a site sends and is built from, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from periplus.report.text import count, scalar_text

Record: TypeAlias = Mapping[str, str | int | float | bool | None]


def _field(record: Record) -> str:
    return f"{scalar_text(record.get('field'))}: {scalar_text(record.get('value'))}"


def _cookie(record: Record) -> str:
    flags = [word for key, word in (("secure", "Secure"), ("http_only", "HttpOnly")) if record.get(key)]
    if record.get("same_site"):
        flags.append(f"SameSite={record['same_site']}")
    return f"{record.get('name')} ({', '.join(flags) or 'no flag'})"


def _finding(record: Record) -> str:
    return f"{record.get('name')} without {record.get('missing')}"


def _missing(record: Record) -> str:
    return scalar_text(record.get("field"))


def _support(record: Record) -> str:
    ended = record.get("ended_on")
    if ended is None:
        return f"{record.get('version')}, no end of support announced"
    return f"{record.get('version')}, supported until {ended}"


def _fault(record: Record) -> str:
    return f"{record.get('field')}: {record.get('finding')}".removesuffix(".")


def _security_txt(record: Record) -> str:
    if not record.get("published"):
        return "no security.txt"
    told = count(int(record.get("contacts") or 0), "contact")
    until = "expired, " if record.get("expired") else "until "
    return f"security.txt with {told}, {until}{scalar_text(record.get('expires'))}"


def _transport(record: Record) -> str:
    listed = {"listed": "in the preload list", "not listed": "not in the preload list"}
    sent = record.get("sent")
    place = listed.get(str(record.get("preload_list")), "preload list not known")
    return f"Strict-Transport-Security {'not sent' if sent is None else sent}; {place}"


def _certificate(record: Record) -> str:
    issuer = record.get("issuer_organisation") or record.get("issuer")
    dates = f"{str(record.get('not_before'))[:10]} to {str(record.get('not_after'))[:10]}"
    return f"by {issuer}, {dates}, {record.get('key')}, chain: {record.get('verdict')}"


def _offered(record: Record) -> str:
    return f"{record.get('version')} {'offered' if record.get('offered') else 'not offered'}"


def _suites(record: Record) -> str:
    return f"under {record.get('version')}: {record.get('suites')}"


def _suites_in_order(record: Record) -> str:
    whose = {"the server's": ", in its own order", "the client's": ", in the client's order"}
    return f"{_suites(record)}{whose.get(str(record.get('order')), '')}"


def _feature(record: Record) -> str:
    there = "offered" if record.get("offered") else "not offered"
    return f"{record.get('feature')} {there} under {record.get('version')}"


def _to_mend(record: Record) -> str:
    return f"{record.get('finding')}: {record.get('why')}"


def _tool_finding(record: Record) -> str:
    grade = f" ({record['severity']})" if record.get("severity") else ""
    known = f" [{record['references']}]" if record.get("references") else ""
    return f"{record.get('tool')}: {record.get('finding')}{grade}: {record.get('says')}{known}"


def _library_flaw(record: Record) -> str:
    known = record.get("references") or "a flaw"
    return f"{record.get('library')} {record.get('version')}: {known} ({record.get('severity')})"


def _library_check(record: Record) -> str:
    found = record.get("libraries") or "no library shows itself"
    flawed = count(
        int(record.get("with_flaws") or 0), "library with known flaws", "libraries with known flaws"
    )
    return f"{found}; {flawed}"


def _tracker(record: Record) -> str:
    return f"{record.get('name')}" + (f" ({record['id']})" if record.get("id") else "")


def _stack(record: Record) -> str:
    fit = "" if record.get("fit") == "exact" else f", {record.get('fit')} fit"
    name = record.get("label") or "unknown"
    return f"{name}{fit} ({record.get('signature')}, seen from {record.get('vantage')})"


def _traits(record: Record) -> str:
    known = [f"{key} {record[key]}" for key in ("mss", "scale", "window", "ttl") if key in record]
    return f"{record.get('options')}; {', '.join(known)} (seen from {record.get('vantage')})"


def _sequences(record: Record) -> str:
    span = f"{record.get('sp_low')} to {record.get('sp_high')}"
    shown = f"SP {record.get('sp')} ({span}), GCD {record.get('gcd')}, ISR {record.get('isr')}"
    return f"{shown}, of {record.get('numbers')} (seen from {record.get('vantage')})"


def _vantage_check(record: Record) -> str:
    return f"{record.get('test')}: {record.get('found')}"


def _past(record: Record) -> str:
    days = " to ".join(str(record[key]) for key in ("first_on", "last_on") if record.get(key))
    return f"{record.get('technology')} ({days})"


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "site.tracker": _tracker,
    "site.field": _field,
    "site.cookie": _cookie,
    "site.cookie_finding": _finding,
    "site.missing_field": _missing,
    "site.transport_security": _transport,
    "site.field_finding": _fault,
    "site.page_finding": _fault,
    "site.security_txt": _security_txt,
    "site.web_server_support": _support,
    "site.technology_support": _support,
    "site.page_technology_support": _support,
    "site.technology_history_support": _support,
    "origin.os_support": _support,
    "site.certificate": _certificate,
    "site.technology_history": _past,
    "address.tcp_stack": _stack,
    "address.tcp_traits": _traits,
    "address.isn_measured": _sequences,
    "vantage.check": _vantage_check,
    "site.tls_version_offered": _offered,
    "site.tls_suites_offered": _suites_in_order,
    "site.tls_feature": _feature,
    "site.tls_finding": _to_mend,
    "site.tls_version_told": _offered,
    "site.tls_suites_told": _suites,
    "site.tool_finding": _tool_finding,
    "site.library_flaw": _library_flaw,
    "site.library_check": _library_check,
}
