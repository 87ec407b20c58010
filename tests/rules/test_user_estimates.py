"""Users per network by an estimate: the largest, each from its row."""

from __future__ import annotations

from periplus.facts.users import NetworkUsers
from periplus.rules import user_estimates

from .conftest import Ask


def row(asn: int, percent: float, samples: int | None = 100) -> tuple[str, NetworkUsers]:
    fact = NetworkUsers(
        source="apnic_users", country="ZZ", name=f"NET-{asn}", percent=percent, samples=samples
    )
    return f"ASN:AS{asn}", fact


def test_shares_with_what_they_rest_on(ask: Ask) -> None:
    (claim,) = ask(user_estimates, row(64500, 61.25, 30211))

    assert (claim.value, claim.unit, claim.n) == (0.6125, "share", 30211)
    assert "30,211 advertisements" in claim.reasons[0]
    assert claim.reasons[0].startswith("NET-64500 has 61.2% of the users of ZZ")


def test_the_largest_are_told(ask: Ask) -> None:
    claims = ask(user_estimates, *(row(64500 + number, number) for number in range(30)))

    assert len(claims) == 20
    assert min(float(str(claim.value)) for claim in claims) == 0.1


def test_without_samples_none_are_told(ask: Ask) -> None:
    (claim,) = ask(user_estimates, row(64500, 5, None))
    assert claim.n is None
    assert "advertisements" not in claim.reasons[0]
