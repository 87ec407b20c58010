"""A small world for the collectors, and one of them let loose on one subject in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from periplus import judging
from periplus.cli.lab import place_in
from periplus.config import load
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from periplus.model import Bounds, Contact, Evidence, Fact, Failure, Scope, Subject, SubjectKind
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.question import open_or_create

TEXT = """
format = 1
title = "Small"
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

[[zone]]
name = "."
records = '''
zz. DS 495 13 2 2D14284F8E47B53F839BD8068D438680B4B6C7A645769C9D89B47DF0C5359B7B
rdap.example. A 203.0.113.80
whois.iana.example. A 203.0.113.43
whois.rir.example. A 203.0.113.44
7.100.51.198.in-addr.arpa. PTR edge.example.org.
7.100.51.198.origin.example. TXT "64500 | 198.51.100.0/24 | ZZ | test | 2008-06-17"
AS64500.as.example. TXT "64500 | ZZ | test | 2012-11-12 | EXAMPLE-AS, ZZ"
'''

[[zone]]
name = "zz"
records = "@ NS ns1.example.org."

[[zone]]
name = "example.org"
records = '''
@ NS ns1
@ MX 10 mx
@ TXT "v=spf1 -all"
ns1 A 198.51.100.53
www CNAME edge
edge A 198.51.100.7
'''

[[whois]]
host = "whois.iana.example"
addresses = ["203.0.113.43"]
  [[whois.answer]]
  query = "zz"
  text = "domain: ZZ\\n\\norganisation: Registry of Zembla\\n\\nnserver: NS1.EXAMPLE.ORG\\n"
  [[whois.answer]]
  prefix = "198.51.100.64/26"
  text = "refer: whois.rir.example\\n\\ninetnum: 198.0.0.0 - 198.255.255.255\\nsource: IANA\\n"
  [[whois.answer]]
  prefix = "198.51.100.0/26"
  text = "refer: whois.iana.example\\n"

[[whois]]
host = "whois.rir.example"
addresses = ["203.0.113.44"]
  [[whois.answer]]
  prefix = "198.51.100.0/24"
  text = "inetnum: 198.51.100.64 - 198.51.100.127\\nnetname: SMALL-NET\\n"

[[web]]
hosts = ["rdap.example"]
addresses = ["203.0.113.80"]
[web.tls]
names = ["rdap.example"]
  [[web.answer]]
  path = "/ipv4.json"
  fields = [["Content-Type", "application/json"]]
  text = '''{"services": [[["198.51.100.0/24"], ["https://rdap.example/rir/"]]]}'''
  [[web.answer]]
  path = "/rir/ip/198.51.100.7"
  status = 302
  fields = [["Location", "https://rdap.example/other/ip/198.51.100.7"]]
  [[web.answer]]
  path = "/other/ip/198.51.100.7"
  fields = [["Content-Type", "application/rdap+json"]]
  text = '''{"startAddress": "198.51.100.0", "endAddress": "198.51.100.63", "name": "EXAMPLE-NET"}'''

[[web]]
hosts = ["www.example.org"]
addresses = ["198.51.100.7"]
[web.tls]
names = ["www.example.org"]
  [[web.answer]]
  path = "/"
  status = 302
  fields = [["Location", "/en/"]]
  [[web.answer]]
  path = "/en/"
  fields = [["Server", "nginx"]]
  text = "<p>hello</p>"
"""
VISIT = Scope(contact=Contact.VISIT, authorised=Bounds(names=("www.example.org",)))
LOOKUP = Scope(contact=Contact.LOOKUP)
NONE = Scope(contact=Contact.NONE)


def subject(kind: SubjectKind, key: str) -> Subject:
    return Subject(kind=kind, key=key)


async def fetched(
    directory: Path,
    name: str,
    about: Subject,
    scope: Scope,
    *,
    changed: tuple[str, str] = ("", ""),
    settings: Mapping[str, str] | None = None,
    text: str = TEXT,
    documents: Mapping[str, bytes] | None = None,
    packs: Path | None = None,
) -> list[Evidence]:
    """What one collector captured on one subject, in the world or with a piece of its text changed."""
    scenario = Scenario.of("small", tomllib.loads(text.replace(*changed)), dict(documents or {}))
    collector = judging.collectors()[name]
    async with World(scenario) as world:
        place = replace(place_in(world), packs=packs or world.packs)
        config = load(file=None, environment={}).with_values(world.settings, "laboratory")
        config = config.with_values(settings or {}, "test")
        with open_or_create(directory, about, place, config) as case:
            flights = Flights(case=case, place=place, config=config, scope=scope, offline=False)
            asker = Asker(flights, f"{name}@{collector.VERSION}", collector.CONTACT, about)
            await collector.fetch(about, asker)
            captured = {evidence.id for evidence in asker.captured}
            stored = list(case.evidences())
            assert captured == {evidence.id for evidence in stored}
            return stored


def found(captures: list[Evidence]) -> list[Fact]:
    """All facts that the collectors read in these captures."""
    readers = judging.collectors()
    return [r.fact for e in captures for r in readers[e.collector.partition("@")[0]].parse(e)]


def sources(captures: list[Evidence]) -> list[str]:
    """What was asked, without the look-ups of the services' own names."""
    names = ("rdap.example?", "whois.iana.example?", "whois.rir.example?")
    return [e.source for e in captures if not any(name in e.source for name in names)]


def refused(captures: list[Evidence]) -> bool:
    """Whether all was refused by the scope, and nothing sent."""
    return bool(captures) and all(
        e.failure is Failure.REFUSED_SCOPE and e.dialled is None for e in captures
    )
