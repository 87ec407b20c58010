"""Records about ports and services, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from periplus.report.text import count, scalar_text

Record: TypeAlias = Mapping[str, str | int | float | bool | None]


def _port(record: Record) -> str:
    taken = " ".join(str(record[key]) for key in ("service", "product", "version") if record.get(key))
    place = f"{record.get('protocol') or 'port'} {record.get('port')} {record.get('state')}"
    return f"{place}{f', {taken}' if taken else ''} ({record.get('tool')})"


def _trait(record: Record) -> str:
    return f"{record.get('kind')} {record.get('name')} ({record.get('source')})"


def _others(record: Record) -> str:
    number = count(int(record.get("count") or 0), "port")
    which = f": {record['ports']}" if record.get("ports") else ""
    return f"{number} {record.get('state')}{which} ({record.get('tool')})"


def _service(record: Record) -> str:
    within = " within TLS" if record.get("tls") else ""
    return f"{record.get('service')}{within} at TCP port {record.get('port')}"


def _says(record: Record) -> str:
    name = " ".join(str(record[key]) for key in ("product", "version") if record.get(key))
    return f"{name} ({record.get('service')} at TCP port {record.get('port')})"


def _everywhere(record: Record) -> str:
    among = f" of {record['asked']} asked" if record.get("asked") else ""
    beside = " and those that no service has" if record.get("controls") else ""
    return f"{record.get('open')}{among}{beside} ({record.get('tool')})"


def _at_odds(record: Record) -> str:
    told = f"{record.get('told')} to {record.get('tool')} from {scalar_text(record.get('vantage'))}"
    return f"TCP port {record.get('port')} is {record.get('here')} to us, {told}"


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "address.port": _port,
    "address.scanned_trait": _trait,
    "address.other_ports": _others,
    "address.service": _service,
    "address.service_says": _says,
    "address.open_everywhere": _everywhere,
    "address.port_contradiction": _at_odds,
}
