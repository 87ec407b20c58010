"""Small worlds on loopback, and a run in them: what the tests of this room share."""

from __future__ import annotations

from pathlib import Path

from periplus.cli.lab import place_in
from periplus.config import load
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from periplus.model import Evidence, Scope, Subject, SubjectKind
from periplus.run.question import open_or_create, seeds, site_scope
from periplus.run.walk import Progress, Walk

HEAD = """
format = 1
title = "A site"
as_of = 2024-05-01T09:00:00Z
country = "ZZ"
site = "https://www.example.org/"
[resolver]
address = "192.0.2.53"
[services]
iana_whois = "whois.iana.example"
rdap_bootstrap_ipv4 = "https://rdap.example/ipv4.json"
rdap_bootstrap_ipv6 = "https://rdap.example/ipv6.json"
origin_zone_ipv4 = "origin.example"
origin_zone_ipv6 = "origin6.example"
as_name_zone = "as.example"
"""

ZONES = """
[[zone]]
name = "."
records = '''
@ NS a.root.example.
rdap.example. A 203.0.113.80
whois.iana.example. A 203.0.113.43
www.example.org. A 198.51.100.7
other.example. A 198.51.100.8
inside.example. A 10.0.0.1
mapped.example. AAAA ::ffff:198.51.100.8
translated.example. AAAA 64:ff9b::c633:6408
'''
[[whois]]
host = "whois.iana.example"
addresses = ["203.0.113.43"]
"""

SITE = """
[[web]]
hosts = ["www.example.org"]
addresses = ["198.51.100.7"]
[web.tls]
names = ["www.example.org"]
key = "EC P-256"
[[web.answer]]
path = "/"
status = {status}
fields = [["Server", "nginx"], ["Content-Type", "text/html"]{fields}]
text = "<p>hello</p>"
"""

OTHER = """
[[web]]
hosts = ["other.example"]
addresses = ["198.51.100.8"]
[web.tls]
names = ["other.example"]
key = "EC P-256"
[[web.answer]]
path = "*"
status = 200
fields = [["Content-Type", "text/html"]]
text = "<p>other</p>"
"""

TARGET = Subject(kind=SubjectKind.SITE, key="https://www.example.org")


def scenario(*, location: str | None = None, extra: str = OTHER) -> Scenario:
    """A site that answers, or redirects to `location`."""
    import tomllib

    fields = f', ["Location", "{location}"]' if location else ""
    site = SITE.format(status=302 if location else 200, fields=fields)
    return Scenario.of("small", tomllib.loads(HEAD + ZONES + site + extra), {})


async def walked(
    world: World,
    directory: Path,
    *,
    scope: Scope,
    target: Subject = TARGET,
    offline: bool = False,
    options: dict[str, int | float] | None = None,
    progress: Progress | None = None,
) -> list[Evidence]:
    """All captures of a case after one run of the site job in a world."""
    place = place_in(world)
    config = load(file=None, environment={}, options={"browser": "off", **(options or {})})
    config = config.with_values({**world.settings, "packs": ""}, "laboratory")
    with open_or_create(directory, target, place, config) as case:
        walk = Walk(
            case=case,
            place=place,
            config=config,
            scope=site_scope(scope, target),
            offline=offline,
            progress=progress,
        )
        await walk.collect(seeds(target))
        return list(case.evidences())
