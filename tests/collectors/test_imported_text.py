"""Texts about an organisation: kept without persons, read for what they name."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.collectors.imported_text import kept, parse, recall
from periplus.facts.selector import select
from periplus.facts.text import TechnologyMention
from periplus.model import Basis
from tests.facts.samples import evidence

TEXT = "We work with Laravel and Vue.js. Ask Olga Ivanova, olga@corp.example.\nKubernetes, GitLab CI\n"


def names(body: bytes) -> list[str]:
    readings = parse(evidence(body, "text/plain; charset=utf-8"))
    return [r.fact.technology for r in readings if isinstance(r.fact, TechnologyMention)]


def test_no_person_is_kept() -> None:
    body = kept(TEXT.encode())
    assert b"Olga" not in body
    assert b"corp.example" not in body
    assert names(body) == ["Laravel", "Vue.js", "Kubernetes", "GitLab CI"]


def test_html() -> None:
    body = kept(b"<!doctype html><p>PostgreSQL <b>and</b> Ceph</p><script>'MongoDB'</script>")
    assert names(body) == ["PostgreSQL", "Ceph"]


def test_pdf() -> None:
    pypdf = pytest.importorskip("pypdf")
    writer = pypdf.PdfWriter()
    writer.add_blank_page(width=200, height=200)
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(ValueError, match="holds no text"):
        kept(stream.getvalue())
    with pytest.raises(ValueError, match="cannot be read"):
        kept(b"%PDF-1.7 broken")


@pytest.mark.parametrize("content", [b"", b" \n", b"\x00\x01text", b"\xff\xfe\x00bytes"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"text"):
        kept(content)


def test_a_large_text_is_refused() -> None:
    with pytest.raises(ValueError, match="larger than 8 MiB"):
        kept(b"a " * (5 << 20))


def test_each_reading_is_told_and_selects_its_sentence() -> None:
    body = kept(TEXT.encode())
    readings = list(parse(evidence(body, "text/plain; charset=utf-8")))
    assert {reading.basis for reading in readings} == {Basis.TOLD}
    assert select(body, "text/plain", readings[0].selector).startswith(b"We work with Laravel")


def test_an_alias_counts_for_its_technology_and_a_part_of_a_word_for_none() -> None:
    assert names(b"K8s and Postgres; Reactive Javanese go for Expressions of Angularity") == [
        "Kubernetes",
        "PostgreSQL",
    ]


def test_recall_on_the_known_forms() -> None:
    masked, known = recall()
    assert known == 200
    assert masked >= 195


@given(st.binary(max_size=300))
def test_parse_never_raises(body: bytes) -> None:
    list(parse(evidence(body, "text/plain; charset=utf-8")))
