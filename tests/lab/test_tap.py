"""A tap on a router of real machines: its answer comes first, and the true one after it."""

from __future__ import annotations

import json

from tests.lab.boxed import PREAMBLE
from tests.lab.staged import run_staged

TAPPED = """
RULES = [
    {"router": "wall", "way": "tap", "does": "forge", "names": ["zz"], "forged": ["203.0.113.66"]},
    {"router": "wall", "way": "tap", "does": "reset", "names": ["barred.zz"]},
]

def work(map):
    told = {}
    for family in (0, 1):
        told[f"dns {family}"] = asked(*map[NS[family], 53], "ns1.zz", 1)
        told[f"barred {family}"] = got(connected(*map[WEB[family], 80]), "barred.zz")
        told[f"clean {family}"] = len(got(connected(*map[WEB[family], 80]), "www.other.example"))
    return told

print(json.dumps(staged(boxed(*RULES), work)))
"""


def test_a_tap_answers_first_and_the_server_after_it() -> None:
    told = json.loads(run_staged(PREAMBLE + TAPPED))

    for family in (0, 1):
        forged, true = told[f"dns {family}"]
        assert forged.endswith("cb007142")
        assert not true.endswith("cb007142")
        assert told[f"barred {family}"] == "ConnectionResetError"
        assert told[f"clean {family}"] > 120_000
