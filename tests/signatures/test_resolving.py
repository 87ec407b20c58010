"""Technologies out of hits: what one needs, shuts out, and brings with it."""

from __future__ import annotations

from periplus.signatures.corpus import read_corpus
from periplus.signatures.engine import Matcher, Page
from periplus.signatures.markup import Text
from periplus.signatures.resolving import Detected, Implied, resolve
from tests.signatures.rules_of_others import CATEGORIES, TECHNOLOGIES

CORPUS = read_corpus([TECHNOLOGIES, CATEGORIES])
MATCHER = Matcher(CORPUS)


def detected(*scripts: str, generator: str = "") -> dict[str, Detected]:
    texts = [Text(kind="scriptSrc", content=one.encode()) for one in scripts]
    texts.append(Text(kind="meta", key="generator", content=generator.encode()))
    hits = MATCHER.match(Page(url="https://www.example.org/", texts=texts))
    return {one.technology.name: one for one in resolve(CORPUS, hits)}


def test_what_needs_another_is_there_only_with_it() -> None:
    assert set(detected("/quill-shop.js")) == set()
    assert set(detected("/quill-shop.js", generator="Quill Press")) == {
        *("Quill Press", "Quill Shop", "Lingua")
    }


def test_a_category_may_be_needed() -> None:
    assert set(detected("/quill-shop.js", "/reed.js")) == {"Reed", "Shop Extras"}


def test_one_shuts_out_another() -> None:
    assert set(detected("/reed.js")) == {"Reed"}


def test_what_is_implied_says_by_whom_and_unknown_names_are_passed_over() -> None:
    lingua = detected(generator="Quill Press")["Lingua"]
    assert (lingua.hits, lingua.implied) == ((), (Implied(by="Quill Press", confidence=80),))


def test_circles_end() -> None:
    ring = {
        "A": {"cats": [1], "scriptSrc": "a\\.js", "implies": "B"},
        "B": {"cats": [1], "implies": ["A", "B"]},
    }
    corpus = read_corpus([ring])
    text = Text(kind="scriptSrc", content=b"/a.js")
    hits = Matcher(corpus).match(Page(url="https://www.example.org/", texts=(text,)))
    assert [one.technology.name for one in resolve(corpus, hits)] == ["A", "B"]


def test_nothing_of_nothing() -> None:
    assert resolve(CORPUS, ()) == ()
