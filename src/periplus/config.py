"""Settings: what they are, and where each value came from."""

from __future__ import annotations

import difflib
import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from periplus import forms

ENVIRONMENT_PREFIX = "PERIPLUS_"
_SHOWN = 80  # characters of a wrong value that are told


class ConfigError(ValueError):
    """One sentence: what was wrong in a setting or a scope file, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing a user may set in the file, by PERIPLUS_NAME, or on the command line."""

    name: str
    default: str | int | float
    meaning: str
    secret: bool = False  # in the file under [keys], nowhere shown, handed to no collector
    form: forms.Form = forms.any_text
    most: float = 10**9 - 1  # of a number


def _source(name: str, base: str, what: str) -> Setting:
    """A public source that is asked below its base URL (docs/design/sources.md)."""
    meaning = f"Base URL of {what}; empty: not asked."
    return Setting(name=name, default=base, meaning=meaning, form=forms.url)


SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="resolver",
        default="9.9.9.9",
        meaning="Address of the public DNS resolver that answers look-ups.",
        form=forms.address,
    ),
    Setting(
        name="iana_whois", default="whois.iana.org", meaning="WHOIS server of the root zone database."
    ),
    Setting(
        name="rdap_bootstrap_ipv4",
        default="https://data.iana.org/rdap/ipv4.json",
        meaning="RFC 9224 registry of RDAP servers for IPv4.",
        form=forms.url,
    ),
    Setting(
        name="rdap_bootstrap_ipv6",
        default="https://data.iana.org/rdap/ipv6.json",
        meaning="RFC 9224 registry of RDAP servers for IPv6.",
        form=forms.url,
    ),
    Setting(
        name="rdap_bootstrap_dns",
        default="https://data.iana.org/rdap/dns.json",
        meaning="RFC 9224 registry of RDAP servers for domains.",
        form=forms.url,
    ),
    Setting(
        name="rdap_bootstrap_asn",
        default="https://data.iana.org/rdap/asn.json",
        meaning="RFC 9224 registry of RDAP servers for AS numbers.",
        form=forms.url,
    ),
    Setting(
        name="origin_zone_ipv4",
        default="origin.asn.cymru.com",
        meaning="DNS zone that maps IPv4 addresses to origin AS.",
    ),
    Setting(
        name="origin_zone_ipv6",
        default="origin6.asn.cymru.com",
        meaning="DNS zone that maps IPv6 addresses to origin AS.",
    ),
    Setting(
        name="as_name_zone", default="asn.cymru.com", meaning="DNS zone that maps AS numbers to names."
    ),
    Setting(
        name="packs",
        default="as,country,providers,root,hsts,suffixes",
        meaning="Packs asked about addresses, TLDs (root), sites (hsts) and their domains (suffixes).",
    ),
    Setting(
        name="page_packs",
        default="technologies,third-parties,libraries",
        meaning="Packs asked about each page: technologies, third-parties, libraries; empty: none.",
    ),
    Setting(
        name="technologies",
        default="",
        meaning="Directory of technology rules in the Wappalyzer format, used in place of the pack.",
    ),
    Setting(
        name="iana_history",
        default="",
        meaning="Directory of dated IANA WHOIS records (names begin with YYYY-MM-DD); empty: none.",
    ),
    Setting(
        name="trust_anchors",
        default="",
        meaning="Directory of trust anchors as DS or DNSKEY records (names begin with YYYY-MM-DD); "
        "empty: the keys of the root zone.",
    ),
    Setting(
        name="world",
        default="",
        meaning="Directory of a compiled world (`periplus world build`); or none.",
    ),
    _source("ris", "https://data.ris.ripe.net", "RIPE RIS' routing tables (world pull)"),
    _source("caida", "https://publicdata.caida.org/datasets", "CAIDA's datasets (world pull)"),
    _source("bgpkit", "https://data.bgpkit.com", "BGPKIT's datasets (world pull)"),
    _source("nro", "https://ftp.ripe.net/pub/stats/ripencc/nro-stats", "RIR statistics (world pull)"),
    _source("peeringdb", "https://www.peeringdb.com/api", "PeeringDB's API (world pull)"),
    _source("state_owned", "https://raw.githubusercontent.com/estcarisimo", "state owners (world pull)"),
    Setting(
        name="documents",
        default="",
        meaning="Documents about who owns, controls or supplies whom, read for a country: addresses "
        "with blanks between; CC=URL is asked for one country only.",
    ),
    Setting(
        name="ct_search",
        default="",
        meaning="URL of a certificate-transparency search in crt.sh's JSON, with {zone}; empty: none.",
        form=forms.url,
    ),
    _source("itu", "https://api.datahub.itu.int/v2", "the ITU DataHub (internet use, coverage)"),
    _source("world_bank", "https://api.worldbank.org/v2", "the World Bank's indicators (internet use)"),
    _source(
        "apnic_users",
        "http://v6data.data.labs.apnic.net/ipv6-measurement/Economies",
        "APNIC's estimates of users per network",
    ),
    _source("ioda", "https://api.ioda.inetintel.cc.gatech.edu/v2", "IODA (outages and their signals)"),
    _source("ripestat", "https://stat.ripe.net/data", "RIPEstat (prefixes seen over time)"),
    _source("ihr", "https://ihr.iijlab.net/ihr/api", "the Internet Health Report (lost probes)"),
    _source("ooni", "https://api.ooni.io/api/v1", "OONI (blocking measured by volunteers)"),
    _source(
        "mlab", "https://statistics.measurementlab.net/v0", "Measurement Lab's daily statistics (speed)"
    ),
    Setting(
        name="shodan",
        default="https://api.shodan.io",
        meaning="Base URL of Shodan, asked for counts only, which use no credit; empty: not asked.",
        form=forms.url,
    ),
    Setting(
        name="shodan_key",
        default="",
        meaning="Key for Shodan; empty: it is not asked, and the report says so.",
        secret=True,
    ),
    _source(
        "internetdb", "https://internetdb.shodan.io", "Shodan's InternetDB (ports of a site's addresses)"
    ),
    Setting(
        name="compare",
        default="",
        meaning="Countries beside which a country's use is shown, as FR,PL; empty: none.",
    ),
    Setting(
        name="control",
        default="resolver",
        meaning="Where the vantage is tested beside a site: ADDRESS:PORT of yours, or resolver.",
        form=forms.control,
    ),
    Setting(
        name="nmap",
        default="off",
        meaning="An installed nmap looks too, at PROBE: on or off.",
        form=forms.one_of("on", "off"),
    ),
    Setting(
        name="browser",
        default="auto",
        meaning="Load the site once in this machine's Chromium: auto (when there is one) or off.",
        form=forms.one_of("auto", "off"),
    ),
    Setting(
        name="ports",
        default="",
        meaning="TCP ports asked of a site at PROBE: top100, top1000, nmap100, nmap1000 or as 22,80-90.",
    ),
    Setting(
        name="operator",
        default="",
        meaning="Whom a target can write to; sent in the User-Agent.",
        form=forms.line,
    ),
    Setting(
        name="vantage",
        default="here",
        meaning="Name of the place from which this machine observes.",
        form=forms.name,
    ),
    Setting(name="cases", default="cases", meaning="Directory in which cases are made without --case."),
    Setting(name="budget_requests", default=2000, meaning="Requests that one run may send in all."),
    Setting(name="budget_s", default=900.0, meaning="Seconds that one run may take to collect."),
    Setting(name="parallel", default=16, meaning="Look-ups under way at once."),
    Setting(
        name="retention_days",
        default=365,
        meaning="Days after which a new case should be deleted.",
        most=36_500,
    ),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}

SECRETS = frozenset(setting.name for setting in SETTINGS if setting.secret)
"""Settings that are shown nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting's value, and the place it came from."""

    values: Mapping[str, Any] = field(repr=False)  # keys among them
    origins: Mapping[str, str]  # "default", "file PATH", "environment PERIPLUS_X", "command line"

    def with_values(self, values: Mapping[str, Any], origin: str) -> Config:
        """The same settings with some replaced: a laboratory's services, a command's options."""
        return Config(
            values={**self.values, **values},
            origins={**self.origins, **dict.fromkeys(values, origin)},
        )


def load(
    *, file: Path | None, environment: Mapping[str, str], options: Mapping[str, Any] | None = None
) -> Config:
    """Defaults, then the file, then PERIPLUS_*, then the command line. ConfigError on bad input."""
    config = Config(
        values={s.name: s.default for s in SETTINGS},
        origins=dict.fromkeys(_BY_NAME, "default"),
    )
    if file is not None:
        config = config.with_values(_read_file(file), f"file {file}")
    for variable, text in sorted(environment.items()):
        name = variable.removeprefix(ENVIRONMENT_PREFIX).lower()
        if variable.startswith(ENVIRONMENT_PREFIX) and variable not in OTHER_VARIABLES:
            value = _typed(name, text, variable)
            config = config.with_values({name: value}, f"environment {variable}")
    chosen = {
        name: _typed(name, value, "command line") if name in _BY_NAME else value
        for name, value in (options or {}).items()
        if value is not None
    }
    return config.with_values(chosen, "command line")


OTHER_VARIABLES: Mapping[str, str] = {
    "PERIPLUS_CONFIG": "Path of the settings file (TOML).",
    "PERIPLUS_DATA": "Directory of the packs.",
    "PERIPLUS_LABORATORY": "File about the laboratory to work in; set by `periplus lab run`.",
}
"""Variables that are read elsewhere and are no settings."""


def _read_file(path: Path) -> dict[str, Any]:
    table = read_toml(path)
    keys = table.pop("keys", None)
    if keys is not None and not isinstance(keys, dict):
        msg = f"{path}: keys must be a table, as [keys]"
        raise ConfigError(msg)
    if keys is not None and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        msg = f"{path} holds keys but others can read it: run chmod 600 on it"
        raise ConfigError(msg)
    if misplaced := sorted(SECRETS & table.keys()):
        msg = f"{path}: {misplaced[0]} is a key: write {misplaced[0].removesuffix('_key')} under [keys]"
        raise ConfigError(msg)
    held = {f"{name}_key": value for name, value in (keys or {}).items()}
    for name in held:
        if name not in SECRETS:
            msg = f"{path}: no source called {name.removesuffix('_key')!r} takes a key"
            raise ConfigError(msg + nearest(name, SECRETS))
    return {name: _typed(name, value, str(path)) for name, value in {**table, **held}.items()}


def read_toml(path: Path) -> dict[str, Any]:
    """The table of a file. ConfigError when it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"cannot read {path}: {error.strerror}"
        raise ConfigError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{path} is not TOML: {error}"
        raise ConfigError(msg) from error


def _typed(name: str, value: object, where: str) -> str | int | float:
    setting = _BY_NAME.get(name)
    if setting is None:
        msg = f"{where}: no setting is called {name!r}{nearest(name, _BY_NAME)}"
        raise ConfigError(msg)
    try:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise TypeError(_wanted(setting))
        return setting.form(str(value)) if isinstance(setting.default, str) else _number(setting, value)
    except (TypeError, ValueError) as error:
        shown = "'a secret'" if setting.secret else repr(value)[:_SHOWN]
        msg = f"{where}: {name} must be {error}, not {shown}"
        raise ConfigError(msg) from None


def _number(setting: Setting, value: str | float) -> int | float:
    """The value as its setting's kind of number. ValueError with what it must be."""
    try:
        number = int(str(value)) if isinstance(setting.default, int) else float(value)
    except ValueError:
        raise ValueError(_wanted(setting)) from None
    if not 0 < number <= setting.most:
        raise ValueError(_wanted(setting))
    return number


def _wanted(setting: Setting) -> str:
    if isinstance(setting.default, str):
        return "a text"
    kind = "whole number" if isinstance(setting.default, int) else "number"
    return f"a {kind} above 0, at most {setting.most:,.0f}"


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint for who mistyped a name, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def ascii_name(text: str) -> str:
    """A host name as A-labels, lower case, without trailing dot (RFC 5891). ValueError when none."""
    import idna  # noqa: PLC0415  costs 30 ms at start, and most commands need no name

    name = text.strip().rstrip(".").lower()
    try:
        encoded = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        msg = f"{text!r} cannot be written as a host name: {error}"
        raise ValueError(msg) from None
    if not encoded or len(encoded) > 253:
        msg = f"a host name has 1 to 253 octets, {text[:40]!r}… has {len(encoded)}"
        raise ValueError(msg)
    if any(not 0 < len(label) <= 63 for label in encoded.split(".")):
        msg = f"{text[:60]!r} has an empty label or one over 63 octets"
        raise ValueError(msg)
    return encoded
