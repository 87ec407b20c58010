"""A scenario of a few lines, for tests that change it."""

from __future__ import annotations

import tomllib

from periplus.lab.scenario import Scenario

TEXT = """
format = 1
title = "Tiny"
as_of = 2022-11-19T09:00:00Z
country = "ZZ"
site = "https://www.example.zz/"

[resolver]
address = "192.0.2.53"

[services]
iana_whois = "whois.example"
rdap_bootstrap_ipv4 = "https://data.example/ipv4.json"
rdap_bootstrap_ipv6 = "https://data.example/ipv6.json"
origin_zone_ipv4 = "origin.example"
origin_zone_ipv6 = "origin6.example"
as_name_zone = "asn.example"

[[zone]]
name = "."
records = '''
zz. NS ns1.zz.
gone.zz. NS ns.gone.zz.
whois.example. A 192.0.2.43
'''

[[zone]]
name = "zz"
servers = ["198.51.100.53"]
authenticated = true
records = '''
@ NS ns1
ns1 A 198.51.100.53
example NS ns1.example
ns1.example A 198.51.100.54
cut NS ns.cut
ns.cut A 198.51.100.55
'''

[[zone]]
name = "example.zz"
servers = ["198.51.100.54"]
records = '''
@ NS ns1
@ TXT "one" "two"
ns1 A 198.51.100.54
web A 203.0.113.7
www CNAME web
far CNAME whois.example.
a.b A 203.0.113.8
*.wild TXT "any"
'''

[[whois]]
host = "whois.example"
addresses = ["192.0.2.43"]
not_found = "none\\n"

  [[whois.answer]]
  query = "ZZ"
  document = "zz.txt"

  [[whois.answer]]
  prefix = "203.0.113.0/24"
  text = "small\\n"

  [[whois.answer]]
  prefix = "203.0.0.0/8"
  text = "large\\n"

[[web]]
hosts = ["www.example.zz", "web.example.zz"]
addresses = ["203.0.113.7"]

  [web.tls]
  issuer_organisation = "Laboratory Trust"
  issuer = "L1"

  [[web.answer]]
  path = "/"
  fields = [["server", "tiny"], ["X-Odd", "1"], ["Date", "@date"]]
  cookies = ["a=1; Path=/", "b=2"]
  text = "hello"

  [[web.answer]]
  path = "/ip/"
  prefix = "203.0.113.0/24"
  document = "block.json"
"""
DOCUMENTS = {"zz.txt": b"domain: ZZ\n", "block.json": b'{"handle":"B"}'}


def tiny() -> Scenario:
    """The scenario as it stands above."""
    return Scenario.of("tiny", tomllib.loads(TEXT), DOCUMENTS)
