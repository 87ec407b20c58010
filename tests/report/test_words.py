"""One sentence per claim, certain only as far as the claim is."""

from datetime import UTC, datetime
from typing import Any

import pytest

from periplus.model import Basis, Claim, Layer, Shape, Status, Subject, SubjectKind, Value
from periplus.report import words
from periplus.report.inputs import Term
from tests.report import sample

AT = datetime(2021, 3, 4, tzinfo=UTC)


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


def test_records_tell_what_matters() -> None:
    cookie: Value = {"name": "a", "secure": True, "http_only": False, "same_site": "Lax"}
    assert words.value_text("site.cookie", cookie) == "a (Secure, SameSite=Lax)"
    contact: Value = {"role": "abuse", "organisation": None, "persons_withheld": 2}
    assert words.value_text("address.contact_role", contact) == "abuse contact (a person, withheld)"


@pytest.mark.parametrize(
    ("predicate", "value", "text"),
    [
        ("zone.record", {"type": "MX", "data": "10 mail.example.org"}, "MX 10 mail.example.org"),
        ("zone.verification", {"service": "Acme", "record": "a=b", "tells": "x"}, "Acme"),
        ("zone.spf", {"state": "none", "record": None}, "none published"),
        (
            "zone.spf",
            {"state": "policy", "record": "v=spf1 -all", "lookups": 0},
            "v=spf1 -all (0 look-ups)",
        ),
        ("zone.dmarc", {"published": False}, "none published"),
        ("zone.dmarc", {"published": True, "record": "v=DMARC1; p=none"}, "v=DMARC1; p=none"),
        (
            "zone.mail_exchange",
            {"published": True, "host": "mail.example.org", "preference": 10},
            "mail.example.org (preference 10)",
        ),
        ("zone.mail_exchange", {"published": False}, "none"),
        (
            "zone.dkim_selector",
            {"selector": "s1", "key_type": "rsa", "revoked": True},
            "s1 (rsa, revoked)",
        ),
        ("zone.mail_contradiction", {"between": "SPF and MX", "finding": "x"}, "SPF and MX"),
        ("zone.dnssec", {"state": "insecure", "at": "org", "because": "x"}, "insecure, decided at org"),
        ("site.tracker", {"name": "Acme", "id": "A-1"}, "Acme (A-1)"),
        ("site.tracker", {"name": "Acme", "id": None}, "Acme"),
        ("site.third_party", {"host": "a.example", "owner": "Acme"}, "a.example (Acme)"),
    ],
)
def test_records_of_mail_and_page_have_words(predicate: str, value: Value, text: str) -> None:
    assert words.value_text(predicate, value) == text


@pytest.mark.parametrize(
    ("predicate", "value", "said"),
    [
        ("path.hop", {"hop": 3, "answered": False}, "3 no answer"),
        ("path.hop", {"hop": 1, "address": "198.18.0.1"}, "1 198.18.0.1"),
        (
            "path.hop",
            {"hop": 1, "address": "198.18.0.1", "operator": "NEAR", "country": "XA"},
            "1 198.18.0.1 (NEAR, XA)",
        ),
        ("path.link", {"hop": 1, "from": "a", "to_hop": 3, "to": "b"}, "1 a \u2192 3 b"),
        (
            "path.border",
            {"hop": 2, "from": "XA", "to": "XB", "from_operator": "", "to_operator": "FAR"},
            "XA \u2192 XB (FAR) at hop 2",
        ),
    ],
)
def test_parts_of_a_way_are_said_in_words(predicate: str, value: Value, said: str) -> None:
    assert words.value_text(predicate, value) == said
