"""Where the tables of a world come from, and under what terms each may be used."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One public table, or family of them."""

    name: str
    kind: str  # of the table that it becomes
    what: str
    publisher: str
    licence: str
    restricted: bool  # its terms must be accepted by whoever fetches it
    shape: str  # how its file is known
    files: tuple[str, ...] = ()  # parts of usual file names
    setting: str = ""  # that holds the base URL; empty: it is brought by hand
    published: tuple[tuple[str, str], ...] = ()  # paths below it, and the names of the files here
    step: str = ""  # "day", "month": how often it is published
    tries: int = 1  # how many such steps back one may lie


_STATE_OWNED = "state-owned-ases/6b8fb8f236b2bfdaf0005436260a8d18ebd1fdf0/data/state-owned-ases/csv"
SOURCES: tuple[Source, ...] = (
    Source(
        name="routing-table",
        kind="paths",
        what="every route that a collector's peers told, with AS paths",
        publisher="RIPE RIS (bview, gzip) or RouteViews (rib, bzip2)",
        licence="terms of the collector's operator",
        restricted=False,
        shape="MRT: TABLE_DUMP_V2 or TABLE_DUMP",
        setting="ris",
        published=(("rrc00/{year}.{month}/bview.{ymd}.0000.gz", "rrc00-bview.{ymd}.0000.gz"),),
        step="day",
        tries=4,
    ),
    Source(
        name="as-relationships",
        kind="relations",
        what="who provides transit to whom, and who peers",
        publisher="CAIDA, AS Relationships serial-1 or serial-2",
        licence="CAIDA Acceptable Use Agreement: research; not to be passed on",
        restricted=True,
        shape="`provider|customer|-1`, `peer|peer|0`",
        files=("as-rel",),
        setting="caida",
        published=(("as-relationships/serial-2/{ymd}.as-rel2.txt.bz2", "{ymd}.as-rel2.txt.bz2"),),
        step="month",
        tries=4,
    ),
    Source(
        name="as2rel",
        kind="relations",
        what="who provides transit to whom, and who peers",
        publisher="BGPKIT, as2rel",
        licence="BGPKIT Acceptable Use Agreement",
        restricted=True,
        shape="JSON: asn1, asn2, rel",
        files=("as2rel",),
        setting="bgpkit",
        published=(("as2rel/as2rel-latest.json.bz2", "as2rel-{day}.json.bz2"),),
    ),
    Source(
        name="origins",
        kind="origins",
        what="which network originates which prefix",
        publisher="CAIDA pfx2as, or any list of prefix and AS",
        licence="as its publisher says; CAIDA: Acceptable Use Agreement",
        restricted=True,
        shape="`prefix length asn`, or `prefix/length asn`",
        files=("pfx2as", "prefix_asn"),
    ),
    Source(
        name="delegated",
        kind="blocks",
        what="which country addresses and AS numbers are registered in",
        publisher="the five regional registries, and the NRO for all of them",
        licence="RIR statistics exchange format: free use with the registry named",
        restricted=False,
        shape="`registry|cc|type|start|value|date|status`",
        files=("delegated", "rir-by-country", "aggregated"),
        setting="nro",
        published=(("{ymd}/nro-delegated-stats", "nro-delegated-stats-{ymd}"),),
        step="day",
        tries=7,
    ),
    Source(
        name="as2org",
        kind="names",
        what="names of networks, and the organisations that hold them",
        publisher="CAIDA, AS Organizations",
        licence="CAIDA Acceptable Use Agreement: research; not to be passed on",
        restricted=True,
        shape="sections with `# format:` lines",
        files=("as-org2info",),
        setting="caida",
        published=(("as-organizations/{ymd}.as-org2info.txt.gz", "{ymd}.as-org2info.txt.gz"),),
        step="month",
        tries=7,
    ),
    Source(
        name="state-owned",
        kind="owners",
        what="networks that states own, each with a quoted source",
        publisher="Carisimo, Gamero-Garrido, Snoeren, Dainotti (IMC 2021)",
        licence="CC-BY-4.0",
        restricted=False,
        shape="CSV with asn, org_name, ownership_cc, quote, url",
        files=("state_owned",),
        setting="state_owned",
        published=((f"{_STATE_OWNED}/state_owned_ases.csv", "state_owned_ases-2022-02-01.csv"),),
    ),
    Source(
        name="exchanges",
        kind="exchanges",
        what="exchanges and their members",
        publisher="PeeringDB, ix and netixlan",
        licence="PeeringDB Acceptable Use Policy",
        restricted=True,
        shape="JSON: data with ix_id, asn, speed",
        files=("netixlan", "peeringdb"),
        setting="peeringdb",
        published=(
            ("ix", "peeringdb-ix-{day}.json"),
            ("netixlan", "peeringdb-netixlan-{day}.json"),
        ),
    ),
    Source(
        name="geolocation",
        kind="places",
        what="which country addresses are in, in place of where they are registered",
        publisher="any list of ranges, such as DB-IP Lite",
        licence="as its publisher says",
        restricted=False,
        shape="CSV: first,last,country code",
        files=("country-ipv", "dbip-country"),
    ),
    Source(
        name="domains",
        kind="domains",
        what="how many of a country's domains each network hosts",
        publisher="a survey of the country's domains, as a list",
        licence="as its publisher says",
        restricted=False,
        shape="CSV: asn,country,domains",
        files=("domains",),
    ),
    Source(
        name="users",
        kind="users",
        what="people behind each network",
        publisher="APNIC, AS population estimates, as a list",
        licence="as its publisher says",
        restricted=True,
        shape="CSV: asn,country,users",
        files=("users", "aspop"),
    ),
)


def source(name: str) -> Source:
    """The source of that name. KeyError with one sentence when it cannot be fetched."""
    found = {one.name: one for one in SOURCES if one.setting}
    if name not in found:
        raise KeyError(f"no table called {name[:40]!r} can be fetched; there are {', '.join(found)}")
    return found[name]


def licence_of(kind: str, called: str) -> tuple[str, str]:
    """Licence and publisher of a table, by its kind and file name; unknown ones are said to be so."""
    fitting = [one for one in SOURCES if one.kind == kind or (one.kind, kind) == ("paths", "origins")]
    for one in fitting:
        if any(part in called for part in one.files):
            return one.licence, one.publisher
    if kind in {"paths", "origins"} and not any(part in called for part in ("pfx2as", "prefix")):
        return SOURCES[0].licence, SOURCES[0].publisher
    return "not stated; as its publisher says", ""
