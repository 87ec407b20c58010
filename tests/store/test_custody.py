"""Twin of store/custody.py: a change anywhere shows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from periplus.store.custody import Cell, broken_links, canonical_row, genesis, link

cells = st.tuples(st.text(), st.none() | st.integers(), st.binary())


def chain(rows: list[tuple[Cell, ...]]) -> list[tuple[int, tuple[Cell, ...], str]]:
    links, last = [], genesis("captures", ("head",))
    for number, row in enumerate(rows, start=1):
        last = link(last, row)
        links.append((number, row, last))
    return links


@given(st.lists(cells, max_size=5))
def test_an_untouched_chain_holds(rows: list[tuple[Cell, ...]]) -> None:
    assert list(broken_links(genesis("captures", ("head",)), chain(rows))) == []


@given(st.lists(cells, min_size=1, max_size=5), st.data())
def test_any_change_breaks_it_once(rows: list[tuple[Cell, ...]], data: st.DataObject) -> None:
    links = chain(rows)
    at = data.draw(st.integers(0, len(links) - 1))
    number, row, stored = links[at]
    links[at] = (number, (*row, "more"), stored)

    assert [n for n, _ in broken_links(genesis("captures", ("head",)), links)] == [number]


def test_a_missing_row_and_another_head_show() -> None:
    links = chain([("a",), ("b",), ("c",)])
    start = genesis("captures", ("head",))

    assert list(broken_links(start, [links[0], links[2]])) == [(3, "row 2 is missing before it")]
    assert list(broken_links(genesis("captures", ("other",)), links))


def test_bytes_and_text_differ() -> None:
    assert canonical_row((b"a",)) != canonical_row(("61",))
