"""What drawn sites are, and that the held-out ones are of nothing that weights are fitted on."""

from __future__ import annotations

import hashlib
from itertools import chain

import msgspec
import pytest

from periplus.lab.trial import (
    EDGE,
    TRIALS,
    WEB_SERVER,
    DrawnSite,
    Fold,
    Plan,
    draw,
    folds,
    load_lies,
    load_products,
    scaled,
)

FOLDS = folds(load_products())
# What products are written in, alike in both: the products are others.
LANGUAGES = {"Java", "Node.js", "PHP", "Perl", "Python", "Ruby"}


def whole() -> Plan:
    """A plan with all products."""
    products = load_products()
    return folds(msgspec.structs.replace(products, parts=1))[0].held_out


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


@pytest.mark.parametrize("fold", FOLDS)
def test_held_out_worlds_have_nothing_of_the_fitting_ones(fold: Fold) -> None:
    assert not words_of(fold.fitting) & words_of(fold.held_out)
    assert fold.fitting.seed != fold.held_out.seed
    assert min(len(fold.held_out.server), len(fold.held_out.edge), len(fold.held_out.application)) >= 2


def test_each_product_is_held_out_once() -> None:
    products = load_products()
    for kind in ("server", "edge", "application"):
        held = [one for fold in FOLDS for one in getattr(fold.held_out, kind)]
        assert sorted(one.program for one in held) == sorted(
            one.program for one in getattr(products, kind)
        )
        for fold in FOLDS:
            both = {*getattr(fold.fitting, kind), *getattr(fold.held_out, kind)}
            assert both == set(getattr(products, kind))


def test_the_worlds_are_frozen() -> None:
    frozen = (TRIALS / "trials.sha256").read_text().strip()
    files = b"".join((TRIALS / f"{name}.toml").read_bytes() for name in ("products", "lies", "stands"))
    assert hashlib.sha256(files).hexdigest() == frozen


@pytest.mark.parametrize("plan", [FOLDS[0].fitting, FOLDS[0].held_out])
def test_a_draw_is_the_same_each_time(plan: Plan) -> None:
    lies = load_lies()
    assert draw(plan, lies, 1) == draw(plan, lies, 1) != draw(plan, lies, 2)


@pytest.mark.parametrize("plan", [FOLDS[0].fitting, FOLDS[3].held_out])
def test_lies_are_told_as_often_as_the_table_says(plan: Plan) -> None:
    lies = load_lies()
    plain = {one.program for one in plan.server if one.plain}
    sites = [site for site in drawn(plan) if plain.isdisjoint(box.program for box in site.boxes)]
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


@pytest.mark.parametrize("plan", [plan for fold in FOLDS for plan in (fold.fitting, fold.held_out)])
def test_the_truth_is_what_stands_there(plan: Plan) -> None:
    edges = {one.program: one.product for one in plan.edge}
    servers = {one.program: one.product for one in plan.server}
    for site in drawn(plan):
        programs = [box.program for box in site.boxes]
        assert site.truth[EDGE] == {edges[one] for one in programs if one in edges}
        assert site.truth[WEB_SERVER] == {servers[one] for one in programs if one in servers}
        for box in site.boxes:
            named = next((one for one in plan.server if box.server in one.texts), None)
            assert named is None or named.product != servers.get(box.program)


def test_what_only_hands_out_files_stands_last_and_says_its_own_name() -> None:
    plain = {one.program for one in load_products().server if one.plain}
    boxes = [box for fold in FOLDS for site in drawn(fold.fitting) for box in site.boxes[:-1]]
    assert not {box.program for box in boxes} & plain
    last = [site.boxes[-1] for fold in FOLDS for site in drawn(fold.fitting)]
    mine = [box for box in last if box.program in plain]
    assert mine
    assert all(box.server is None and not box.fields for box in mine)


def test_swept_lies_can_be_told_more_often() -> None:
    lies = load_lies()
    twice = scaled(lies, 2)
    assert twice["no-edge"].rate == lies["no-edge"].rate
    assert twice["imitation"].rate == 2 * lies["imitation"].rate
    assert scaled(lies, 10)["own-pages"].rate == 0.9


def test_what_is_not_on_a_computer_is_left_out() -> None:
    plan = whole().standing(lambda name: name in {"nginx", "haproxy"})
    assert not plan.server  # it cannot be renamed without its module
    assert [one.program for one in plan.edge] == ["haproxy"]
    assert plan.application == ()
