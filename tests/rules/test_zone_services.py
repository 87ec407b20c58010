"""Services that a zone tells, and wildcards."""

from __future__ import annotations

from typing import Any

import pytest

from periplus.collectors.zone_services import unlikely_name
from periplus.rules import zone_services
from tests.measures.asked import asked

LOOKED = asked("example.org", "TXT")


@pytest.mark.parametrize(
    ("record", "offered", "target"),
    [("0 1 993 mail.example.org", True, "mail.example.org"), ("0 0 0 ", False, None)],
)
def test_services(ask: Any, record: str, offered: bool, target: str | None) -> None:
    (claim,) = ask(zone_services, *LOOKED, *asked("_imaps._tcp.example.org", "SRV", record))
    assert (claim.value["offered"], claim.value["target"]) == (offered, target)


def test_no_service_no_word(ask: Any) -> None:
    assert ask(zone_services, *LOOKED, *asked("_imaps._tcp.example.org", "SRV")) == []


@pytest.mark.parametrize(("data", "value"), [(("192.0.2.1",), True), ((), False)])
def test_wildcards(ask: Any, data: tuple[str, ...], value: bool) -> None:
    (claim,) = ask(zone_services, *LOOKED, *asked(unlikely_name("example.org"), "A", *data))
    assert claim.value["answers"] is value


def test_no_answer_is_no_wildcard(ask: Any) -> None:
    seen = asked(unlikely_name("example.org"), "A", rcode="SERVFAIL")
    assert ask(zone_services, *LOOKED, *seen) == []
