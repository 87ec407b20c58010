"""A world of registries and registrars that refer to each other, also in circles."""

from __future__ import annotations

import json

DOMAIN = {
    "objectClassName": "domain",
    "ldhName": "EXAMPLE.test",
    "events": [{"eventAction": "expiration", "eventDate": "2025-02-01T09:00:00Z"}],
}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/rdap+json\r\n\r\n"
HUGE = b'{"objectClassName": "domain", "remarks": ["' + b"x" * 10_000_000 + b'"]}'
BOOTSTRAP = {
    "services": [
        [["thin"], ["https://rdap.example/thin/"]],
        [["64506-64510"], ["https://rdap.example/as/"]],
    ]
}
AUTNUM = {"objectClassName": "autnum", "startAutnum": 64506, "endAutnum": 64510, "name": "ONE-AS"}


def page(path: str, answer: object, status: int = 200) -> str:
    """A web answer in RDAP."""
    return f"""
  [[web.answer]]
  path = "{path}"
  status = {status}
  fields = [["Content-Type", "application/rdap+json"]]
  text = '''{json.dumps(answer)}'''
"""


def domain(name: str, *links: str, **more: object) -> dict[str, object]:
    """An RDAP domain that links to other answers about it."""
    related = {"rel": "related", "type": "application/rdap+json"}
    return {**DOMAIN, "ldhName": name, "links": [{**related, "href": url} for url in links], **more}


def whois(host: str, address: str, *answers: tuple[str, str]) -> str:
    """A WHOIS server and its answers."""
    rows = "".join(
        f"\n  [[whois.answer]]\n  query = '{query}'\n  text = '''{text}'''\n" for query, text in answers
    )
    return f'[[whois]]\nhost = "{host}"\naddresses = ["{address}"]\n{rows}'


_NAMES = "Registrar: Names, Inc.\nRegistrar WHOIS Server: whois.registrar.example\n"
_SERVERS = (
    whois(
        "whois.iana.example",
        "203.0.113.43",
        ("thick", "domain: THICK\n\nwhois: whois.thick.example\n"),
        ("AS64600", "refer: whois.thick.example\n"),
    ),
    whois(
        "whois.thick.example",
        "203.0.113.44",
        ("shop.thick", f"Domain Name: SHOP.THICK\nCreation Date: 2020-01-02\n{_NAMES}"),
        ("round.thick", f"Domain Name: ROUND.THICK\n{_NAMES}"),
        ("port.thin", "Domain: port.thin\nRegistrar: Other Names Ltd\n"),
        ("AS64600", "aut-num: AS64600\nas-name: EXAMPLE-AS\n"),
    ),
    whois(
        "whois.registrar.example",
        "203.0.113.45",
        ("shop.thick", "Domain Name: shop.thick\nRegistrant Organization: Shop Ltd\nStatus: ok\n"),
        (
            "round.thick",
            "Domain: round.thick\nRegistrant Organization: Round Ltd\nWhois Server: whois.thick.example",
        ),
    ),
)
_THIN, _FAR = "https://rdap.example/thin/domain/", "https://rdap.example/far/domain/"
_PAGES = (
    page("/dns.json", BOOTSTRAP),
    page("/thin/domain/far.thin", domain("far.thin", _FAR + "far.thin")),
    page("/far/domain/far.thin", domain("far.thin", status=["locked"])),
    page("/thin/domain/port.thin", domain("port.thin", port43="whois.thick.example")),
    page("/thin/domain/loop.thin", domain("loop.thin", _FAR + "loop.thin")),
    page("/far/domain/loop.thin", domain("loop.thin", _THIN + "loop.thin")),
    page("/thin/domain/missing.thin", domain("missing.thin")),
    page("/thin/domain/deep.missing.thin", {"errorCode": 404}, 404),
    page("/thin/domain/busy.thin", {"errorCode": 429}, 429),
    page("/as/autnum/64507", AUTNUM),
)
_ZONES = ("far.thin", "loop.thin", "huge.thin", "busy.thin", "deep.missing.thin", "port.thin")

WORLD = """
format = 1
title = "Registries"
as_of = 2024-05-01T09:00:00Z
country = "ZZ"
site = "https://www.example.org/"
[resolver]
address = "192.0.2.53"
[services]
iana_whois = "whois.iana.example"
rdap_bootstrap_ipv4 = ""
rdap_bootstrap_ipv6 = ""
rdap_bootstrap_dns = "https://rdap.example/dns.json"
rdap_bootstrap_asn = "https://rdap.example/dns.json"
origin_zone_ipv4 = ""
origin_zone_ipv6 = ""
as_name_zone = ""

[[zone]]
name = "."
records = '''
rdap.example. A 203.0.113.80
whois.iana.example. A 203.0.113.43
whois.thick.example. A 203.0.113.44
whois.registrar.example. A 203.0.113.45
'''
"""
for _name in (*_ZONES, "shop.thick", "round.thick"):
    WORLD += f"[[zone]]\nname = \"{_name}\"\nrecords = '''\n@ SOA ns x 1 2 3 4 5\nwww A 192.0.2.7\n'''\n"
WORLD += "\n".join(_SERVERS)
WORLD += """
[[web]]
hosts = ["rdap.example"]
addresses = ["203.0.113.80"]
[web.tls]
names = ["rdap.example"]
"""
WORLD += "".join(_PAGES)
WORLD += """
  [[web.answer]]
  path = "/thin/domain/huge.thin"
  fields = [["Content-Type", "application/rdap+json"]]
  document = "huge.json"
"""
