"""Messages under policies, as RFC 7208 says, and within its limits."""

from __future__ import annotations

import ipaddress
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.dns_answers import Answer, Answers, Question
from periplus.measures.spf_check import Result, check_host
from periplus.measures.spf_macro import Message
from tests.measures.spf_cases import CASES, WORLD, Case


def answers(world: str) -> dict[Question, Answer]:
    records: dict[Question, list[str]] = defaultdict(list)
    for line in world.splitlines():
        if line:
            name, rdtype, data = line.split(" ", 2)
            records[name, rdtype].append(data)
    return {
        question: Answer(rcode=data[0][1:])
        if data[0].startswith("!")
        else Answer(rcode="NOERROR", records=tuple(data))
        for question, data in records.items()
    }


class Everything(Mapping[Question, Answer]):
    """A world in which each other name does not exist."""

    def __init__(self, known: Answers) -> None:
        self._known = known

    def __getitem__(self, question: Question) -> Answer:
        return self._known.get(question, Answer(rcode="NXDOMAIN"))

    def __iter__(self) -> Iterator[Question]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def message(case: Case) -> Message:
    return Message(address=ipaddress.ip_address(case.ip), sender=case.sender, helo=case.helo)


def result(case: Case) -> Result:
    world = answers(f"{WORLD}d.example TXT {case.policy}")
    return check_host(message(case), Everything(world))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.section} {case.policy[:40]} {case.ip}")
def test_as_the_standard_says(case: Case) -> None:
    found = result(case)
    assert (found.result, found.explanation) == (case.result, case.says), found.reason


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150
    assert {case.section[0] for case in CASES} >= set("24567")


def test_what_is_missing_is_asked_round_by_round() -> None:
    case = Case("", "v=spf1 include:deep.example -all", "pass")
    whole = Everything(answers(f"{WORLD}d.example TXT {case.policy}"))
    known: dict[Question, Answer] = {}
    for _ in range(4):
        found = check_host(message(case), known)
        assert (found.result, len(found.missing)) == ("incomplete", 1)
        known |= {question: whole[question] for question in found.missing}
    assert check_host(message(case), known).result == "pass"


@pytest.mark.parametrize(
    ("policy", "lookups", "voids"),
    [
        ("v=spf1 ip4:192.0.2.3 -all", 0, 0),
        ("v=spf1 a:nothing.example include:deep.example -all", 4, 1),
        ("v=spf1 ptr:x.example exists:nothing.example -all", 2, 1),
    ],
)
def test_counts(policy: str, lookups: int, voids: int) -> None:
    found = result(Case("", policy, ""))
    assert (found.lookups, found.void_lookups) == (lookups, voids)


_words = st.sampled_from(
    ["a", "mx", "ptr", "-all", "include:d.example", "exists:%{l}.%{d}", "redirect=d.example",
     "ip4:1.2.3.4/8", "a:%{p}//3", "exp=d.example", "?all", "mx:%{o}/0"]
)  # fmt: skip
_data = st.one_of(st.text(max_size=20), st.lists(_words, max_size=6).map(" ".join))


@given(
    st.lists(_data, min_size=1, max_size=3),
    st.sampled_from(["192.0.2.3", "2001:db8::3"]),
    st.text(max_size=30),
)
def test_never_raises_and_always_ends(data: list[str], ip: str, sender: str) -> None:
    known: Answers = {
        ("d.example", "TXT"): Answer(rcode="NOERROR", records=tuple(f"v=spf1 {one}" for one in data)),
        ("d.example", "MX"): Answer(rcode="NOERROR", records=("10 d.example", "0 .")),
        ("d.example", "A"): Answer(rcode="NOERROR", records=("192.0.2.3",)),
    }
    for origin in (sender, "d.example"):
        offered = Message(address=ipaddress.ip_address(ip), sender=f"{sender}@{origin}", helo=sender)
        assert check_host(offered, known).result
