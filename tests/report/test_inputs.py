"""Plain rows take their shape, whichever way the store writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from periplus.report.inputs import Capture, Seen, Term, moment


def test_capture_needs_id_source_and_time_only() -> None:
    made = Capture.of(7, {"id": "a", "source": "dns://x", "captured_at": "2024-01-02T03:04:05Z"})
    assert (made.anchor, made.name, made.failure, made.body) == ("e7", "E7", None, None)
    with pytest.raises(KeyError):
        Capture.of(1, {"id": "a"})


def test_subject_as_text_or_record() -> None:
    row = {"id": "o", "evidence": "e", "observed_at": "2024-01-02"}
    assert Seen.of(row | {"subject": {"kind": "ZONE", "key": "zz"}}).subject == "ZONE:zz"
    assert Seen.of(row | {"subject": "ZONE:zz"}).subject == "ZONE:zz"


def test_term_without_label_keeps_its_name() -> None:
    assert Term.of({"name": "a.b"}).label == "a.b"


def test_moment_has_a_zone() -> None:
    assert moment("2024-01-02T00:00:00") == datetime(2024, 1, 2, tzinfo=UTC)
    east = datetime(2024, 1, 2, tzinfo=timezone(timedelta(hours=3)))
    assert moment(east) is east
