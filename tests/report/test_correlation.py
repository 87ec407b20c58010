"""Technologies told, beside those that the site shows."""

from __future__ import annotations

from periplus.model import Basis, Layer, Status, Subject, SubjectKind, Value
from periplus.report import correlation, html, markdown
from periplus.report.citing import Bounds, Page
from periplus.report.result import Report
from tests.report import sample
from tests.report.page import PageReader

WHO = Subject(kind=SubjectKind.ORGANISATION, key="Some Agency")
TEXT = "a text about Some Agency"


class Told:
    """Claims as rules leave them."""

    def __init__(self) -> None:
        self._builder = sample.Builder(target=sample.SITE)
        self._evidence = [self._builder.capture("import://text/a.txt", "x")]

    def by_text(self, name: str) -> None:
        self._add(WHO, "organisation.technology", name, status=Status.TOLD_ONLY)

    def by_profile(self, name: str, *, past: bool) -> None:
        value = {"technology": name, "category": None, "first_on": "2014-06-11", "last_on": "2017-05-21"}
        status = Status.PAST if past else Status.TOLD_ONLY
        self._add(sample.SITE, "site.technology_history", value, status=status)

    def by_site(self, predicate: str, value: Value, probability: float | None, layer: Layer) -> None:
        self._builder.claim(
            sample.SITE,
            predicate,
            value,
            self._evidence,
            probability=probability,
            word="likely" if probability else None,
            layer=layer,
        )

    def _add(self, subject: Subject, predicate: str, value: Value, *, status: Status) -> None:
        self._builder.claim(subject, predicate, value, self._evidence, status=status, basis=Basis.TOLD)

    def report(self) -> Report:
        return self._builder.report()


def whole() -> Report:
    told = Told()
    for name in ("Laravel", "MongoDB", "Angular", "<b>X"):
        told.by_text(name)
    told.by_profile("PHP 7", past=True)
    told.by_profile("Laravel", past=False)
    told.by_site("site.technology", "Laravel", 0.94, Layer.APPLICATION)
    told.by_site("site.page_technology", "Angular", 0.1, Layer.PAGE)
    told.by_site("site.page_technology", "Weak alone", 0.1, Layer.PAGE)
    told.by_site("site.tracker", {"name": "Some Tag", "owner": None}, None, Layer.PAGE)
    return told.report()


def test_each_technology_with_who_tells_it_and_what_shows_it() -> None:
    cells = {row[0]: row[1:] for _, row in correlation.rows(whole().claims)}
    profile = "a profile, 2014-06-11 to 2017-05-21"
    assert cells == {
        "Laravel": (f"{profile}; {TEXT}", "technology (likely)", "application", "told and seen"),
        "Angular": (TEXT, "page technology (likely)", "page", "told, a weak sign seen"),
        "<b>X": (TEXT, "no sign", "not known", "told, not seen"),
        "MongoDB": (TEXT, "no sign", "not known", "told, not seen"),
        "PHP 7": (profile, "no sign", "not known", "told of the past, not seen"),
        "Some Tag": ("nobody", "tracker", "page", "seen, not told"),
    }


def test_nothing_when_nothing_is_told() -> None:
    told = Told()
    told.by_site("site.technology", "Laravel", 0.94, Layer.APPLICATION)
    assert correlation.rows(told.report().claims) == []
    assert correlation.told_and_seen(Page.of(told.report(), Bounds())) == ""


def test_it_stands_in_both_forms_and_escapes() -> None:
    made = whole()
    page = html.render(made)
    assert 'id="told-and-seen"' in page
    assert "<b>X" not in page
    assert "told, not seen" in PageReader(page).texts
    assert "## Told and seen" in markdown.render(made)
