"""What drawn sites are, and that the held-out ones are of nothing that weights are fitted on."""

from __future__ import annotations

import hashlib
from itertools import chain

import pytest

from periplus.lab.trial import (
    EDGE,
    FITTING,
    HELD_OUT,
    TRIALS,
    WEB_SERVER,
    DrawnSite,
    Plan,
    draw,
    load_lies,
    load_plan,
    scaled,
)


LANGUAGES = {"Perl", "Ruby"}  # what products are written in; those products are others


def drawn(plan: Plan) -> list[DrawnSite]:
    lies = load_lies()
    return [site for world in range(plan.worlds) for site in draw(plan, lies, world)]


def words_of(plan: Plan) -> set[str]:
    """Every product, program, version text, mark and page of a plan."""
    pages = {one.page for one in plan.server} | {one.page for one in plan.edge}
    marks = {f"{pair}" for one in plan.edge for pair in one.marks}
    marks |= {f"{pair}" for one in plan.application for pair in one.marks}
    products = {one.product for one in plan.server} | {one.product for one in plan.edge}
    products |= {name for one in plan.application for name in one.products}
    texts = set(chain.from_iterable(one.texts for one in plan.server))
    return {*plan.programs, *products, *texts, *plan.elsewhere, *marks, *pages} - {"", *LANGUAGES}


def test_held_out_worlds_have_nothing_of_the_fitting_ones() -> None:
    fitting, held_out = load_plan(FITTING), load_plan(HELD_OUT)
    assert not words_of(fitting) & words_of(held_out)
    assert fitting.seed != held_out.seed


def test_the_worlds_are_frozen() -> None:
    frozen = (TRIALS / "trials.sha256").read_text().strip()
    plans = b"".join((TRIALS / f"{name}.toml").read_bytes() for name in (FITTING, HELD_OUT))
    assert hashlib.sha256(plans).hexdigest() == frozen


@pytest.mark.parametrize("name", [FITTING, HELD_OUT])
def test_a_draw_is_the_same_each_time(name: str) -> None:
    plan, lies = load_plan(name), load_lies()
    assert draw(plan, lies, 1) == draw(plan, lies, 1) != draw(plan, lies, 2)


@pytest.mark.parametrize("name", [FITTING, HELD_OUT])
def test_lies_are_told_as_often_as_the_table_says(name: str) -> None:
    plan, lies = load_plan(name), load_lies()
    sites = drawn(plan)
    whole = len(sites)
    for lie in ("no-edge", "application", "application-copied"):
        share = sum(lie in site.lies for site in sites) / whole
        assert abs(share - lies[lie].rate) < 0.08
    assert {lie for site in sites for lie in site.lies} == set(lies)


def test_every_lie_has_a_source() -> None:
    for lie in load_lies().values():
        assert lie.source.startswith(("measured: ", "design"))
        assert 0 < lie.rate < 1
        assert lie.meaning.endswith(".")


@pytest.mark.parametrize("name", [FITTING, HELD_OUT])
def test_the_truth_is_what_stands_there(name: str) -> None:
    plan = load_plan(name)
    edges = {one.program: one.product for one in plan.edge}
    servers = {one.program: one.product for one in plan.server}
    for site in drawn(plan):
        programs = [box.program for box in site.boxes]
        assert site.truth[EDGE] == {edges[one] for one in programs if one in edges}
        assert site.truth[WEB_SERVER] == {servers[one] for one in programs if one in servers}
        for box in site.boxes:
            named = next((one for one in plan.server if box.server in one.texts), None)
            assert named is None or named.product != servers.get(box.program)


def test_swept_lies_can_be_told_more_often() -> None:
    lies = load_lies()
    twice = scaled(lies, 2)
    assert twice["no-edge"].rate == lies["no-edge"].rate
    assert twice["imitation"].rate == 2 * lies["imitation"].rate
    assert scaled(lies, 10)["own-pages"].rate == 0.9


def test_what_is_not_on_a_computer_is_left_out() -> None:
    plan = load_plan(FITTING).standing(lambda name: name in {"nginx", "haproxy"})
    assert not plan.server  # it cannot be renamed without its module
    assert [one.program for one in plan.edge] == ["haproxy"]
    assert plan.application == ()
