"""The mail collector: fixed names, selectors, and a policy's includes, all bounded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus import judging
from periplus.collectors.mail import PREFIXES, dmarc_names, parse, selectors
from periplus.facts.dns import DnsRecord
from periplus.model import Failure, SubjectKind
from periplus.signatures.tables import load
from tests.collectors.rounds import LOOKUP, NONE, TEXT, fetched, found, refused, sources, subject
from tests.facts.samples import DNS, HTTP, anything, dns_message, evidence

SAMPLE = dns_message("example.org", "TXT", answer=['example.org. 60 IN TXT "v=spf1 -all"'])
ZONE = subject(SubjectKind.ZONE, "example.org")
POLICY = '@ TXT "v=spf1 -all"'


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        ("org", ["_dmarc.org"]),
        ("example.org", ["_dmarc.example.org"]),
        ("a.example.org", ["_dmarc.a.example.org", "_dmarc.example.org"]),
    ],
)
def test_where_a_dmarc_policy_may_stand(zone: str, names: list[str]) -> None:
    assert list(dmarc_names(zone)) == names


def test_a_deep_name_is_bounded() -> None:
    assert len(dmarc_names(".".join(["a"] * 100))) == 5


@given(anything(SAMPLE), st.sampled_from([DNS, HTTP, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


# ---------------------------------------------------------------- in the laboratory


async def test_round_trip(tmp_path: Path) -> None:
    captures = await fetched(tmp_path / "case", "mail", ZONE, LOOKUP)

    assert len(sources(captures)) == 1 + len(PREFIXES) + len(selectors()) + 3
    assert any("_25._tcp.mx.example.org?type=TLSA" in source for source in sources(captures))
    data = [fact.data for fact in found(captures) if isinstance(fact, DnsRecord)]
    assert {"v=spf1 -all", "10 mx.example.org"} <= set(data)


async def test_includes_are_asked_to_their_end(tmp_path: Path) -> None:
    policies = """@ TXT "v=spf1 include:one.example.org a mx -all"
one TXT "v=spf1 redirect=two.example.org"
two TXT "v=spf1 ip4:192.0.2.1 -all"
"""
    captures = await fetched(tmp_path / "case", "mail", ZONE, LOOKUP, changed=(POLICY, policies))

    asked = {source.rpartition("/")[2] for source in sources(captures)}
    assert {"one.example.org?type=TXT", "two.example.org?type=TXT", "example.org?type=A"} <= asked


@pytest.mark.parametrize(
    "policies",
    [
        '@ TXT "v=spf1 include:example.org -all"',
        '@ TXT "v=spf1 include:b.example.org"\nb TXT "v=spf1 redirect=example.org"',
        "\n".join(
            f'{name} TXT "v=spf1 {" ".join(f"include:n{n}{m}.example.org" for m in range(8))}"'
            for n, name in enumerate(["@", *(f"n{n}{m}" for n in range(3) for m in range(8))])
        ),
    ],
    ids=["itself", "each other", "bomb"],
)
async def test_loops_and_bombs_are_bounded(tmp_path: Path, policies: str) -> None:
    captures = await fetched(tmp_path / "case", "mail", ZONE, LOOKUP, changed=(POLICY, policies))

    fixed = 1 + len(PREFIXES) + len(selectors()) + 2
    assert len(sources(captures)) <= fixed + 24


async def test_many_exchanges_are_bounded(tmp_path: Path) -> None:
    many = "\n".join(f"@ MX 10 mx{number}" for number in range(40))
    captures = await fetched(tmp_path / "case", "mail", ZONE, LOOKUP, changed=("@ MX 10 mx", many))

    assert sum("type=TLSA" in source for source in sources(captures)) == 10


async def test_a_zone_that_does_not_exist_is_a_row(tmp_path: Path) -> None:
    about = subject(SubjectKind.ZONE, "none.test")
    captures = await fetched(tmp_path / "case", "mail", about, LOOKUP)

    assert {evidence.failure for evidence in captures} == {Failure.NAME_NOT_FOUND}


async def test_the_scope_may_refuse(tmp_path: Path) -> None:
    assert refused(await fetched(tmp_path / "case", "mail", ZONE, NONE))


HOSTILE = {
    "void bomb": '@ TXT "v=spf1 ' + " ".join(f"a:v{n}.test" for n in range(20)) + ' -all"',
    "aliases in a ring": (
        '@ TXT "v=spf1 include:one.example.org mx:two.example.org -all"\n'
        "one CNAME two\ntwo CNAME one\n_dmarc CNAME one\n_mta-sts CNAME two\n@ MX 20 one"
    ),
    "a long row of aliases": (
        '@ TXT "v=spf1 include:c0.example.org -all"\n_dmarc CNAME c0\n'
        + "\n".join(f"c{n} CNAME c{n + 1}" for n in range(60))
    ),
    "exchanges without end": (
        '@ TXT "v=spf1 mx -all"\n' + "\n".join(f"@ MX 10 m{n}" for n in range(200))
    ),
    "redirects without end": (
        '@ TXT "v=spf1 redirect=r0.example.org"\n'
        + "\n".join(f'r{n} TXT "v=spf1 redirect=r{n + 1}.example.org"' for n in range(60))
    ),
    "a record of 60 000 octets": '@ TXT "v=spf1" '
    + " ".join(f'" ip4:192.0.2.{n % 250}"' for n in range(3000)),
}


@pytest.mark.parametrize("policies", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_zones_are_bounded_in_count_and_time(tmp_path: Path, policies: str) -> None:
    began = monotonic()
    captures = await fetched(tmp_path / "case", "mail", ZONE, LOOKUP, changed=(POLICY, policies))

    fixed = 1 + len(PREFIXES) + len(selectors()) + 1
    assert len(sources(captures)) <= fixed + 24 + 10
    assert monotonic() - began < 20
    observations = judging.parse(captures, strict=True)
    claims = judging.judge(observations, load(), max(one.observed_at for one in observations))
    (policy,) = (claim.value for claim in claims if claim.predicate == "zone.spf")
    assert isinstance(policy, Mapping)
    assert int(str(policy["lookups"])) <= 11


async def test_a_slow_resolver_is_bounded(tmp_path: Path) -> None:
    slow = f"{TEXT}\n[[name_server]]\naddress = '192.0.2.53'\ndelay_s = 0.4\n"
    began = monotonic()
    captures = await fetched(tmp_path / "case", "mail", ZONE, LOOKUP, text=slow)
    assert monotonic() - began < 20
    assert all(one.failure in (None, Failure.NAME_NOT_FOUND) for one in captures)
