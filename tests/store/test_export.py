"""Twin of store/export.py: what is handed on verifies, names nobody, and says the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from periplus.model import INLINE_BYTES, Evidence, Sensitivity
from periplus.store import layout
from periplus.store.case import Case
from periplus.store.errors import CaseError, CorruptCase
from periplus.store.export import export
from periplus.store.judgement import Judgement

Capture = Callable[..., Evidence]
WHOIS = b"person: Ada Lovelace\ne-mail: ada@example.org\nstatus: active\n"
LARGE = b"Ada Lovelace " * INLINE_BYTES
SCOPE = {"contact": 2, "operator": "ada@example.org", "authorised_by": "Ada Lovelace"}


@pytest.fixture
def full(case: Case, capture: Capture) -> Case:
    large = capture("2", LARGE, media_type="text/html", sensitivity=Sensitivity.PERSONAL)
    case.add_all([capture("1", WHOIS), large, capture("3", b"gone"), capture("4", b"status: free\n")])
    case.forget(case.evidence("3").body.digest, reason="asked to")
    case.set_setting("scope", SCOPE)
    case.add_judgement(
        Judgement(
            version="1", weights="w", as_of=datetime(2026, 1, 2, tzinfo=UTC), claims=(), observations=()
        )
    )
    return case


def test_an_export_names_nobody_and_verifies(full: Case, tmp_path: Path) -> None:
    made = export(full, tmp_path / "out")

    assert (made.captures, made.bodies, made.redacted, made.details) == (4, 3, 2, 3)
    with Case.open(tmp_path / "out", read_only=True) as handed_on:
        assert handed_on.verify() == []
        assert handed_on.custody_head == full.custody_head
        assert handed_on.judgement() == full.judgement()
        whois = handed_on.evidence("1").body.read()
        assert whois == b"person: [withheld..]\ne-mail: [withheld.....]\nstatus: active\n"
        assert handed_on.evidence("4").body.read() == b"status: free\n"
        assert handed_on.covered == {full.evidence(name).body.digest for name in "12"}
        assert handed_on.settings["scope"] == {
            "contact": 2,
            "operator": "[withheld]",
            "authorised_by": "[withheld]",
        }
        assert handed_on.tombstones() == full.tombstones()
    left = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"Lovelace" not in left
    assert b"ada@example" not in left


def test_nobody_adds_to_an_export(full: Case, tmp_path: Path) -> None:
    export(full, tmp_path / "out")

    with pytest.raises(CaseError, match="is an export"):
        Case.open(tmp_path / "out")


def test_a_whole_copy_tells_its_reason_in_both(full: Case, tmp_path: Path) -> None:
    export(full, tmp_path / "out", keep_personal="for the court")

    with Case.open(tmp_path / "out") as copy:
        assert copy.verify() == []
        assert copy.evidence("2").body.read() == LARGE
        assert copy.covered == frozenset()
        assert copy.settings["scope"] == SCOPE
        assert copy.settings["kept_personal"] == full.settings["kept_personal"]
        assert copy.settings["kept_personal"]["reason"] == "for the court"


def test_a_directory_in_use_is_left_alone(full: Case, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes").write_text("mine")

    with pytest.raises(CaseError, match="not empty"):
        export(full, tmp_path / "out", keep_personal="for the court")
    assert (tmp_path / "out" / "notes").read_text() == "mine"
    assert "kept_personal" not in full.settings


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("[\n    8,", "[\n    7,"), "spans"),
        (lambda text: text.replace("redaction@", "redaction@9"), "rules"),
        (lambda _: "{}", "was changed"),
        (lambda _: "[]", "records REDACTIONS are damaged"),
        (lambda _: "{", "records REDACTIONS are damaged"),
        (lambda _: "[" * 100_000, "records REDACTIONS are damaged"),
    ],
)
def test_records_that_were_changed_are_told(
    full: Case, tmp_path: Path, change: Callable[[str], str], told: str
) -> None:
    export(full, tmp_path / "out")
    records = tmp_path / "out" / layout.REDACTIONS
    records.write_text(change(records.read_text()))

    with Case.open(tmp_path / "out", read_only=True) as handed_on:
        assert any(told in problem for problem in handed_on.verify())
        if "damaged" in told:
            with pytest.raises(CorruptCase, match="REDACTIONS"):
                _ = handed_on.covered


def test_a_body_that_was_changed_is_told(full: Case, tmp_path: Path) -> None:
    export(full, tmp_path / "out")
    path = layout.body_path(tmp_path / "out", full.evidence("2").body.digest)
    path.write_bytes(path.read_bytes()[:-1])

    with Case.open(tmp_path / "out", read_only=True) as handed_on:
        assert len(handed_on.verify()) >= 2
    path.unlink()
    with Case.open(tmp_path / "out", read_only=True) as handed_on:
        assert any("cannot be read" in problem for problem in handed_on.verify())
