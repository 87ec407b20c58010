"""A document that is changed changes the claims on organisations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from periplus.lab.scenario import DEMO, Scenario
from tests.lab.test_changes import in_document, run

BCT = "ORGANISATION:Belarusian Cloud Technologies LLC"
BELTELECOM = "Republican Unitary Telecommunication Enterprise Beltelecom"
NTEC = 'ORGANISATION:Republican Unitary Enterprise "National Traffic Exchange Center"'
OAC = (
    "ORGANISATION:The Operational and Analytical Center under the Aegis of the President of the "
    "Republic of Belarus"
)
STOPPED = {"who": "Citrix Systems, Inc.", "measure": "sales stopped", "state": "in force"}
CHANGES: list[tuple[str, str, str, str, str, str, Any, bool]] = [
    # row, document, old words, new words; subject, predicate and value that is then (not) there
    ("C11", "carriers.csv", "run by RETN", "run by Rostelecom",
     "COUNTRY:BY", "country.cable", {"cable": "Eurasia Highway", "operator": "Rostelecom"}, True),
    ("C12", "becloud.html", "инфраструктурным оператором", "провайдером облачных услуг",
     BCT, "organisation.role", "cloud provider", True),
    ("C12", "becloud.html", "облачные услуги и ", "",
     BCT, "organisation.service", "cloud", False),
    ("C13", "ntec.html", "Предприятие подчиняется", "Предприятие не подчиняется",
     NTEC, "organisation.relation", {"relation": "subordinate to"}, False),
    ("C13", "decree-60.html", "ОАЦ вправе ограничить", "ОАЦ не вправе ограничить",
     OAC, "organisation.power", "restrict access", False),
    ("C21", "law-on-telecommunications.txt", "безопасности вправе приостановить",
     "безопасности не вправе приостановить",
     "COUNTRY:BY", "country.legal_basis", {"power": "cut traffic"}, False),
    ("C24", "withdrawals.json", "has suspended sales", "has not suspended sales",
     "COUNTRY:BY", "country.leverage", STOPPED, False),
    ("C13", "belgie.html", "BelGIE does not own Beltelecom", "BelGIE owns Beltelecom",
     'ORGANISATION:Republican Unitary Enterprise "State Supervisory Department for Telecommunications"',
     "organisation.relation", {"relation": "owns", "other": BELTELECOM}, True),
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=[f"{row[0]}-{row[3][:12]}" for row in CHANGES])
async def test_other_words_are_another_claim(change: Any, tmp_path: Path) -> None:
    row, name, old, new, subject, predicate, wanted, there = change
    scenario = in_document(f"entities/{name}", old, new)(Scenario.load(DEMO))
    claims, result = await run(scenario, "country", tmp_path)
    values = [c.value for c in claims if str(c.subject) == subject and c.predicate == predicate]
    if isinstance(wanted, dict):
        found = any(wanted.items() <= dict(v).items() for v in values if isinstance(v, dict))
    else:
        found = wanted in values

    assert found is there, values
    assert {one.id: one.state for one in result.rows}[row] != "ok"
