"""What servers tell of themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from periplus.facts.capture import NoAnswer
from periplus.facts.server_text import ServerText
from periplus.model import Fact, Failure, Observation
from periplus.rules import server_version
from tests.measures.asked import asked

SOURCE = "dns://192.0.2.1/id.server?type=TXT&class=CH&zone=example.org"


def seen(fact: Fact) -> Observation:
    (one,) = asked("example.org", "NS")
    return replace(one, fact=fact, id=repr(fact))


def test_a_row_for_each_answer_and_each_silence(ask: Any) -> None:
    told = ServerText(server="192.0.2.1", asked="version.bind", rcode="NOERROR", text="NSD 4.8")
    kept = ServerText(server="192.0.2.1", asked="version.server", rcode="REFUSED", text=None)
    facts = [
        told,
        kept,
        NoAnswer(failure=Failure.IO_TIMEOUT, source=SOURCE, detail="No answer."),
        NoAnswer(failure=Failure.RESOLUTION, source=SOURCE, detail="The server answered REFUSED."),
        NoAnswer(failure=Failure.REFUSED_SCOPE, source=SOURCE, detail="Not authorised."),
        NoAnswer(failure=Failure.IO_TIMEOUT, source="dns://192.0.2.1/a?type=A", detail="None."),
    ]
    claims = ask(server_version, *map(seen, facts))
    rows = {c.value["asked"]: (c.value["state"], c.value["text"]) for c in claims}
    assert rows == {
        "version.bind": ("told", "NSD 4.8"),
        "version.server": ("answers REFUSED", None),
        "id.server": ("silent", None),
    }
