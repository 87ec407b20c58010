"""Records about names, mail and registration in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from periplus.report.text import scalar_text

Record: TypeAlias = Mapping[str, str | int | float | bool | None]


def _exchange_spf(record: Record) -> str:
    return f"{record.get('result')} for {record.get('host')} {record.get('address')}"


def _exchange_dane(record: Record) -> str:
    return f"{record.get('host')}: {'pinned' if record.get('published') else 'not pinned'}"


def _mail_operator(record: Record) -> str:
    own = "its own name" if record.get("own_name") else "a name of another zone"
    return f"{record.get('operator') or own} ({record.get('host')})"


def _policy_file(record: Record) -> str:
    if record.get("fault"):
        return f"cannot be used: {record['fault']}"
    left_out = f", without {record['left_out']}" if record.get("left_out") else ""
    return f"{record.get('mode')}: {record.get('exchanges') or 'no exchange'}{left_out}"


def _service(record: Record) -> str:
    where = f"{record.get('target')} port {record.get('port')}"
    return f"{record.get('service')}: {where if record.get('offered') else 'not offered'}"


def _wildcard(record: Record) -> str:
    return f"every name is answered: {record.get('data')}" if record.get("answers") else "none"


def _history(record: Record) -> str:
    days = " to ".join(str(record[key]) for key in ("first_on", "last_on") if record.get(key))
    return f"{record.get('type')} {record.get('data')} ({days})"


def _contact(record: Record) -> str:
    held = " (a person, withheld)" if record.get("persons_withheld") else ""
    return f"{record.get('role')} contact {record.get('organisation') or ''}".rstrip() + held


def _record(record: Record) -> str:
    return f"{record.get('type')} {record.get('data')}"


def _verification(record: Record) -> str:
    return f"{record.get('service')}"


def _published(record: Record) -> str:
    """A policy record of mail: its text, or that there is none."""
    return scalar_text(record.get("record")) if record.get("published") else "none published"


def _exchange(record: Record) -> str:
    if not record.get("published"):
        return "none"
    return f"{record.get('host')} (preference {record.get('preference')})"


def _selector(record: Record) -> str:
    withdrawn = ", revoked" if record.get("revoked") else ""
    return f"{record.get('selector')} ({record.get('key_type')}{withdrawn})"


def _spf(record: Record) -> str:
    if record.get("state") == "none":
        return "none published"
    return f"{scalar_text(record.get('record'))} ({record.get('lookups')} look-ups)"


def _dispute(record: Record) -> str:
    return str(record.get("between"))


def _asked_server(record: Record) -> str:
    host = f"{record['host']} " if record.get("host") else ""
    serial = f", serial {record['serial']}" if record.get("serial") is not None else ""
    machine = f", machine {record['nsid']}" if record.get("nsid") else ""
    return f"{host}({record.get('server')}): {record.get('state')}{serial}{machine}"


def _chain_step(record: Record) -> str:
    key = f", by {record['signed_by']} {record.get('key_tag')}" if record.get("signed_by") else ""
    until = f" until {str(record['valid_until'])[:10]}" if record.get("valid_until") else ""
    fault = f" ({record['fault']})" if record.get("fault") else ""
    where = f"{record.get('step')}. {record.get('asked')} of {record.get('zone')}"
    return f"{where}: {record.get('outcome')}{fault}{key}{until}"


def _weak_place(record: Record) -> str:
    return f"{record.get('what')} at {record.get('zone')}"


def _chain(record: Record) -> str:
    return f"{record.get('state')}, decided at {record.get('at')}"


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "zone.record": _record,
    "zone.verification": _verification,
    "zone.spf": _spf,
    "zone.dmarc": _published,
    "zone.mta_sts": _published,
    "zone.tls_reporting": _published,
    "zone.bimi": _published,
    "zone.dkim_selector": _selector,
    "zone.mail_exchange": _exchange,
    "zone.mail_contradiction": _dispute,
    "zone.server_contradiction": _dispute,
    "site.server_contradiction": _dispute,
    "zone.server_state": _asked_server,
    "zone.dnssec_step": _chain_step,
    "zone.dnssec_weakness": _weak_place,
    "zone.delegation_contradiction": _dispute,
    "zone.dnssec": _chain,
    "zone.registration_contradiction": _dispute,
    "address.contact_role": _contact,
    "zone.contact_role": _contact,
    "asn.contact_role": _contact,
    "zone.exchange_spf": _exchange_spf,
    "zone.exchange_dane": _exchange_dane,
    "zone.mail_operator": _mail_operator,
    "zone.mta_sts_policy": _policy_file,
    "zone.service": _service,
    "zone.wildcard": _wildcard,
    "host.dns_history": _history,
}
