"""Only `tag` makes markup; all other text is escaped."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from periplus.report import markup
from periplus.report.markup import Markup, table, tag


def test_children_and_attributes_are_escaped_once() -> None:
    inner = tag("b", "<&>")
    assert tag("p", inner, "<", title='"<') == '<p title="&quot;&lt;"><b>&lt;&amp;&gt;</b>&lt;</p>'


def test_attribute_names_and_switches() -> None:
    made = tag("a", class_="x", aria_label="y", hidden=True, open=False, id=None, width=1.50)
    assert made == '<a class="x" aria-label="y" hidden width="1.5"></a>'
    assert tag("meta", charset="utf-8") == '<meta charset="utf-8">'


def test_joined_text_is_markup() -> None:
    made = markup.join(["<", Markup("<br>")], " & ")
    assert isinstance(made, Markup)
    assert made == "&lt; & <br>"


def test_a_day_in_running_text_is_kept_on_one_line() -> None:
    made = tag("h1", *markup.days("<of 2022-02-01 to 2022-11-18>"))
    day = '<span class="day">{}</span>'.format
    assert made == f"<h1>&lt;of {day('2022-02-01')} to {day('2022-11-18')}&gt;</h1>"
    assert markup.days("no day: 12022-02-01, 2022-02-011") == ["no day: 12022-02-01, 2022-02-011"]


@given(st.text(alphabet=st.characters(codec=None)))
def test_no_text_makes_an_element(text: str) -> None:
    class Elements(HTMLParser):
        found: list[str]

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found.append(tag + ",".join(name for name, _ in attrs))

    parser = Elements()
    parser.found = []
    parts = tag("p", text, title=text), markup.preformatted(text), markup.table(text, [text], [[text]])
    parser.feed(markup.join(parts))
    assert parser.found[:2] == ["ptitle", "pretabindex"]
    assert len(parser.found) == 10


def test_style_is_kept_as_it_is() -> None:
    assert markup.raw_style("a>b{}") == "<style>a>b{}</style>"


def test_a_figure_or_a_day_is_a_short_cell() -> None:
    made = table("c", ("a", "b", "c"), [(tag("a", "2022-11-18"), "two words", "x" * 13)])
    assert 'class="short">' not in made
    assert made.count('class="short figure"') == 1
    assert 'class="short figure"><a>2022-11-18' in made


def test_folded_cells_are_named_by_their_head() -> None:
    page = markup.join([table("c", ('A "}b', "Two words"), [("1", "2")])] * 2)
    css = markup.labels(page)
    assert css.count("--c1") == 2  # once per head, once where it is shown
    assert '--c1:"A \\22 \\7d b"' in css
    assert "td:nth-child(2)::before{content:var(--c2)}" in css
    assert markup.labels(markup.tag("p", "<table>")) == ""


def test_a_compact_page_says_the_same() -> None:
    rows = [("</td><td>", "x"), ("1", "2")]
    picture = '<svg class="narrow"><title>hint</title><path d="M1.0 2.0H3.5"></path></svg>'
    page = markup.join([table("c", ("a", "b"), rows), Markup(picture), tag("p", "</td> 1.0 ")])
    small = markup.compact(page)
    assert "</td><td>" not in small
    assert "&lt;/td&gt;&lt;td&gt;<td>x</tbody>" not in small  # each row still starts by itself
    assert "<tr><td>&lt;/td&gt;&lt;td&gt;<td>x<tr>" in small.replace(' class="short"', "")
    assert '<svg class="narrow"><path d="M1 2H3.5"/></svg>' in small
    assert "<p>&lt;/td&gt; 1.0 </p>" in small
