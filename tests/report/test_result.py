"""The result object: complete, linked, the same whatever the order, honest about labs."""

import random
from collections.abc import Callable
from dataclasses import fields

import pytest

from periplus.report.inputs import Head
from periplus.report.result import LAB_STAMP, Report
from tests.report import hostile, sample

BUILDERS = [sample.country, sample.site, hostile.hostile]


@pytest.mark.parametrize("make", BUILDERS)
def test_order_of_input_never_matters(make: Callable[[], sample.Builder]) -> None:
    expected = make().report()
    for seed in range(3):
        shuffled = make()
        for part in (shuffled.claims, shuffled.observations, shuffled.evidence):
            random.Random(seed).shuffle(part)
        assert shuffled.report() == expected


@pytest.mark.parametrize("make", BUILDERS)
def test_every_claim_is_in_one_row_and_every_row_leads_to_captures(
    make: Callable[[], sample.Builder],
) -> None:
    report = make().report()
    assert sorted(c for row in report.rows for c in row.claims) == sorted(c.id for c in report.claims)
    for row in report.rows:
        assert row.captures
        assert all(1 <= number <= len(report.captures) for number in row.captures)
        assert set(row.digests) == {report.captures[n - 1].digest for n in row.captures}


def test_lab_stamp_follows_from_one_capture_and_is_no_field() -> None:
    assert sample.country().report().stamp == LAB_STAMP
    assert sample.site().report().stamp == ""
    mixed = sample.site()
    mixed.capture("dns://192.0.2.1/x?type=A", vantage="lab:other")
    assert mixed.report().stamp == LAB_STAMP
    assert "stamp" not in {f.name for f in fields(Report)}


def test_weights_say_where_they_come_from() -> None:
    assert "expert weights, not calibrated" in sample.site().report().weights
    head = Head(version="1", weights="w", as_of=sample.AT, calibration="2 counted")
    assert sample.site().report(head=head).weights == "Weights w: 2 counted."
    unknown = Head(version="1", weights="w", as_of=sample.AT)
    assert "other tables" in sample.site().report(head=unknown).weights


def test_claims_in_registry_order_within_a_subject() -> None:
    labels = [row.observation for row in sample.country().report().rows if row.entity == ".zz"]
    assert labels[0] == "Delegated to: Example Cloud LLC"
    assert labels[-1].startswith("Name server: ns1.nic.example; ns2")


def test_support_that_the_case_forgot_leaves_the_claim() -> None:
    report = sample.site().report(evidence=[], observations=[])
    assert len(report.claims) == len(sample.site().claims)
    assert all(row.captures == () for row in report.rows)


def test_claim_by_id() -> None:
    report = sample.site().report()
    assert report.claim(report.claims[3].id) is report.claims[3]
    with pytest.raises(KeyError):
        report.claim("none")


def test_sentence_takes_the_registered_label() -> None:
    report = sample.country().report()
    assert report.sentence(report.claims[0]) == "Told only: country.coast of ZZ: long."
