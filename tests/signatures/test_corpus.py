"""The Wappalyzer format: every key, its tags, and whatever else a file may hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.signatures.corpus import KINDS, Pattern, Reference, read_corpus, version_of
from tests.signatures.rules_of_others import CATEGORIES, TECHNOLOGIES

CORPUS = read_corpus([TECHNOLOGIES, CATEGORIES])


def patterns(name: str) -> list[Pattern]:
    return [one for one in CORPUS.patterns if one.technology == name]


def test_every_kind_is_read() -> None:
    assert {one.kind for one in CORPUS.patterns} == set(KINDS)


def test_tags() -> None:
    (meta,) = [one for one in patterns("Quill Press") if one.kind == "meta"]
    assert (meta.key, meta.source, meta.version) == ("generator", "^Quill Press(?: ([\\d.]+))?", "\\1")
    assert [one.confidence for one in patterns("Quill Press") if one.kind == "html"] == [100, 40]


def test_references_and_categories() -> None:
    press = CORPUS.technologies["Quill Press"]
    assert press.categories == ("CMS",)
    assert press.implies[0] == Reference(name="Lingua", confidence=80)
    assert CORPUS.technologies["Quill Shop"].requires == ("Quill Press",)
    assert CORPUS.technologies["Shop Extras"].requires_categories == ("JavaScript frameworks",)
    assert CORPUS.technologies["Reed"].excludes == ("Old Reed",)


def test_elements() -> None:
    parts = {(one.key, one.part) for one in CORPUS.patterns if one.kind == "dom"}
    assert parts >= {
        ("div[data-reed]", "attribute data-reed"),
        ("[data-reed], .reed-root", "exists"),
        ("button, b-box", "text"),
    }


def test_a_document_may_hold_both_and_one_per_letter_is_the_same() -> None:
    both = read_corpus([{"technologies": TECHNOLOGIES, "categories": CATEGORIES}])
    split = read_corpus([{name: one} for name, one in TECHNOLOGIES.items()] + [CATEGORIES])
    assert both == split == CORPUS


@pytest.mark.parametrize(
    ("template", "groups", "version"),
    [
        ("\\1", ("1.2.3",), "1.2.3"),
        ("\\1", ("v1.2",), "1.2"),
        ("\\1", (None,), None),
        ("\\2", ("1",), None),
        ("\\1.\\2", ("1", "2"), "1.2"),
        ("\\1?3:4", ("x",), "3"),
        ("\\1?3:4", ("",), "4"),
        ("\\1?\\1:", ("2.0",), "2.0"),
        ("\\1?UA:", ("x",), None),  # a word is no version
        ("", (), None),
    ],
)
def test_versions(template: str, groups: tuple[str | None, ...], version: str | None) -> None:
    assert version_of(template, groups) == version


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cats", "dom", "html", "meta", "implies", "technologies", "x", "attributes"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.lists(_JSON, max_size=3))
def test_nothing_raises(documents: list[object]) -> None:
    json.dumps(documents)
    read_corpus(documents)
