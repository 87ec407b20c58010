"""The user's word stays the user's."""

from __future__ import annotations

from periplus.facts.told import UserTold
from periplus.model import Basis, Status, Subject, SubjectKind
from periplus.rules import told_by_user
from periplus.signatures.tables import load
from tests.facts.samples import AT
from tests.rules.entities import told

ABOUT = Subject(kind=SubjectKind.ORGANISATION, key="Coastal JSC")


def test_says_nothing_of_nothing() -> None:
    assert list(told_by_user.judge([], (), load(), AT)) == []


def test_a_told_statement_is_no_relation() -> None:
    fact = UserTold(says="owns", other="Harbour LLC", source="", until="")
    (sign,) = told_by_user.judge([told(fact, ABOUT)], (), load(), AT)
    assert (sign.predicate, sign.basis, sign.status) == ("organisation.told", Basis.TOLD, None)
    assert sign.reason == "The user tells: Coastal JSC owns Harbour LLC, without a source."


def test_what_has_ended_is_past() -> None:
    fact = UserTold(says="owns", other="B", source="", until="2001-01-01")
    (sign,) = told_by_user.judge([told(fact, ABOUT)], (), load(), AT)
    assert sign.status is Status.PAST
