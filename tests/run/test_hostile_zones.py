"""Zones that want to keep a run busy: bounded in count and time, and the rest of the run unharmed."""

from __future__ import annotations

import base64
import time
import tomllib
from pathlib import Path
from typing import cast

import dns.dnssec
import dns.rdata
import dns.rdataclass
import pytest
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from periplus import judging
from periplus.lab.scenario import Scenario
from periplus.lab.world import World
from periplus.model import Claim, Contact, Evidence, Failure, Scope
from periplus.run.walk import MOST_LEADS
from periplus.signatures.tables import load
from tests.run.worlds import HEAD, SITE, walked

VISIT = Scope(contact=Contact.VISIT)
ROOT_KEY = "TKYhDfjiTQ6TCGsuB7nRcEvRc+pNH5QmYgsyfSV04/U="
ZONES = """
[[zone]]
name = "."
servers = ["192.0.2.1"]
records = '''
@ NS a.root.example.
a.root.example. A 192.0.2.1
{signer}
example.org. NS ns1.example.org.
example.org. NS ns2.example.org.
ns1.example.org. A 198.51.100.1
ns2.example.org. A 198.51.100.2
'''
[zone.signing]
key = "{root}"

[[zone]]
name = "example.org"
servers = ["198.51.100.1", "198.51.100.2"]
records = '''
@ NS ns1
@ NS ns2
ns1 A 198.51.100.1
ns2 A 198.51.100.2
@ A 198.51.100.7
www A 198.51.100.7
{records}
'''
{more}
"""


def world_of(*, records: str = "", more: str = "", signer: str = "") -> Scenario:
    site = SITE.format(status=200, fields="")
    zones = ZONES.format(records=records, more=more, signer=signer, root=ROOT_KEY)
    return Scenario.of("hostile", tomllib.loads(HEAD + zones + site), {})


async def run(directory: Path, scenario: Scenario) -> tuple[list[Evidence], tuple[Claim, ...], float]:
    """Captures and claims of the site job, and the seconds that both took."""
    started = time.monotonic()
    async with World(scenario) as world:
        captures = await walked(world, directory / "case", scope=VISIT)
    observations = judging.parse(captures, strict=True)
    claims = judging.judge(observations, load(), max(one.captured_at for one in captures))
    return captures, claims, time.monotonic() - started


def unharmed(claims: tuple[Claim, ...], *, servers: bool = True) -> bool:
    """Whether the page was read, and the good name server too."""
    said = {(one.predicate, str(one.value)) for one in claims}
    states = [one.value for one in claims if one.predicate == "zone.server_state"]
    good = any(isinstance(one, dict) and one["state"] == "authoritative" for one in states)
    return ("site.web_server", "nginx") in said and (good or not servers)


def behave(behaviour: str) -> str:
    return f'[[name_server]]\naddress = "198.51.100.2"\nbehaviour = "{behaviour}"\n'


@pytest.mark.parametrize(
    ("behaviour", "seconds"), [("loop", 15), ("garbage", 15), ("flood", 15), ("drip", 35)]
)
async def test_a_hostile_server(tmp_path: Path, behaviour: str, seconds: float) -> None:
    captures, claims, took_s = await run(tmp_path, world_of(more=behave(behaviour)))
    assert unharmed(claims)
    assert took_s < seconds
    assert len(captures) < 200


@pytest.mark.parametrize(
    "records",
    [
        "@ MX 5 a\na CNAME b\nb CNAME c\nc CNAME a\n",
        "_dmarc CNAME _dmarc\n@ MX 5 x\nx CNAME x\n",
        "".join(f"l{at} CNAME l{at + 1}\n" for at in range(300)) + "@ MX 5 l0\n",
    ],
)
async def test_aliases_without_end(tmp_path: Path, records: str) -> None:
    captures, claims, took_s = await run(tmp_path, world_of(records=records))
    assert unharmed(claims)
    assert took_s < 20
    assert len(captures) < 300


@pytest.mark.parametrize(
    "line", ["@ NS n{at}\n", "@ MX {at} m{at}\n", "@ A 192.88.{at}.1\n", '@ TXT "{at} v=spf1 a"\n']
)
async def test_sixty_kilobytes_of_records(tmp_path: Path, line: str) -> None:
    number = 250 if "192.88" in line else 2000
    records = "".join(line.format(at=at) for at in range(number))
    captures, claims, took_s = await run(tmp_path, world_of(records=records))
    assert unharmed(claims, servers="NS" not in line)
    assert took_s < 40
    assert len(captures) < 600
    if "TXT" not in line:
        left = [e for e in captures if e.source.startswith("lead://")]
        assert left
        assert {e.failure for e in left} == {Failure.BUDGET}
    assert max(MOST_LEADS.values()) < 50


def trap(keys: int, signatures: int) -> tuple[str, str]:
    """Keys of one tag and signatures by them, none of which fits; and the DS of the first key."""
    head = bytes(range(40, 104))
    texts = []
    for step in range(keys):
        octets = bytearray(head)
        octets[0], octets[2] = octets[0] + step, octets[2] + keys - step
        texts.append(f"257 3 13 {base64.b64encode(bytes(octets)).decode()}")
    read = [dns.rdata.from_text(dns.rdataclass.IN, "DNSKEY", text) for text in texts]
    made = cast("list[DNSKEY]", read)
    assert len({dns.dnssec.key_id(key) for key in made}) == 1
    tag = dns.dnssec.key_id(made[0])
    lines = [f"@ DNSKEY {text}\n" for text in texts]
    for kind in ("DNSKEY", "SOA", "A"):
        for number in range(signatures):
            forged = base64.b64encode(number.to_bytes(64)).decode()
            lines.append(
                f"@ RRSIG {kind} 13 2 3600 20300101000000 20200101000000 {tag} example.org. {forged}\n"
            )
    signers = [dns.dnssec.make_ds("example.org.", key, "SHA256") for key in made]
    return "".join(lines), "".join(f"example.org. DS {one}\n" for one in signers)


async def test_many_keys_of_one_tag_and_many_signatures(tmp_path: Path) -> None:
    records, signers = trap(100, 200)
    captures, claims, took_s = await run(tmp_path, world_of(records=records, signer=signers))
    assert unharmed(claims)
    assert took_s < 20
    assert len(captures) < 200
    (verdict,) = (one.value for one in claims if one.predicate == "zone.dnssec")
    assert isinstance(verdict, dict)
    assert (verdict["state"], verdict["at"]) == ("bogus", "example.org")
    # The order in which a server lists its keys decides which bound is met first.
    assert verdict["fault"] in ("too many", "DS mismatch")
