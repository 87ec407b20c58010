"""Where the small world's domains are hosted: at home, by the state, abroad, unknown."""

from __future__ import annotations

from periplus.rules import hosting

from .worlds import document, says_nothing_of_nothing, signs, values


def test_shares_at_home_of_the_state_and_abroad() -> None:
    found = {row["where"]: row["share"] for row in values(signs(hosting), "country.hosting")}

    # 64500 is the state's; what is at home holds the state's too.
    assert found == {"ZZ": 0.8, "the state": 0.6, "QV": 0.15, "not told": 0.05}


def test_a_share_names_its_largest_host_and_its_day() -> None:
    sign = next(s for s in signs(hosting) if "of QV" in s.reason)

    assert "most by QV-NET AS64510; table of 2022-10-01" in sign.reason
    assert len(sign.support) == 2


def test_without_a_table_nothing_is_said() -> None:
    assert signs(hosting, document("domains-2022-10-01.csv")) == []


def test_says_nothing_of_nothing() -> None:
    assert says_nothing_of_nothing(hosting)
