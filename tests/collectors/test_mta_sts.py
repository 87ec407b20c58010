"""The policy file of MTA-STS: brought where it is announced and may be visited."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.mta_sts import parse
from periplus.facts.mta_sts import MtaStsPolicy
from periplus.facts.selector import select
from periplus.model import Bounds, Contact, Failure, Scope, SubjectKind
from tests.collectors.rounds import LOOKUP, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, evidence, facts

ZONE = subject(SubjectKind.ZONE, "example.org")
SCOPE = Scope(contact=Contact.VISIT, authorised=Bounds(names=("mta-sts.example.org",)))
SOURCE = "https://mta-sts.example.org/.well-known/mta-sts.txt"
FILE = "version: STSv1\nmode: enforce\nmx: mx.example.org\nmax_age: 86400\n"
SAMPLE = f"HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: {len(FILE)}\r\n\r\n{FILE}".encode()
ANNOUNCED = (
    '@ TXT "v=spf1 -all"',
    '@ TXT "v=spf1 -all"\n_mta-sts TXT "v=STSv1; id=1"\nmta-sts A 198.51.100.9\n',
)


def test_only_the_policy_is_read() -> None:
    (reading,) = parse(evidence(SAMPLE, HTTP, source=SOURCE))
    assert isinstance(reading.fact, MtaStsPolicy)
    assert str(reading.subject) == "ZONE:example.org"
    assert select(SAMPLE, HTTP, reading.selector) == FILE.encode()


def test_another_status_or_a_cut_answer_is_no_policy() -> None:
    missing = SAMPLE.replace(b"200 OK", b"404 Not")
    assert facts(parse(evidence(missing, HTTP, source=SOURCE))) == []
    assert facts(parse(evidence(SAMPLE, HTTP, source=SOURCE, failure=Failure.IO_TIMEOUT))) == []


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type, source=SOURCE)))


async def test_nothing_is_visited_where_nothing_is_announced(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "mta_sts", ZONE, SCOPE)
    assert [source.rpartition("/")[2] for source in sources(captures)] == [
        "_mta-sts.example.org?type=TXT"
    ]


async def test_round_trip(tmp_path: Path) -> None:
    world = f"""{ANNOUNCED[1]}'''

[[web]]
hosts = ["mta-sts.example.org"]
addresses = ["198.51.100.9"]
[web.tls]
names = ["mta-sts.example.org"]
  [[web.answer]]
  path = "/.well-known/mta-sts.txt"
  text = "{FILE.replace(chr(10), chr(92) + "n")}"

[[zone]]
name = "rest.test"
records = '''
@ TXT "rest"
"""
    captures = await fetched(tmp_path / "case", "mta_sts", ZONE, SCOPE, changed=(ANNOUNCED[0], world))
    (policy,) = (fact for fact in found(captures) if isinstance(fact, MtaStsPolicy))
    assert (policy.mode, policy.exchanges) == ("enforce", ("mx.example.org",))


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "mta_sts", ZONE, LOOKUP, changed=ANNOUNCED)
    assert refused([one for one in captures if one.source.startswith("https:")])
