"""A page that is changed in the scenario changes what is said of it; unchanged, its rows hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.lab.scenario import DEMO, Scenario
from tests.lab.test_changes import SITE, in_document, run, states

PAGE = "front-page.html"


@pytest.mark.parametrize(
    ("row", "old", "new", "predicate", "wanted"),
    [
        ("S02", "GTM-LAB2022", "GTM-NOVA2023", "site.tracker", "GTM-NOVA2023"),
        ("S03", "UA-00000000-1", "UA-00000000-2", "site.tracker", "UA-00000000-2"),
        ("S04", "stats.g.doubleclick.net/dc", "mc.yandex.ru/metrika/tag", "site.tracker", "Yandex"),
        ("S04", "stats.g.doubleclick", "cdn.other", "site.third_party", "cdn.other.net"),
        ("S14", " v-", " x-", "site.page_technology", "Alpine.js"),
    ],
)
async def test_a_changed_page_changes_the_claim(  # noqa: PLR0917 - one row of the table
    row: str, old: str, new: str, predicate: str, wanted: str, tmp_path: Path
) -> None:
    claims, result = await run(in_document(PAGE, old, new)(Scenario.load(DEMO)), "site", tmp_path)
    found = [c.value for c in claims if str(c.subject) == SITE and c.predicate == predicate]
    values = [part for one in found for part in (one.values() if isinstance(one, dict) else [one])]

    assert states(result)[row] != "ok"
    assert wanted in values


async def test_unchanged_its_rows_hold(tmp_path: Path) -> None:
    _, result = await run(Scenario.load(DEMO), "site", tmp_path)

    assert {states(result)[row] for row in ("S02", "S03", "S04", "S14")} == {"ok"}
