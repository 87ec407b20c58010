"""One sentence per claim, certain only as far as the claim is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from periplus.model import Basis, Claim, Layer, Shape, Status, Subject, SubjectKind, Value
from periplus.report import words
from periplus.report.inputs import Term
from tests.report import sample

AT = datetime(2021, 3, 4, tzinfo=UTC)


DENIED: dict[str, Any] = {
    "probability": 0.02, "word": "almost no chance", "groups_against": ("tcp",), "groups_for": (),
}  # fmt: skip


def claim(predicate: str = "site.edge", value: Any = "X", **more: Any) -> Claim:
    parts: dict[str, Any] = {
        "id": "0",
        "subject": sample.SITE,
        "predicate": predicate,
        "value": value,
        "layer": Layer.EDGE,
        "shape": Shape.READING,
        "status": Status.SUPPORTED,
        "basis": Basis.WITNESSED,
        "first_observed_at": AT,
        "last_observed_at": AT,
        "support": (),
        "reasons": (),
    }
    return Claim(**(parts | more))


FUSED: dict[str, Any] = {
    "shape": Shape.INFERENCE,
    "probability": 0.97,
    "word": "almost certain",
    "groups_for": ("tls", "tcp"),
}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (claim(), "The connection to https://www.example.org ends at X."),
        (
            claim(**FUSED),
            "The connection to https://www.example.org ends at X: almost certain (97%, 2 independent",
        ),
        (claim(status=Status.PAST), "Past, last seen 2021-03-04: "),
        (claim(status=Status.TOLD_ONLY, **FUSED), "Told only: "),
        (claim(status=Status.CONTESTED, **FUSED), "Contested: "),
        (claim(status=Status.UNSUPPORTED), "Not supported: "),
        (
            claim(status=Status.INSUFFICIENT, value=None),
            "Not seen: site.edge of https://www.example.org.",
        ),
        (claim(status=Status.INSUFFICIENT), "Too little to say: "),
        (claim(status=Status.INSUFFICIENT, **DENIED), "Spoken against: "),
        (claim("a.b", {"z": 1, "a": True}), "a.b of https://www.example.org: a: yes, z: 1."),
        (
            claim(value="{subject} {value} %s"),
            "The connection to https://www.example.org ends at {subj",
        ),
    ],
)
def test_sentence(made: Claim, said: str) -> None:
    text = words.sentence(made)
    assert text.startswith(said)
    assert text.endswith(".")


@pytest.mark.parametrize("status", list(Status))
def test_standing_ends_or_is_empty(status: Status) -> None:
    said = words.standing(claim(status=status, **FUSED))
    assert said.endswith(".")
    assert said[0].isupper()


def test_a_current_reading_has_no_word() -> None:
    assert words.certainty(claim()) == ""
    assert words.standing(claim()) == ""


def test_unknown_predicate_takes_its_label() -> None:
    term = Term.of({"name": "a.b", "label": "Best thing"})
    assert words.sentence(claim("a.b", 2.50), term) == "Best thing of https://www.example.org: 2.5."


def test_quantity_tells_interval_and_denominator() -> None:
    made = claim(
        "a.b", 0.44, shape=Shape.QUANTITY, unit="ratio", interval=(0.4, 0.48), n=120, denominator="paths"
    )
    assert words.value_of(made) == "0.44 ratio (0.4 to 0.48; n = 120 paths)"


def test_top_level_zone_has_its_dot() -> None:
    assert words.subject_name(sample.ZONE) == ".zz"
    assert words.subject_name(Subject(kind=SubjectKind.ZONE, key="a.zz")) == "a.zz"


def test_every_registered_predicate_has_a_sentence_or_a_label() -> None:
    for row in sample.PREDICATES:
        assert row["name"] in words.SENTENCES or row["label"]


def test_a_person_is_withheld() -> None:
    contact: Value = {"role": "abuse", "organisation": None, "persons_withheld": 2}
    assert words.value_text("address.contact_role", contact) == "abuse contact (a person, withheld)"


def test_what_is_spoken_against_is_an_answer() -> None:
    denied = claim(status=Status.INSUFFICIENT, **DENIED)
    assert words.is_denied(denied)
    assert words.certainty(denied) == "almost no chance"
    assert words.standing(denied).startswith("Spoken against: almost no chance (2%")
    assert not words.is_denied(claim(status=Status.INSUFFICIENT))


def test_a_part_of_something_is_a_percentage_with_its_whole() -> None:
    quantity: dict[str, Any] = {"shape": Shape.QUANTITY, "predicate": "network.space_share"}
    part = claim(value=0.057, unit="share", n=1200, denominator="addresses", **quantity)
    assert words.value_of(part) == "5.7% (n = 1,200 addresses)"
    blocked = claim(value=0.3219, unit="of measurements", interval=(0.31, 0.33), **quantity)
    assert words.value_of(blocked) == "32.2% of measurements (31.0% to 33.0%)"
    of_space = claim(value=0.5, unit="share of IPv4 addresses", **quantity)
    assert words.value_of(of_space) == "50.0% of IPv4 addresses"
    speed = claim(value=24.5, unit="Mbit/s", **quantity)
    assert words.value_of(speed) == "24.5 Mbit/s"
    plain = claim(value=3.0, unit="", **quantity)
    assert words.value_of(plain) == "3"
