"""The control is what the settings name, and only it is asked without leave to visit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from periplus.config import load
from periplus.model import Contact, Failure, Scope, Subject, SubjectKind
from periplus.net.clock import Clock
from periplus.run.asker import Asker
from periplus.run.flights import Flights
from periplus.run.place import Place
from periplus.run.question import open_or_create
from periplus.run.stack_asking import control_of

RESOLVER = ("192.0.2.53", 53)
SITE = Subject(kind=SubjectKind.SITE, key="https://www.example.org")


@pytest.mark.parametrize(
    ("setting", "control"),
    [
        ("resolver", RESOLVER),
        ("192.0.2.9:8443", ("192.0.2.9", 8443)),
        ("[2001:db8::9]:443", ("2001:db8::9", 443)),
        ("", None),
        ("www.example.org:443", None),  # nothing is resolved for it
        ("192.0.2.9", None),
        ("192.0.2.9:0", None),
    ],
)
def test_the_control_is_an_endpoint_or_none(setting: str, control: object) -> None:
    assert control_of(setting, RESOLVER) == control


@pytest.mark.parametrize(
    ("host", "address", "failure"),
    [
        (None, "192.0.2.53", Failure.REFUSED_UNMAPPED),  # it passes all but the laboratory's map
        (None, "192.0.2.54", Failure.REFUSED_SCOPE),
        ("www.example.org", "192.0.2.53", Failure.REFUSED_SCOPE),
    ],
)
async def test_only_the_control_needs_no_leave_to_visit(
    tmp_path: Path, host: str | None, address: str, failure: Failure
) -> None:
    place = Place(clock=Clock(), resolver=RESOLVER, vantage="lab:x", connection_map={})
    config = load(file=None, environment={})
    where: dict[str, Any] = {"host": host, "address": address, "port": 53}
    with open_or_create(tmp_path / "case", SITE, place, config) as case:
        scope = Scope(contact=Contact.LOOKUP)
        flights = Flights(case=case, place=place, config=config, scope=scope, offline=False)
        asker = Asker(flights, "vantage_check@1", Contact.VISIT, SITE)
        assert asker.control == RESOLVER
        for row in (
            await asker.one_hop(**where),
            await asker.handshake(**where, connections=3),
            await asker.handshake(**where, connections=8, same_port=True),
        ):
            assert (row.failure, row.dialled) == (failure, None)
        assert len({row.source for row in case.evidences()}) == 3
