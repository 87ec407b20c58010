"""One address in Shodan's InternetDB: open ports, and what is made of their banners."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from periplus.facts.scan import ScannedPort
from periplus.facts.service import text
from periplus.model import Basis, Fact, Reading, Subject, SubjectKind

TOOL, VANTAGE = "Shodan InternetDB", "Shodan"
KINDS = {"cpes": "software", "tags": "tag", "vulns": "flaw"}
"""What the source calls what we call. Its `hostnames` are left out: others at the address, mostly."""

_MOST = 200  # of each kind
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedTrait(Fact):
    """What a search engine of scans concludes of an address; it tests nothing."""

    source: str
    kind: str  # software (a CPE), tag, flaw (a CVE)
    name: str


def read_internetdb(document: Any, asked: str) -> Iterator[Reading]:  # noqa: ANN401  JSON
    """Ports and traits of the address that was asked for; nothing when the answer is of another."""
    if not isinstance(document, dict) or not _is(document.get("ip"), asked):
        return
    about = Subject(kind=SubjectKind.ADDRESS, key=asked)

    def reading(fact: Fact, place: str) -> Reading:
        return Reading(subject=about, fact=fact, selector=f"json:{place}", basis=Basis.TOLD)

    for index, port in enumerate(_list(document.get("ports"))):
        if isinstance(port, int) and not isinstance(port, bool) and 0 < port < 65536:
            # By which transport, the source does not tell.
            fact = ScannedPort(tool=TOOL, vantage=VANTAGE, protocol="", port=port, state="open")
            yield reading(fact, f"/ports/{index}")
    for key, kind in KINDS.items():
        for index, told in enumerate(_list(document.get(key))):
            name = text(told, _LONGEST)
            if name.isprintable() and name.strip():
                yield reading(ScannedTrait(source=TOOL, kind=kind, name=name), f"/{key}/{index}")


def _is(told: object, asked: str) -> bool:
    try:
        return isinstance(told, str) and ipaddress.ip_address(told) == ipaddress.ip_address(asked)
    except ValueError:
        return False


def _list(value: object) -> list[Any]:
    return value[:_MOST] if isinstance(value, list) else []
