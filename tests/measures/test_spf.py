"""Policies evaluated to their end, against what RFC 7208 says of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.measures.dns_answers import Answer, Answers
from periplus.measures.spf import Policy, evaluate, in_words, spf_records
from tests.measures.asked import texts

NOBODY = "nobody may send mail for this domain"
ONE_ONLY = "1 source may send mail for this domain, and nobody else"


def policy(text: str, **others: str) -> Policy:
    """The policy of d.org with this record, and other domains' records beside it."""
    return evaluate("d.org", texts(d_org=text, **others))


def told(answers: dict[tuple[str, str], tuple[str, ...]]) -> Answers:
    return {question: Answer(rcode="NOERROR", records=data) for question, data in answers.items()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("v=spf1 -all", NOBODY),
        ("v=spf1 ip4:192.0.2.1 -all", ONE_ONLY),
        ("v=spf1 -ip4:192.0.2.1 -all", NOBODY),
        (
            "v=spf1 ip4:192.0.2.1 ~all",
            "1 source may send mail for this domain, and the rest is to be suspected",
        ),
        (
            "v=spf1 ip4:192.0.2.1 ?all",
            "1 source may send mail for this domain, and nothing is said of the rest",
        ),
        (
            "v=spf1 ip4:192.0.2.1",
            "1 source may send mail for this domain, and nothing is said of the rest",
        ),
        (
            "v=spf1 ip4:192.0.2.1 ip6:2001:db8::/32 -all",
            "2 sources may send mail for this domain, and nobody else",
        ),
        ("v=spf1 +all", "everybody may send mail for this domain"),
        ("v=spf1 all", "everybody may send mail for this domain"),
        ("v=spf1", "no sender is named, and nothing is said of the rest"),
        ("v=spf1 ~all", "no sender is named, and all mail for this domain is to be suspected"),
        ("v=spf1 -all ip4:192.0.2.1", NOBODY),  # §5.1: what follows `all` is never tested
        ("v=spf1 -all redirect=x.org", NOBODY),  # §6.1: `all` wins over redirect
        ("v=spf1 redirect=other.org", ONE_ONLY),
        ("v=spf1 include:other.org -all", ONE_ONLY),
        ("v=spf1 -include:other.org -all", NOBODY),
        ("v=spf1 include:refuses.org -all", NOBODY),  # §5.2: an included fail is no match
        ("v=spf1 include:open.org -all", "everybody may send mail for this domain"),
        ("v=spf1 include:%{d2}.other.org -all", "a policy in error: receivers may treat it as none"),
        ("v=spf1 exists:%{i}.list.org -all", ONE_ONLY),
        ("v=spf1 ptr -all", ONE_ONLY),
        ("v=spf1 include:%{l}.other.org -all", ONE_ONLY),
        ("v=spf1 ip4:192.0.2.1/33 -all", "a policy in error: receivers may treat it as none"),
        ("v=spf1 -all foo", "a policy in error: receivers may treat it as none"),  # §4.6
        ("not a policy", "no policy: nothing says who may send mail for this domain"),
    ],
)
def test_in_words(text: str, words: str) -> None:
    others = {
        "other_org": "v=spf1 ip4:192.0.2.0/24 -all",
        "refuses_org": "v=spf1 -all",
        "open_org": "v=spf1 +all",
        "d_org_other_org": "no policy",
    }
    assert in_words(policy(text, **others)) == words


@pytest.mark.parametrize(
    ("text", "lookups"),
    [
        # §4.6.4: include, a, mx, ptr, exists and redirect count; all, ip4, ip6 and exp do not.
        ("v=spf1 ip4:192.0.2.1 ip6:2001:db8::1 exp=e.d.org -all", 0),
        ("v=spf1 include:i.org -all", 1),
        ("v=spf1 exists:%{i}.d.org ptr -all", 2),
        ("v=spf1 redirect=i.org", 1),
        ("v=spf1 include:i.org include:i.org redirect=i.org", 3),
        ("v=spf1 include:deep.org -all", 2),
        ("v=spf1 -all include:i.org", 0),
    ],
)
def test_lookups_are_counted(text: str, lookups: int) -> None:
    found = policy(text, i_org="v=spf1 -all", deep_org="v=spf1 include:i.org -all")
    assert (found.lookups, found.state) == (lookups, "policy")


@pytest.mark.parametrize(("number", "state"), [(10, "policy"), (11, "permerror")])
def test_ten_lookups_are_the_limit(number: int, state: str) -> None:
    text = "v=spf1 " + "exists:%{i}.d.org " * number + "-all"
    assert policy(text).state == state


def test_void_lookups_are_limited() -> None:
    hosts = [f"a{n}.org" for n in range(3)]
    empty = {(host, kind): () for host in hosts for kind in ("A", "AAAA")}
    for number, state in ((2, "policy"), (3, "permerror")):
        record = "v=spf1 " + " ".join(f"a:{host}" for host in hosts[:number]) + " -all"
        found = evaluate("d.org", told({("d.org", "TXT"): (record,), **empty}))
        assert (found.state, found.void_lookups) == (state, number)


@pytest.mark.parametrize(("number", "state"), [(10, "policy"), (11, "permerror")])
def test_ten_exchanges_are_the_limit(number: int, state: str) -> None:
    exchanges = tuple(f"10 mx{n}.d.org" for n in range(number))
    answers = told({("d.org", "TXT"): ("v=spf1 mx/28 -all",), ("d.org", "MX"): exchanges})
    found = evaluate("d.org", answers)
    assert found.state == state
    assert [sender.what for sender in found.senders[:1]] == (
        ["mx0.d.org/28"] if state == "policy" else []
    )


@pytest.mark.parametrize(
    "text",
    [
        "v=spf1 include:d.org -all",
        "v=spf1 redirect=d.org",
        "v=spf1 include:b.org",
        "v=spf1 a include:d.org",
    ],
)
def test_loops_end_in_an_error(text: str) -> None:
    answers = told({("d.org", "A"): ("192.0.2.1",), ("d.org", "AAAA"): ()})
    both = {**texts(d_org=text, b_org="v=spf1 include:d.org include:d.org"), **answers}
    found = evaluate("d.org", both)
    assert (found.state, found.lookups) == ("permerror", 11)


def test_a_bomb_of_includes_ends_at_the_eleventh() -> None:
    bomb = {f"n{n}_org": "v=spf1 " + f"include:n{n + 1}.org " * 9 for n in range(20)}
    found = policy("v=spf1 " + "include:n0.org " * 9, **bomb)
    assert (found.state, found.lookups, found.senders) == ("permerror", 11, ())


@pytest.mark.parametrize("term", ["include:none.org", "redirect=none.org"])
def test_a_target_without_policy_is_an_error(term: str) -> None:
    found = policy(f"v=spf1 {term}", none_org="something else")
    assert found.state == "permerror"
    assert "none.org, which has no SPF record" in found.error


def test_a_target_that_does_not_exist_is_an_error() -> None:
    answers = {
        **texts(d_org="v=spf1 include:gone.org -all"),
        ("gone.org", "TXT"): Answer(rcode="NXDOMAIN"),
    }
    assert evaluate("d.org", answers).state == "permerror"


def test_a_failing_server_is_a_temporary_error() -> None:
    answers = {**texts(d_org="v=spf1 include:x.org -all"), ("x.org", "TXT"): Answer(rcode="SERVFAIL")}
    found = evaluate("d.org", answers)
    assert (found.state, found.senders) == ("temperror", ())
    assert in_words(found).startswith("not to be told")


def test_two_policies_are_an_error() -> None:
    found = evaluate("d.org", told({("d.org", "TXT"): ("v=spf1 -all", "v=spf1 +all", "v=spf10")}))
    assert (found.state, found.error) == ("permerror", "d.org has 2 SPF records where one is allowed.")


def test_which_texts_are_policies() -> None:
    candidates = ["v=spf1", "v=spf1 -all", "V=SPF1 a", "v=spf10", "v=spf1-all", " v=spf1", "spf2.0/pra"]
    assert spf_records(candidates) == candidates[:3]


def test_what_is_missing_is_named_and_comes_next() -> None:
    answers: dict[Any, Answer] = {}
    found = evaluate("d.org", answers)
    assert (found.state, found.missing) == ("incomplete", (("d.org", "TXT"),))
    answers |= texts(d_org="v=spf1 include:I.org. a mx -all")
    found = evaluate("d.org", answers)
    asked = {("i.org", "TXT"), ("d.org", "A"), ("d.org", "AAAA"), ("d.org", "MX")}
    assert (found.state, set(found.missing), found.senders) == ("incomplete", asked, ())


def test_who_says_it_is_kept() -> None:
    found = policy("v=spf1 include:i.org -all", i_org="v=spf1 ip4:192.0.2.1 ~all")
    assert [(one.what, one.term, one.domain) for one in found.senders] == [
        ("192.0.2.1/32", "ip4:192.0.2.1", "i.org")
    ]
    assert (found.rest, found.consulted) == ("-", (("d.org", "TXT"), ("i.org", "TXT")))


@given(st.lists(st.text("v=spf1 incluedrtamx:=.%{d}/-~?0123456789", max_size=60), max_size=4))
def test_never_raises(records: list[str]) -> None:
    answers = told({("d", "TXT"): tuple(f"v=spf1 {text}" for text in records[:1])})
    assert in_words(evaluate("d", answers))
