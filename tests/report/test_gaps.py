"""Every failure and every unseen claim is told once, with its reason."""

from periplus.model import Failure, Status, Subject, SubjectKind
from periplus.report.gaps import WHY, gaps
from tests.report import sample
from tests.report.test_words import DENIED, claim


def test_every_failure_has_a_reason_in_words() -> None:
    assert set(WHY) == set(Failure)


def test_claims_first_then_failures() -> None:
    found = sample.site().report().gaps
    assert [g.what for g in found] == [
        "Web server version of https://www.example.org",
        "https://www.example.org/old",
    ]
    assert found[1].why == "refused by the scope; nothing was sent (The redirect leaves the scope)"
    assert found[1].captures == (4,)


def test_failed_capture_without_observation_is_still_a_gap() -> None:
    b = sample.Builder(target=sample.SITE)
    b.capture("tls://192.0.2.1:443/a", failure="tls-handshake-failed")
    b.capture("tls://192.0.2.2:443/a", failure="odd-new-failure")
    assert {g.why for g in b.report().gaps} == {"the TLS handshake failed", "odd-new-failure"}


def test_same_reason_is_one_gap() -> None:
    b = sample.Builder(target=sample.SITE)
    for number in range(5):
        b.fail(f"dns://192.0.2.{number}/a?type=A", "connection-timeout", "")
    (gap,) = b.report().gaps
    assert gap.captures == (1, 2, 3, 4, 5)
    assert gap.what.endswith("and 2 more requests")


def test_what_is_spoken_against_is_no_gap() -> None:
    denied = claim(status=Status.INSUFFICIENT, **DENIED)
    assert gaps([denied], [], [], {}, {}) == ()
    assert len(gaps([claim(status=Status.INSUFFICIENT)], [], [], {}, {})) == 1


def test_what_could_not_be_seen_of_several_for_one_reason_is_one_gap() -> None:
    b = sample.Builder(target=sample.SITE)
    for number in range(12):
        about = Subject(kind=SubjectKind.ADDRESS, key=f"192.0.2.{number}")
        reason = f"The address 192.0.2.{number} has no reverse name (NXDOMAIN)."
        e = b.capture(f"dns://192.0.2.{number}")
        b.claim(about, "address.ptr", None, [e], reasons=(reason,), status=Status.INSUFFICIENT)
    (gap,) = b.report().gaps
    assert gap.what.startswith("Reverse name of 192.0.2.0, 192.0.2.1, ")
    assert gap.what.endswith(" and 4 more")
    assert gap.why == "The address 192.0.2.0 has no reverse name (NXDOMAIN). So with the other 11."
    assert len(gap.captures) == len(gap.claims) == 12
