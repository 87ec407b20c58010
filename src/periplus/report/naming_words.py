"""Records about names and mail in plain words: services, wildcards, exchanges, history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

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


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "zone.exchange_spf": _exchange_spf,
    "zone.exchange_dane": _exchange_dane,
    "zone.mail_operator": _mail_operator,
    "zone.mta_sts_policy": _policy_file,
    "zone.service": _service,
    "zone.wildcard": _wildcard,
    "host.dns_history": _history,
}
