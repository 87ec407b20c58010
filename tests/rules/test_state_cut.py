"""What the state owns, in the table's words, and what that cuts."""

from __future__ import annotations

from periplus.model import Basis, Claim, Layer, Scalar
from periplus.rules import state_cut

from .lower import claim_on
from .worlds import document, says_nothing_of_nothing, signs, values


def test_an_owned_network_comes_with_its_quote() -> None:
    (sign,) = [s for s in signs(state_cut) if s.predicate == "network.state_owned"]

    assert (str(sign.subject), sign.layer, sign.basis) == ("ASN:AS64500", Layer.SOCIETY, Basis.TOLD)
    assert "the Crown's" in sign.reason


def test_what_the_state_cuts_is_told() -> None:
    (sign,) = [s for s in signs(state_cut) if s.predicate == "country.state_cut"]
    (value,) = values([sign], "country.state_cut")

    assert (value["networks"], value["cut"]) == ("AS64500", round(192 / 448, 4))
    assert (sign.basis, len(sign.support)) == (Basis.TOLD, 2)
    assert sign.reason.startswith("By the 1 network that the tables call its own, ")


def test_a_cut_that_was_seen_before_is_its_precedent() -> None:
    def cut(kind: str, hours: float) -> Claim:
        value: dict[str, Scalar] = {"class": kind, "hours": hours, "first": "2020-08-09T06:00Z"}
        return claim_on("COUNTRY:ZZ", "country.outage", value, Layer.NETWORK)

    told = (cut("traffic cut", 70.5), cut("route cut", 3.0), cut("filtering", 999.0))
    (sign,) = [s for s in signs(state_cut, claims=told) if s.predicate == "country.state_cut"]
    (value,) = values([sign], "country.state_cut")

    assert value["precedent"] == "traffic cut of 70.5 hours, 2020-08-09T06:00Z"
    assert sign.reason.endswith("It was cut off before: traffic cut of 70.5 hours, 2020-08-09T06:00Z.")
    assert "o" in sign.support


def test_a_state_that_owns_nothing_cuts_nothing() -> None:
    assert signs(state_cut, document("state_owned_ases-2022-02-01.csv")) == []


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(state_cut)
