"""nmap is driven by a fixed list of options, bounded, with a permit; on machines it names a stack."""

from __future__ import annotations

import base64
import json
import os
import shutil
from pathlib import Path

import pytest

from periplus.facts.nmap import read_nmap
from periplus.facts.scan import SimilarStack
from periplus.model import Contact, Failure, Scope
from periplus.net import nmap
from periplus.net.clock import Clock
from periplus.net.dial import Pace
from periplus.net.exchange import Fault
from periplus.net.gate import Gate, Permit
from periplus.net.stacks import Stacks
from tests.lab.boxed import PREAMBLE
from tests.lab.staged import run_staged

PERMIT = Permit(("192.0.2.7", 443), ("192.0.2.7", 443))


def pretend(directory: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of that name which does something else; whoever runs the tests may send packets."""
    program = directory / "nmap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{directory}:/usr/bin:/bin")
    if os.geteuid() != 0:
        pytest.skip("no privilege to send packets")


def test_the_options_are_fixed_and_hold_no_script() -> None:
    told = nmap.words("192.0.2.7", (443, 1, 443))
    assert told[-3:] == ["-p", "1,443", "192.0.2.7"]
    assert "-n" in told
    assert not any("script" in word or word in {"-A", "-sC", "-sV"} for word in told)
    assert "-6" in nmap.words("2001:db8::7", (443,))


async def test_what_it_writes_is_kept_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(tmp_path, 'echo "$@"; echo garbage >&2', monkeypatch)
    answer = await nmap.run(PERMIT, (443, 1))
    assert answer.body.decode().split() == nmap.words("192.0.2.7", (1, 443))
    assert answer.failure is None


@pytest.mark.parametrize(
    ("script", "failure"),
    [
        ("exit 1", Failure.PROTOCOL),
        ("exec sleep 30", Failure.IO_TIMEOUT),
        ("exec yes", Failure.TOO_LARGE),
    ],
)
async def test_it_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, failure: Failure
) -> None:
    pretend(tmp_path, script, monkeypatch)
    monkeypatch.setattr(nmap, "LIMIT_S", 1.0)
    answer = await nmap.run(PERMIT, (443,))
    assert answer.failure is failure
    assert len(answer.body) <= nmap.MOST_BYTES


async def test_without_it_one_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nmap, "PROGRAM", "no-such-program")
    with pytest.raises(Fault, match="not installed"):
        await nmap.run(PERMIT, (443,))


async def test_without_leave_it_is_not_started() -> None:
    clock = Clock()
    scope = Scope(contact=Contact.VISIT)
    stacks = Stacks(Gate(scope, clock, {}), clock, Pace(clock, 100))
    row = await stacks.nmap(contact=Contact.PROBE, name="www.example.org", address="192.0.2.7", port=443)
    assert (row.failure, row.dialled) == (Failure.REFUSED_SCOPE, None)
    assert row.source == "nmap://192.0.2.7:443/www.example.org"
    assert row.request.startswith(b"nmap --privileged -n -Pn")


NAMED = """
import base64
from periplus.model import Bounds, Contact, Scope
from periplus.net.clock import Clock
from periplus.net.dial import Pace
from periplus.net.gate import Gate
from periplus.net.stacks import Stacks

XP = {"ttl": 128, "window": 65535, "mss": 1460, "options": ["mss", "nop", "nop", "sok"],
      "isn": "step", "isn_by": 64000, "ip_id": "counter"}

def work(map):
    clock = Clock()
    bounds = Bounds(names=("www.example.zz",), prefixes=(f"{WEB[0]}/32",))
    scope = Scope(contact=Contact.PROBE, authorised=bounds, authorised_by="the laboratory")
    stacks = Stacks(Gate(scope, clock, map), clock, Pace(clock, 100))
    asked = stacks.nmap(contact=Contact.PROBE, name="www.example.zz", address=WEB[0], port=80)
    row = asyncio.run(asked)
    return [row.failure, base64.b64encode(row.body).decode(), row.request.decode()]

print(json.dumps(staged(boxed(stack=XP), work)))
"""


@pytest.mark.skipif(shutil.which("nmap") is None, reason="nmap is not installed")
def test_it_compares_a_stack_on_machines() -> None:
    failure, body, request = json.loads(run_staged(PREAMBLE + NAMED))

    assert failure is None
    assert request.endswith("-p 80 203.0.113.7")  # it was sent to where the laboratory serves that
    facts = [reading.fact for reading in read_nmap(base64.b64decode(body), "desk")]
    similar = [fact for fact in facts if isinstance(fact, SimilarStack)]
    assert similar
    assert all(0 < fact.similarity_percent <= 100 for fact in similar)
