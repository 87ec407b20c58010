"""Real programs of drawn sites answer while the fleet is there, as they are drawn."""

from __future__ import annotations

import http.client
import subprocess
import sys

import pytest

from periplus.lab.fleet import WRITERS, Fleet, block, has, stands_of
from periplus.lab.trial import (
    EDGE,
    TECHNOLOGY,
    WEB_SERVER,
    ApplicationPart,
    Box,
    DrawnSite,
    ServerPart,
    folds,
    load_products,
)


def site(name: str, *boxes: Box) -> DrawnSite:
    nothing: frozenset[str] = frozenset()
    truth = {EDGE: nothing, WEB_SERVER: nothing, TECHNOLOGY: nothing}
    return DrawnSite(name=name, boxes=boxes, truth=truth, lies=nothing)


def answer(endpoint: tuple[str, int], name: str, path: str) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection(*endpoint, timeout=10)
    line.putrequest("GET", path, skip_host=True)
    line.putheader("Host", name)
    line.endheaders()
    response = line.getresponse()
    told = {name.lower(): value for name, value in response.getheaders()}
    content = response.read()
    line.close()
    return response.status, told, content


def test_every_program_of_the_plans_has_a_writer() -> None:
    fold = folds(load_products())[0]
    assert {*fold.fitting.programs, *fold.held_out.programs} <= set(WRITERS)


def test_boxes_stand_in_a_row_and_applications_are_shared() -> None:
    edge, server, php = Box(program="haproxy"), Box(program="nginx"), Box(program="php")
    stands = stands_of([site("a.example", edge, server, php), site("b.example", server, php)], 9)
    first, second = stands["a.example"], stands["b.example"]
    assert [one.back for one in first] == [first[1].address, first[2].address, ""]
    assert first[2].address == second[1].address
    assert first[0].hosts == ("a.example", first[0].address, first[1].address)
    assert len({one.address for row in stands.values() for one in row}) == 4


def test_another_process_has_another_block() -> None:
    mine = block()
    ask = "from periplus.lab.fleet import block; print(block())"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert int(told.stdout) != mine == block()


def test_a_file_or_a_program_that_is_nowhere() -> None:
    assert not has("/nowhere/module.so")
    assert not has("no-such-program")


def test_real_programs_answer_for_their_sites() -> None:
    for program in ("nginx", "haproxy", "php"):
        if not has(program):
            pytest.skip(f"{program} is not installed")
    nginx = Box(program="nginx", page="<p>Mine.</p>", fields=(("X-Mark", "one"),))
    sites = [
        site("a.example", Box(program="haproxy", server="Other/1.0"), nginx),
        site("b.example", Box(program="nginx"), Box(program="php")),
    ]
    with Fleet(sites) as fleet:
        status, fields, _ = answer(fleet.endpoints["a.example"], "a.example", "/")
        assert (status, fields["server"], fields["x-mark"]) == (200, "Other/1.0", "one")
        status, _, content = answer(fleet.endpoints["a.example"], "a.example", "/none")
        assert (status, content) == (404, b"<p>Mine.</p>")
        status, fields, _ = answer(fleet.endpoints["b.example"], "b.example", "/")
        assert status == 200
        assert "PHPSESSID" in fields["set-cookie"]
    with pytest.raises(OSError, match="refused"):
        answer(fleet.endpoints["a.example"], "a.example", "/")


@pytest.mark.soak
@pytest.mark.parametrize("part", load_products().server, ids=lambda part: part.program)
def test_each_server_answers_as_its_box_is(part: ServerPart) -> None:
    if not has(part.program):
        pytest.skip(f"{part.program} is not installed")
    named = Box(
        program=part.program, server="Other/1.0", page="<p>Mine.</p>", fields=(("X-Mark", "one"),)
    )
    sites = [
        site("a.example", Box(program=part.program)),
        site("b.example", Box(program=part.program) if part.plain else named),
    ]
    with Fleet(sites) as fleet:
        status, _, _ = answer(fleet.endpoints["a.example"], "a.example", "/")
        assert status in {200, 303}
        status, _, content = answer(fleet.endpoints["a.example"], "a.example", "/none")
        assert (status, b"Mine." in content) == (404, False)
        if not part.plain:
            status, fields, _ = answer(fleet.endpoints["b.example"], "b.example", "/")
            assert (status, fields["server"], fields["x-mark"]) == (200, "Other/1.0", "one")
            status, _, content = answer(fleet.endpoints["b.example"], "b.example", "/none")
            assert (status, content) == (404, b"<p>Mine.</p>")


@pytest.mark.soak
@pytest.mark.parametrize("part", load_products().application, ids=lambda part: part.program)
def test_each_application_shows_itself_or_hides(part: ApplicationPart) -> None:
    front = Box(program="nginx")
    for program in (front.program, part.program):
        if not has(program):
            pytest.skip(f"{program} is not installed")
    names = {False: "shows.example", True: "hides.example"}
    sites = [site(name, front, Box(program=part.program, hidden=hides)) for hides, name in names.items()]
    with Fleet(sites) as fleet:
        told = {hides: answer(fleet.endpoints[name], name, "/") for hides, name in names.items()}
    assert [status for status, _, _ in told.values()] == [200, 200]
    name = part.marks[0][0].lower()
    if name not in {"server", "set-cookie"}:
        assert name in told[False][1]
        assert name not in told[True][1]
