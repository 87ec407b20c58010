"""Tiers are tried in order; what a machine refuses is one clear sentence, never a silent step down."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.lab.namespaces import NamespaceError
from periplus.lab.tiers import LOOPBACK, Choice, choose, reason_of, refusal, staged

UNSHARE = """#!/bin/sh
echo "unshare: unshare failed: {words}" >&2
exit 1
"""


@pytest.fixture
def refusing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose unshare(1) refuses with the words that it finds in the file."""
    program = tmp_path / "unshare"
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return program


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Operation not permitted", "EPERM"),
        ("No space left on device", "ENOSPC"),
        ("Invalid argument", "EINVAL"),
        ("failed to execute /root/bin/python: Permission denied", "EACCES"),
        ("something else", "something else"),
    ],
)
def test_each_refusal_has_its_sentence(refusing: Path, words: str, told: str) -> None:
    refusing.write_text(UNSHARE.format(words=words))
    refusing.chmod(0o755)

    choice = choose(None)

    assert choice.tier == LOOPBACK
    assert len(choice.refused) == 2
    assert all(told in sentence and "\n" not in sentence for sentence in choice.refused)
    with pytest.raises(NamespaceError, match="root tier"):
        choose("root")


def test_a_machine_without_the_program_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert "no program unshare" in str(refusal("root"))


def test_a_missing_reason_is_told_too() -> None:
    assert "no reason given" in reason_of("")


def test_loopback_is_never_refused() -> None:
    assert choose(LOOPBACK) == Choice(LOOPBACK)
    assert staged(LOOPBACK, ["true"]) == ["true"]


def test_all_ends_when_the_one_process_ends() -> None:
    for tier in ("root", "user"):
        assert "--kill-child" in staged(tier, ["true"])
        assert "--pid" in staged(tier, ["true"])
