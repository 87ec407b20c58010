"""Foreign providers of domestic networks."""

from __future__ import annotations

from periplus.rules import carriers

from .worlds import says_nothing_of_nothing, signs


def test_each_link_over_the_border_is_a_carrier() -> None:
    found = {
        (s.subject.key, str(dict(s.value)["carrier"]))
        for s in signs(carriers)
        if isinstance(s.value, dict)
    }

    assert found == {("AS64500", "AS64510"), ("AS64500", "AS64511"), ("AS64501", "AS64511")}


def test_a_carrier_tells_name_and_country() -> None:
    (sign,) = [s for s in signs(carriers) if "AS64510" in s.reason]

    assert sign.value == {
        "carrier": "AS64510",
        "name": "QV-NET",
        "country": "QV",
        "organisation": "Questria Transit",
    }


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(carriers)
