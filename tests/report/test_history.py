"""DNS through time, as a picture and a table."""

from __future__ import annotations

from periplus.model import Basis, Status, Subject, SubjectKind
from periplus.report import history, html, markdown
from periplus.report.citing import Bounds, Page
from periplus.report.result import Report
from tests.report import sample
from tests.report.page import PageReader

HOST = Subject(kind=SubjectKind.HOST, key="www.example.org")
VARIANTS = (("wide", 894.0),)
OLD = ("A", "192.0.2.1", "2012-12-08", "2014-06-30", Status.PAST)
NEW = ("A", "192.0.2.2", None, "2024-03-01", Status.TOLD_ONLY)
HOSTILE = ("TXT", "<script>", "2013-01-01", "2013-01-02", Status.PAST)


def report(*spans: tuple[str, str, str | None, str | None, Status]) -> Report:
    builder = sample.Builder(target=sample.SITE)
    for rdtype, data, first, last, status in spans:
        value = {"type": rdtype, "data": data, "first_on": first, "last_on": last}
        evidence = [builder.capture("import://history/a.csv", data)]
        builder.claim(HOST, "host.dns_history", value, evidence, status=status, basis=Basis.TOLD)
    return builder.report()


def page(made: Report) -> Page:
    return Page.of(made, Bounds())


def test_nothing_of_nothing() -> None:
    assert history.through_time(page(report()), VARIANTS) == ""


def test_oldest_first_and_addresses_before_texts() -> None:
    cells = [row for _, row in history.rows(report(NEW, HOSTILE, OLD).claims)]
    assert [row[1] for row in cells] == ["A 192.0.2.1", "A 192.0.2.2", "TXT <script>"]
    assert [row[4] for row in cells] == ["no more", "still, or not asked", "no more"]


def test_picture_and_table_say_the_same() -> None:
    made = history.through_time(page(report(NEW, OLD, HOSTILE)), VARIANTS)
    texts = PageReader(made).texts
    assert texts.count("A 192.0.2.1") == 2
    assert "2012-12-08 to 2014-06-30" in texts
    assert "<script>" not in made


def test_it_stands_in_both_forms() -> None:
    made = report(OLD)
    assert 'id="history"' in html.render(made)
    assert "## DNS through time" in markdown.render(made)
