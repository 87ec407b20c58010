"""A cable on a table is told, and says by whom and when."""

from __future__ import annotations

from periplus.facts.cables import CableTold
from periplus.model import Basis
from periplus.rules import told_cables
from periplus.signatures.tables import load
from tests.facts.samples import AT
from tests.rules.entities import told

LINE = CableTold(
    cable="Silk Line",
    operator="Coastal JSC",
    countries=("ZZ", "XA"),
    source="A survey",
    dated="2021",
    url="https://lines.example/t.csv",
)


def test_says_nothing_of_nothing() -> None:
    assert list(told_cables.judge([], (), load(), AT)) == []


def test_a_cable_is_told_with_source_and_date() -> None:
    (sign,) = told_cables.judge([told(LINE)], (), load(), AT)
    assert (sign.predicate, sign.basis) == ("country.told_cable", Basis.TOLD)
    assert sign.value == {
        "cable": "Silk Line",
        "operator": "Coastal JSC",
        "countries": "ZZ XA",
        "source": "A survey",
        "dated": "2021",
    }
    assert sign.reason == (
        "A survey (https://lines.example/t.csv), 2021, tells of the cable Silk Line of Coastal JSC "
        "through ZZ, XA; nobody saw it here."
    )
