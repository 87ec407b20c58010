"""Scope files: all that one grants, and a sentence for each fault."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from periplus.config import ConfigError
from periplus.model import Contact
from periplus.scope_file import load_scope


def _write(directory: Path, text: str) -> Path:
    file = directory / "scope.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_scope_says_all_it_grants(tmp_path: Path) -> None:
    scope = load_scope(
        _write(
            tmp_path,
            'contact = "probe"\nauthorised_by = "The owner"\nvalid_until = 2030-01-02\n'
            'window_utc = [1, 5]\n[authorised]\nnames = ["WWW.Example.org."]\n'
            'prefixes = ["192.0.2.0/28"]\n[excluded]\nports = [22]\n',
        )
    )

    assert scope.contact is Contact.PROBE
    assert scope.authorised.names == ("www.example.org",)
    assert scope.authorised.prefixes == ("192.0.2.0/28",)
    assert scope.excluded.ports == (22,)
    assert scope.window_utc == (1, 5)
    assert scope.valid_until == datetime(2030, 1, 2, 23, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('contakt = "probe"', "did you mean 'contact'"),
        ('[authorised]\nname = ["a"]', "did you mean 'names'"),
        ('contact = "scan"', "must be none, lookup, visit or probe"),
        ('[authorised]\nnames = "www.example.org"', "list of texts"),
        ('[authorised]\nprefixes = ["192.0.2.1/24"]', "host bits"),
        ("[excluded]\nports = [0]", "1 to 65535"),
        ('valid_until = "soon"', "must be a date"),
        ("rate_per_s = 0", "above 0"),
        ("window_utc = [1]", "two hours"),
        ("authorised = 3", "must be a table"),
        ("[authorised]\nports = 80", "authorised.ports must be a list of ports"),
        ('[excluded]\nnames = ["*.example.org"]', r"pattern: zones = \['example.org'\]"),
        ("operator = 5", "operator must be a text of one line"),
        ('operator = "a\\nb"', "operator must be a text of one line"),
        ("authorised_by = 7", "authorised_by must be a text"),
    ],
)
def test_a_scope_with_a_fault_is_an_error(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        load_scope(_write(tmp_path, text))


def test_a_missing_scope_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        load_scope(tmp_path / "none.toml")
