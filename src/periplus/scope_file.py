"""Scope files: what each grants."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from periplus import forms
from periplus.config import ConfigError, ascii_name, nearest, read_toml
from periplus.model import Bounds, Contact, Scope

_SCOPE_KEYS = (
    "contact", "authorised", "excluded", "rate_per_s", "window_utc", "authorised_by", "valid_until",
    "operator",
)  # fmt: skip
_BOUNDS_KEYS = ("names", "zones", "prefixes", "ports")


def load_scope(path: Path) -> Scope:
    """The scope that a TOML file grants. An unknown key is an error: a typo must not widen it."""
    table = read_toml(path)
    _refuse_unknown(path, table, _SCOPE_KEYS, "")
    try:
        return Scope(
            contact=Contact[str(table.get("contact", "lookup")).upper()],
            authorised=_bounds(path, table.get("authorised", {}), "authorised"),
            excluded=_bounds(path, table.get("excluded", {}), "excluded"),
            rate_per_s=_rate(table.get("rate_per_s", 4.0)),
            window_utc=_window(table.get("window_utc")),
            authorised_by=_line(table, "authorised_by"),
            valid_until=_moment(table.get("valid_until")),
            operator=_line(table, "operator"),
        )
    except KeyError as error:
        msg = f"{path}: contact must be none, lookup, visit or probe, not {error.args[0].lower()!r}"
        raise ConfigError(msg) from None
    except (TypeError, ValueError) as error:
        if isinstance(error, ConfigError):
            raise
        msg = f"{path}: {error}"
        raise ConfigError(msg) from None


def _refuse_unknown(path: Path, table: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for key in table:
        if key not in known:
            msg = f"{path}: no key is called {where + key!r}{nearest(key, known)}"
            raise ConfigError(msg)


def _bounds(path: Path, table: object, where: str) -> Bounds:
    if not isinstance(table, dict):
        msg = f"{where} must be a table with names, zones, prefixes or ports"
        raise TypeError(msg)
    _refuse_unknown(path, table, _BOUNDS_KEYS, where + ".")
    return Bounds(
        names=tuple(_name(name) for name in _texts(table, "names", where)),
        zones=tuple(_name(zone) for zone in _texts(table, "zones", where)),
        prefixes=tuple(str(ipaddress.ip_network(p)) for p in _texts(table, "prefixes", where)),
        ports=tuple(_port(port) for port in _list(table, "ports", where, "ports")),
    )


def _list(table: Mapping[str, Any], key: str, where: str, of: str) -> list[Any]:
    values = table.get(key, [])
    if not isinstance(values, list):
        msg = f"{where}.{key} must be a list of {of}"
        raise TypeError(msg)
    return values


def _texts(table: Mapping[str, Any], key: str, where: str) -> list[str]:
    values = _list(table, key, where, "texts")
    if not all(isinstance(value, str) for value in values):
        msg = f"{where}.{key} must be a list of texts"
        raise TypeError(msg)
    return values


def _name(text: str) -> str:
    """A host or zone. A pattern would match nothing, and excluding by one would exclude nothing."""
    if "*" in text:
        msg = (
            f"{text[:60]!r} is a pattern: zones = [{text.replace('*', '').strip('.')[:60]!r}] covers a "
        )
        raise ValueError(msg + "zone and all names below it")
    return ascii_name(text)


def _line(table: Mapping[str, Any], key: str) -> str:
    try:
        return forms.line(table.get(key, ""))
    except (ValueError, AttributeError, TypeError):
        msg = f"{key} must be a text of one line, at most {forms.LONGEST_LINE} characters"
        raise ValueError(msg) from None


def _port(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 65536:
        msg = f"a port is a number from 1 to 65535, not {value!r}"
        raise ValueError(msg)
    return value


def _rate(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1000:
        msg = f"rate_per_s must be above 0 and at most 1000, not {value!r}"
        raise ValueError(msg)
    return float(value)


def _window(value: object) -> tuple[int, int] | None:
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(h in range(25) for h in value):
        return (value[0], value[1])
    msg = "window_utc must be two hours of the day such as [1, 5]"
    raise ValueError(msg)


def _moment(value: object) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time.max, tzinfo=UTC)
    msg = f"valid_until must be a date such as 2026-12-31, not {value!r}"
    raise ValueError(msg)
