"""Two places that light cannot reach in the measured time contradict each other; others do not."""

from __future__ import annotations

from dataclasses import replace

from periplus.facts.trace import TraceHop
from periplus.model import Basis, Claim, Layer, Observation, Shape, Status
from periplus.rules import light
from tests.rules.conftest import AS_OF, Ask, observation, subject

NEAR, FAR, SURE = "198.18.0.1", "198.18.0.2", "198.18.0.3"


def answered(address: str, rtt_ms: float, vantage: str = "here") -> Observation:
    fact = TraceHop(hop=2, flow=1, address=address, by="icmp 11/0", rtt_ms=rtt_ms)
    return observation(f"PATH:{vantage}>192.0.2.7", fact)


def placed(address: str, country: str, probability: float, seen: Observation) -> Claim:
    return Claim(
        id=f"{address} {country}",
        subject=subject(f"ADDRESS:{address}"),
        predicate="address.located_country",
        value=country,
        layer=Layer.NETWORK,
        shape=Shape.EXCLUSIVE,
        status=Status.SUPPORTED,
        basis=Basis.TOLD,
        probability=probability,
        first_observed_at=AS_OF,
        last_observed_at=AS_OF,
        support=(seen.id,),
        reasons=("Told.",),
    )


def test_the_less_sure_place_is_contradicted(ask: Ask) -> None:
    near, far = answered(NEAR, 3.0), answered(FAR, 4.0)
    later = answered(FAR, 90.0)
    lower = [placed(NEAR, "DE", 0.9, near), placed(FAR, "BR", 0.7, far)]
    (claim,) = ask(light, near, far, later, lower=lower)

    assert str(claim.subject) == f"ADDRESS:{FAR}"
    assert claim.predicate == "address.place_contradiction"
    assert isinstance(claim.value, dict)
    assert claim.value["reach_km"] == 715  # 3.5 ms at 204 km/ms
    assert 6000 < claim.value["apart_km"] < 8000
    assert (claim.value["country"], claim.value["other_country"]) == ("BR", "DE")
    (reason,) = claim.reasons
    assert reason.startswith("198.18.0.2 is placed in Brazil (BR) and answered after 4.0 ms, 198.18.0.1")
    assert reason.endswith("both places cannot be right.")
    assert set(claim.support) == {near.id, far.id}


def test_equally_sure_places_are_both_contradicted_by_the_worst(ask: Ask) -> None:
    seen = [answered(address, 2.0) for address in (NEAR, FAR, SURE)]
    lower = [placed(a, c, 0.8, o) for a, c, o in zip((NEAR, FAR, SURE), ("DE", "JP", "US"), seen)]  # noqa: B905
    found = {claim.subject.key: claim for claim in ask(light, *seen, lower=lower)}

    assert set(found) == {NEAR, FAR, SURE}
    worst = found[NEAR].value
    assert isinstance(worst, dict)
    assert worst["other_country"] == "JP"


def test_what_light_can_reach_says_nothing(ask: Ask) -> None:
    near, far = answered(NEAR, 3.0), answered(FAR, 200.0)
    assert (
        ask(light, near, far, lower=[placed(NEAR, "DE", 0.9, near), placed(FAR, "BR", 0.7, far)]) == []
    )
    far = answered(FAR, 4.0)
    for country in ("PL", "DE", "ZZ"):  # next door, the same, unknown
        lower = [placed(NEAR, "DE", 0.9, near), placed(FAR, country, 0.7, far)]
        assert ask(light, near, far, lower=lower) == []


def test_a_place_that_is_hardly_likely_is_no_claim_to_contradict(ask: Ask) -> None:
    near, far = answered(NEAR, 3.0), answered(FAR, 4.0)
    unsure = placed(FAR, "BR", 0.4, far)
    assert ask(light, near, far, lower=[placed(NEAR, "DE", 0.9, near), unsure]) == []
    nowhere = replace(unsure, value=None, probability=None)
    assert ask(light, near, far, lower=[placed(NEAR, "DE", 0.9, near), nowhere]) == []


def test_times_of_two_vantages_are_not_put_together(ask: Ask) -> None:
    near, far = answered(NEAR, 3.0), answered(FAR, 4.0, vantage="elsewhere")
    assert (
        ask(light, near, far, lower=[placed(NEAR, "DE", 0.9, near), placed(FAR, "BR", 0.7, far)]) == []
    )


def test_servers_at_the_first_hop_may_be_somebody_else(ask: Ask) -> None:
    near = answered(NEAR, 3.0)
    fact = TraceHop(hop=1, flow=1, address=FAR, by="syn-ack", rtt_ms=0.3)
    far = observation("PATH:here>192.0.2.7", fact)
    assert (
        ask(light, near, far, lower=[placed(NEAR, "DE", 0.9, near), placed(FAR, "BR", 0.7, far)]) == []
    )


def test_nothing_comes_of_nothing(ask: Ask) -> None:
    assert ask(light) == []
