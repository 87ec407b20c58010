"""A fresh case and captures to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from periplus.model import Blob, Evidence, Subject, SubjectKind
from periplus.store.case import Case

Capture = Callable[..., Evidence]


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    target = Subject(kind=SubjectKind.ZONE, key="example.org")
    with Case.create(tmp_path / "case", title="A test", target=target) as made:
        yield made


@pytest.fixture
def capture() -> Capture:
    def make(name: str, body: bytes = b"body", **changes: Any) -> Evidence:
        fields: dict[str, Any] = {
            "id": name,
            "collector": "zone@1",
            "target": Subject(kind=SubjectKind.ZONE, key="example.org"),
            "source": "whois://whois.example/example.org",
            "asked": "192.0.2.1:43",
            "dialled": None,
            "request": b"example.org\r\n",
            "body": Blob.of(body),
            "media_type": "text/whois",
            "captured_at": datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
            "elapsed_s": 0.25,
            "vantage": "here",
        }
        return Evidence(**(fields | changes))

    return make
