"""The chain of trust: keys, digests, signatures, cuts, and every place where it can end."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from typing import Any

import pytest

from periplus.measures.dnssec import follow, names_above, questions_for
from periplus.measures.signed_answers import told_in
from tests.measures.signed import KEYS, KNOWN, anchors, chain, ds_of, observations, signed_world

OTHER = "rhaKGZSNbSwynto6yO6KRwDAlgOiLViYyAi0vyF2v7A="
PAST = {"inception": "2024-03-01T00:00:00Z", "expiration": "2024-04-01T00:00:00Z"}
FUTURE = {"inception": "2024-06-01T00:00:00Z", "expiration": "2024-07-01T00:00:00Z"}
PLAIN = signed_world()


def dated(span: dict[str, str]) -> dict[str, Any]:
    return {"key": KEYS["z.t"], **tomllib.loads("\n".join(f"{k} = {v}" for k, v in span.items()))}


def test_names_and_questions() -> None:
    assert names_above("www.z.t") == (".", "t", "z.t", "www.z.t")
    assert names_above(".") == (".",)
    assert questions_for("t")[-3:] == ((".", "DNSKEY"), ("t", "DS"), ("t", "DNSKEY"))


@pytest.mark.parametrize(
    "case",
    [
        ("z.t", {}, "secure", "z.t", "", "The MX records of z.t are signed by the zone z.t."),
        ("t", {}, "secure", "t", "", "The zone t proves that t has no MX record."),
        ("ns.z.t", {}, "secure", "z.t", "", "ns.z.t is no zone of its own: the zone z.t proves"),
        ("x.w.t", {}, "secure", "t", "", "The A records of x.w.t are signed by the zone t."),
        ("alias.t", {}, "secure", "t", "", "alias.t is an alias within the zone t."),
        ("e.n.t", {}, "secure", "t", "", "e.n.t is no zone of its own"),
        ("none.t", {}, "secure", "t", "", "The zone t proves that the name none.t does not exist."),
        ("u.t", {}, "insecure", "u.t", "unsigned", "is signed and holds no DS for u.t: by NSEC"),
        ("z.t", {"signers": {"z.t": ""}}, "insecure", "z.t", "island", "an island of security"),
        ("z.t", {"signers": {"z.t": "5 13 2 " + "AB" * 32}}, "bogus", "z.t", "DS mismatch", "No key"),
        ("z.t", {"signers": {"t": "5 13 2 " + "AB" * 32}}, "bogus", "t", "DS mismatch", "No key of t"),
        ("z.t", {"signing": {"z.t": None}, "signers": {"z.t": "5 13 2 " + "AB" * 32}},
         "bogus", "z.t", "no keys", "which has none"),
        ("z.t", {"signers": {"z.t": "5 17 2 " + "AB" * 32}},
         "insecure", "z.t", "unchecked algorithm", "no algorithm and digest that can be checked"),
        ("z.t", {"signers": {"z.t": "5 13 6 " + "AB" * 32}},
         "insecure", "z.t", "unchecked algorithm", "no algorithm and digest that can be checked"),
        ("z.t", {"signing": {"z.t": dated(PAST)}}, "bogus", "z.t", "expired", "expired on 2024-04-01"),
        ("z.t", {"signing": {"z.t": dated(FUTURE)}},
         "bogus", "z.t", "not yet valid", "not valid before 2024-06-01"),
        ("z.t", {"signing": {"t": None}, "signers": {"t": "5 13 2 " + "AB" * 32}},
         "bogus", "t", "no keys", "which has none"),
    ],
)  # fmt: skip
def test_where_the_chain_ends(case: tuple[str, dict[str, Any], str, str, str, str]) -> None:
    name, changes, state, at, fault, says = case
    found = chain(signed_world(**changes), name)
    assert (found.state, found.at, found.fault) == (state, at, fault)
    assert any(says in step.says for step in found.steps), [step.says for step in found.steps]
    assert all(step.says.endswith(".") for step in found.steps)


def test_a_signer_of_sha_1_holds_alone_but_not_beside_a_stronger_one() -> None:
    weak = ds_of(PLAIN, "z.t", "SHA1")
    assert chain(signed_world(signers={"z.t": weak})).state == "secure"
    beside = signed_world(signers={"z.t": f"{weak}\nz.t. DS 5 13 2 {'AB' * 32}"})
    assert chain(beside).fault == "DS mismatch"


def test_another_root_is_not_trusted() -> None:
    answers = told_in(observations(PLAIN, questions_for("z.t")))
    other = signed_world(signing={".": {"key": OTHER}})
    found = follow("z.t", answers, anchors(other), KNOWN)
    assert (found.state, found.at, found.fault) == ("bogus", ".", "DS mismatch")
    assert follow("z.t", answers, [], KNOWN).state == "indeterminate"


def test_a_zone_below_an_unsigned_one_is_insecure_at_the_first_gap() -> None:
    records = {"u.t": "@ NS ns\nv NS ns.v\n", "v.u.t": "@ NS ns\n"}
    found = chain(signed_world(records=records), "v.u.t")
    assert (found.state, found.at) == ("insecure", "u.t")


@pytest.mark.parametrize("question", [(".", "DNSKEY"), ("t", "DS"), ("t", "DNSKEY"), ("z.t", "DNSKEY")])
def test_what_was_not_answered_decides_nothing(question: tuple[str, str]) -> None:
    answers = told_in(observations(PLAIN, questions_for("z.t")))
    failed = replace(answers[question], rcode="SERVFAIL", answer=(), authority=())
    for changed in ({**answers, question: failed}, {q: t for q, t in answers.items() if q != question}):
        found = follow("z.t", changed, anchors(PLAIN), KNOWN)
        assert (found.state, found.fault) == ("indeterminate", "not answered")


@pytest.mark.parametrize(
    ("question", "at"), [(("t", "DS"), "t"), (("z.t", "A"), "z.t"), (("z.t", "SOA"), "z.t")]
)
def test_stripped_signatures_are_bogus(question: tuple[str, str], at: str) -> None:
    answers = told_in(observations(PLAIN, questions_for("z.t")))
    bare = tuple(replace(one, signatures=()) for one in answers[question].answer)
    found = follow("z.t", {**answers, question: replace(answers[question], answer=bare)},
                   anchors(PLAIN), KNOWN)  # fmt: skip
    assert (found.state, found.at, found.fault) == ("bogus", at, "missing")


def test_a_denial_taken_out_is_bogus() -> None:
    answers = told_in(observations(PLAIN, questions_for("u.t")))
    bare = replace(answers["u.t", "DS"], authority=())
    found = follow("u.t", {**answers, ("u.t", "DS"): bare}, anchors(PLAIN), KNOWN)
    assert (found.state, found.fault) == ("bogus", "absence not proven")


def test_a_wildcard_without_proof_is_bogus() -> None:
    answers = told_in(observations(PLAIN, questions_for("x.w.t")))
    bare = replace(answers["x.w.t", "A"], authority=())
    found = follow("x.w.t", {**answers, ("x.w.t", "A"): bare}, anchors(PLAIN), KNOWN)
    assert (found.state, found.fault) == ("bogus", "absence not proven")


def test_the_wrong_proof_does_not_turn_a_signed_zone_into_an_unsigned_one() -> None:
    answers = told_in(observations(PLAIN, (*questions_for("z.t"), ("u.t", "DS"), ("none.t", "DS"))))
    for other in ("u.t", "none.t"):
        swapped = replace(answers[other, "DS"], question=("z.t", "DS"))
        found = follow("z.t", {**answers, ("z.t", "DS"): swapped}, anchors(PLAIN), KNOWN)
        assert found.state == "bogus"


def test_nothing_rests_on_nothing() -> None:
    found = follow("z.t", {}, anchors(PLAIN), KNOWN)
    assert (found.state, found.at) == ("indeterminate", ".")
