"""The middlebox collector: nothing unless confirmed, nothing without leave, and what it reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from periplus.cli import site
from periplus.collectors import middlebox
from periplus.collectors.middlebox import MIDDLEBOX, parse
from periplus.config import SETTINGS
from periplus.facts.trace import TraceEnd
from periplus.model import Bounds, Contact, Evidence, Failure, Scope, SubjectKind
from tests.collectors.rounds import fetched, found, subject
from tests.facts.samples import anything, evidence
from tests.facts.test_middlebox import SAMPLE

SITE = subject(SubjectKind.SITE, "https://www.example.org")
PROBE = Scope(
    contact=Contact.PROBE,
    authorised=Bounds(names=("www.example.org",), prefixes=("198.51.100.0/24",)),
    authorised_by="the owner of the laboratory",
)
CONFIRMED = {"middleboxes": "confirmed"}


def searches(captures: list[Evidence]) -> list[Evidence]:
    return [one for one in captures if one.source.startswith("middlebox:")]


@given(anything(SAMPLE), st.sampled_from([MIDDLEBOX, "text/plain"]))
def test_parse_never_raises(body: bytes, media_type: str) -> None:
    list(parse(evidence(body, media_type)))


async def test_a_server_next_door_leaves_no_room_for_a_box(tmp_path: Path) -> None:
    (search,) = searches(await fetched(tmp_path / "c", "middlebox", SITE, PROBE, settings=CONFIRMED))

    assert search.failure is None
    assert search.source == "middlebox://198.51.100.7/www.example.org"
    assert [f.hops for f in found([search]) if isinstance(f, TraceEnd)] == [1]


async def test_nothing_is_sent_unless_it_was_confirmed(tmp_path: Path) -> None:
    assert searches(await fetched(tmp_path / "c", "middlebox", SITE, PROBE)) == []


async def test_the_word_can_be_given_on_the_command_line_only() -> None:
    assert middlebox.SETTING not in {setting.name for setting in SETTINGS}
    assert middlebox.CONFIRMED == site.CONFIRMED


async def test_without_leave_nothing_is_sent(tmp_path: Path) -> None:
    for scope, failure in (
        (replace(PROBE, contact=Contact.VISIT), Failure.REFUSED_SCOPE),
        (replace(PROBE, authorised=Bounds(names=("www.example.org",))), Failure.REFUSED_SCOPE),
    ):
        path = tmp_path / str(scope.contact)
        (search,) = searches(await fetched(path, "middlebox", SITE, scope, settings=CONFIRMED))
        assert (search.failure, search.dialled) == (failure, None)


async def test_an_address_has_no_name_to_be_barred(tmp_path: Path) -> None:
    about = subject(SubjectKind.SITE, "https://198.51.100.7")
    assert searches(await fetched(tmp_path / "c", "middlebox", about, PROBE, settings=CONFIRMED)) == []
