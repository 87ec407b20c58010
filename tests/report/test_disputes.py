"""What stands against a claim is told, and agreement is no dispute."""

from tests.report import sample
from tests.report.sample import ZONE, Builder


def headings(builder: Builder) -> list[str]:
    return [d.heading for d in builder.report().disputes]


def test_contested_and_unsupported() -> None:
    assert headings(sample.site()) == ["Contested: OpenResty", "Windows XP is not supported"]
    contested = sample.site().report().disputes[0]
    assert contested.text.startswith("For it: http-response. Against it: http-error-page.")


def test_registered_here_located_there() -> None:
    (dispute,) = sample.country().report().disputes
    assert dispute.heading == "Registered here, answers there"
    assert "203.0.113.203" in dispute.text
    assert len(dispute.claims) == 2
    assert dispute.captures


def test_two_values_of_a_single_record_disagree() -> None:
    b = Builder(target=sample.COUNTRY)
    e = b.capture("whois://192.0.2.1/zz")
    b.claim(ZONE, "zone.manager", "One", [e])
    b.claim(ZONE, "zone.name_server", "a.example", [e])
    b.claim(ZONE, "zone.name_server", "b.example", [e])
    assert headings(b) == []
    b.claim(ZONE, "zone.manager", "Two", [e])
    assert headings(b) == ["Sources disagree"]


def test_a_contradiction_that_a_rule_found_is_told() -> None:
    b = Builder(target=sample.COUNTRY)
    e = b.capture("dns://192.0.2.1/zz?type=TXT")
    b.claim(ZONE, "zone.mail_contradiction", {"between": "SPF and MX", "finding": "x"}, [e])

    assert headings(b) == ["At odds: SPF and MX"]
