"""One pass gives what matching the same rules one by one gives, and remembers nothing of a site."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from periplus.signatures.corpus import KEYED, Corpus, Pattern, read_corpus, version_of
from periplus.signatures.engine import Hit, Matcher, Page
from periplus.signatures.expressions import Expression, PatternError
from periplus.signatures.markup import Markup, Text
from tests.signatures.rules_of_others import CATEGORIES, TECHNOLOGIES

CORPUS = read_corpus([TECHNOLOGIES, CATEGORIES])
MATCHER = Matcher(CORPUS)
URL = "https://www.example.org/"
PAGE = b"""<!DOCTYPE html><html><head><meta name="Generator" content="Quill Press 4.1">
<script src="/js/reed-3.2.1.min.js?x=1&amp;y=2"></script><script src=/quill-shop.js></script>
<link href="/a/quill-content/x.css"><style>.stylus-a{}</style></head>
<body><div data&#45;reed="v7"></div><div data-reed="v9"></div><button>No</button>
<button>Press <!-- c -->me</button><p>made b&#121; Stylus</p>
<script>window.reedLoaded=1</script></body></html>"""


def one_by_one(corpus: Corpus, page: Page) -> set[tuple[object, ...]]:
    """Every pattern over every text, by itself: what the one pass must equal."""
    markup = Markup(page.content, page.url) if page.content else None
    texts = [*page.texts, Text(kind="url", content=page.url.encode())]
    texts += markup.texts() if markup else ()
    return {hit for pattern in corpus.patterns for hit in _fits(pattern, texts, markup)}


def _fits(pattern: Pattern, texts: list[Text], markup: Markup | None) -> Iterator[tuple[object, ...]]:
    try:
        expression = Expression(pattern.source)
    except PatternError:
        return
    if pattern.kind == "dom":
        values = list(_values(pattern, markup)) if markup else []
        if pattern.part == "exists":
            if values:
                yield pattern, None
            return
        found = next(filter(None, (expression.search(value) for value in values)), None)
        if found:
            yield pattern, version_of(pattern.version, found.groups)
        return
    for text in texts:
        key = pattern.key if pattern.kind == "js" else pattern.key.lower()
        if text.kind != pattern.kind or (text.kind in KEYED and text.key != key):
            continue
        found = expression.search(text.content)
        if found:
            version = version_of(pattern.version, found.groups)
            yield pattern, version, text.content, found.first, found.end


def _values(pattern: Pattern, markup: Markup) -> Iterator[bytes]:
    for node in markup.select(pattern.key):
        what, _, name = pattern.part.partition(" ")
        if what == "exists":
            yield b""
        elif what == "text":
            yield node.text().encode()
        elif what == "attribute" and name in node.attributes:
            yield (node.attributes[name] or "").encode()


def as_set(hits: tuple[Hit, ...]) -> set[tuple[object, ...]]:
    return {
        (hit.pattern, hit.version)
        if hit.pattern.kind == "dom"
        else (hit.pattern, hit.version, hit.text.content, hit.first, hit.end)
        for hit in hits
    }


def names(page: Page) -> set[str]:
    return {hit.pattern.technology for hit in MATCHER.match(page)}


def test_a_page_with_everything() -> None:
    page = Page(url=URL, content=PAGE)
    assert names(page) == {
        *("Quill Press", "Quill Shop", "Shop Extras", "Reed", "Old Reed", "Stylus Sheet", "Button Box")
    }
    assert as_set(MATCHER.match(page)) == one_by_one(CORPUS, page)
    versions = {(hit.pattern.kind, hit.version) for hit in MATCHER.match(page) if hit.version}
    assert versions == {("meta", "4.1"), ("scriptSrc", "3.2.1"), ("dom", "9")}


def test_what_came_with_it() -> None:
    texts = (
        Text(kind="headers", key="x-powered-by", content=b"Lingua/8.1", place="here"),
        Text(kind="headers", key="x-quill", content=b""),
        Text(kind="cookies", key="quill_session", content=b"x"),
        Text(kind="js", key="Reed.version", content=b"3.1"),
        Text(kind="dns", key="txt", content=b"answer=4.2"),
        Text(kind="certIssuer", content=b"CN=Elsewhere CA"),
        Text(kind="xhr", content=b"https://api.careful.example/"),
        Text(kind="robots", content=b"# else"),
        Text(kind="probe", key="/a", content=b"b"),
    )
    page = Page(url=f"{URL}elsewhere/", texts=texts)
    assert as_set(MATCHER.match(page)) == one_by_one(CORPUS, page)
    assert names(page) == {"Lingua", "Quill Press", "Reed", "Answer", "Elsewhere", "Careful"}
    (lingua,) = [one for one in MATCHER.match(page) if one.pattern.technology == "Lingua"]
    assert (lingua.version, lingua.fragment, lingua.text.place) == ("8.1", b"Lingua/8.1", "here")


def test_a_page_that_only_mentions_names_is_none_of_them() -> None:
    words = " ".join(f"<p>{name} is well known; we used {name} once.</p>" for name in TECHNOLOGIES)
    assert names(Page(url=URL, content=words.encode())) == set()


def test_nothing_leaks_from_site_to_site() -> None:
    def version_at(number: str) -> list[str | None]:
        text = Text(kind="headers", key="x-powered-by", content=f"Lingua{number}".encode())
        return [hit.version for hit in MATCHER.match(Page(url=URL, texts=(text,)))]

    assert [version_at("/8.1"), version_at(""), version_at("/7")] == [["8.1"], [None], ["7"]]


_PIECE = st.sampled_from(
    [
        *("<script src='/reed-2.js'>", "</script>", "<div data-reed=v3>", "<div class='x reed-root'>"),
        *("<link href=/quill-content/ >", "<!-- made with quill v2 -->", "<style>.stylus-b</style>"),
        *("made by ", "Stylus", "<b>", "</b>", "<button>Press me</button>", "<b-box>Press me</b-box>"),
        *("<meta name=generator content='Quill Press'>", "&#100;ata-reed", "<script>", "x" * 60, " "),
        *("window.reedLoaded", "<i data&hyphen;reed='v4'>", "<![CDATA[", "\x00", "é", "careful.js"),
        *("<script src=//a.example/careful.js></script>", "<title>", "<textarea>", "\r\n", "aaaa"),
    ]
)


@given(st.lists(_PIECE | st.text(max_size=5), max_size=30))
@settings(max_examples=300)
def test_any_page_gives_what_one_by_one_gives(pieces: list[str]) -> None:
    page = Page(url=URL, content="".join(pieces).encode(errors="replace"))
    assert as_set(MATCHER.match(page)) == one_by_one(CORPUS, page)


@given(st.binary(max_size=300))
def test_nothing_raises(content: bytes) -> None:
    MATCHER.match(Page(url=URL, content=content))


def test_long_pages_are_searched_around_literals_with_the_same_result() -> None:
    filling = b"<p>" + b"lorem ipsum <!-- made with quil --> " * 3000
    page = Page(url=URL, content=filling + b"<!-- MADE with quill v3 -->" + filling + PAGE)
    assert as_set(MATCHER.match(page)) == one_by_one(CORPUS, page)
    (made,) = [hit for hit in MATCHER.match(page) if hit.pattern.confidence == 40]
    assert made.fragment == b"<!-- MADE with quill v3 -->"
