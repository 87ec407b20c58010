"""Servers that do not answer or disagree, staged in the laboratory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from periplus import judging
from periplus.rules import zone_servers
from tests.collectors.rounds import fetched
from tests.collectors.served import SCOPE, SERVED, ZONE

SECOND = "ns2 A 198.51.100.2\n; second"


def behave(behaviour: str) -> tuple[str, str]:
    return "# more", f'[[name_server]]\naddress = "198.51.100.2"\nbehaviour = "{behaviour}"\n'


async def claims(tmp_path: Path, ask: Any, changed: tuple[str, str] = ("", "")) -> list[Any]:
    captures = await fetched(
        tmp_path / "case", "zone_servers", ZONE, SCOPE, text=SERVED, changed=changed
    )
    seen = judging.parse(captures, strict=True)
    return list(ask(zone_servers, *(one for one in seen if isinstance(one.fact, zone_servers.READS))))


async def test_servers_that_agree(tmp_path: Path, ask: Any) -> None:
    found = await claims(tmp_path, ask)
    assert [one.value for one in found] == [
        {
            "server": f"198.51.100.{number}",
            "host": f"ns{number}.z.zz",
            "state": "authoritative",
            "serial": 7,
            "edns_bytes": 8192,
            "nsid": None,
        }
        for number in (1, 2)
    ]
    assert found[0].reasons == ("ns1.z.zz (198.51.100.1) answers for z.zz with authority, serial 7.",)


@pytest.mark.parametrize(
    ("behaviour", "state", "finding"),
    [
        ("drop", "silent", "does not answer."),
        ("garbage", "silent", "does not answer."),
        ("loop", "silent", "does not answer."),
        ("lame", "lame", "does not answer for z.zz with authority."),
        ("refused", "answers REFUSED", "answers REFUSED."),
        ("servfail", "answers SERVFAIL", "answers SERVFAIL."),
    ],
)
async def test_a_server_that_does_not_serve(
    tmp_path: Path, ask: Any, behaviour: str, state: str, finding: str
) -> None:  # fmt: skip
    found = await claims(tmp_path, ask, behave(behaviour))
    states = {one.value["server"]: one.value["state"] for one in found if "server" in one.value}
    assert states == {"198.51.100.1": "authoritative", "198.51.100.2": state}
    (odd,) = (one.value for one in found if one.predicate == "zone.server_contradiction")
    assert odd["between"] == "a listed server and its answers"
    assert odd["finding"].endswith(finding)


@pytest.mark.parametrize(
    ("changed", "between", "finding"),
    [
        (
            ("z NS ns2.z\n", "z NS ns3.z\nns3.z A 198.51.100.2\n"),
            "delegation and zone",
            "the zone above alone names ns3.z.zz, and the zone itself alone names ns2.z.zz",
        ),
        (
            (f"@ NS ns2\nns1 A 198.51.100.1\n{SECOND}", f"ns1 A 198.51.100.1\n{SECOND}"),
            "servers of one zone",
            "do not name the same servers",
        ),
        (
            (f"7 1 1 1 1\n@ NS ns1\n@ NS ns2\nns1 A 198.51.100.1\n{SECOND}",
             f"6 1 1 1 1\n@ NS ns1\n@ NS ns2\nns1 A 198.51.100.1\n{SECOND}"),
            "serials of one zone",
            "serial 6 at ns2.z.zz (198.51.100.2); 7 at ns1.z.zz (198.51.100.1).",
        ),
        (
            ("ns1.z A 198.51.100.1", "ns1.z A 198.51.100.9"),
            "glue and address",
            "gives 198.51.100.9 as address of ns1.z.zz; the name itself says 198.51.100.1.",
        ),
        (("ns1.z A 198.51.100.1\n", ""), "delegation and glue", "names ns1.z.zz, which lies within"),
        (
            ("ns2 A 198.51.100.2\n'''", "'''"),
            "a listed server and its address",
            "ns2.z.zz is a name server of z.zz and has no address.",
        ),
    ],
)  # fmt: skip
async def test_what_is_at_odds(
    tmp_path: Path, ask: Any, changed: tuple[str, str], between: str, finding: str
) -> None:  # fmt: skip
    assert changed[0] in SERVED
    found = await claims(tmp_path, ask, changed)
    odd = {one.value["between"]: one for one in found if one.predicate == "zone.server_contradiction"}
    assert between in odd
    assert finding in odd[between].value["finding"]
    assert odd[between].support
