"""What a host says of itself has a ceiling."""

from __future__ import annotations

from datetime import UTC, datetime

from periplus.model import Basis, Layer, Sign, Subject, SubjectKind
from periplus.signatures.own_word import WEIGHT, own_word
from periplus.signatures.tables import load


def test_the_ceiling_is_how_often_hosts_are_honest() -> None:
    tables = load()
    sign = Sign(
        subject=Subject(kind=SubjectKind.SITE, key="https://www.example.org"),
        predicate="site.edge",
        value="Varnish",
        layer=Layer.EDGE,
        llr=4.0,
        channel="http-response",
        basis=Basis.WITNESSED,
        observed_at=datetime(2024, 6, 1, tzinfo=UTC),
        support=("o1",),
        reason="The field is Varnish's.",
        rule="edge@2",
    )
    assert own_word(sign, tables).ceiling == tables.weights[WEIGHT].tp
    assert own_word(sign, tables).llr == sign.llr
