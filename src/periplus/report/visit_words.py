"""How records of a browser's visit are said in a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Record = Mapping[str, object]


def lifetime(seconds: object) -> str:
    """A cookie's time to live in words."""
    if not isinstance(seconds, int):
        return "until the browser closes"
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if abs(seconds) >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds} s"


def _request(record: Record) -> str:
    service = f" ({record['service']})" if record.get("service") else ""
    return (
        f"{record.get('host')}{service}, {record.get('requests')} asked, {record.get('let_out')} let out"
    )


def _cloaked(record: Record) -> str:
    return f"{record.get('host')} stands for {record.get('stands_for')} ({record.get('owner')})"


def _global(record: Record) -> str:
    return f"{record.get('name')}" + (f" ({record['tells']})" if record.get("tells") else "")


def _held(record: Record) -> str:
    return f"{record.get('name')} ({record.get('party')} party, {record.get('set_by')})"


def _visit(record: Record) -> str:
    return (
        f"{record.get('requests')} requests to {record.get('hosts')} hosts, ended {record.get('ended')}"
    )


def _third_party(record: Record) -> str:
    return f"{record.get('host')}" + (f" ({record['owner']})" if record.get("owner") else "")


RECORDS: Mapping[str, Callable[[Record], str]] = {
    "site.third_party": _third_party,
    "site.third_party_request": _request,
    "site.cloaked_third_party": _cloaked,
    "site.page_global": _global,
    "site.browser_cookie": _held,
    "site.browser_visit": _visit,
}
