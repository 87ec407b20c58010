"""Settings come from where they say, and keys are shown nowhere."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from periplus.config import SETTINGS, ConfigError, ascii_name, load


def _write(directory: Path, text: str) -> Path:
    path = directory / "file.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_later_places_win_and_are_named(tmp_path: Path) -> None:
    file = _write(tmp_path, 'resolver = "192.0.2.1"\nparallel = 4\n')

    config = load(file=file, environment={"PERIPLUS_PARALLEL": "5"}, options={"operator": "me"})

    assert config.values["resolver"] == "192.0.2.1"
    assert config.values["parallel"] == 5
    assert config.origins["resolver"] == f"file {file}"
    assert config.origins["parallel"] == "environment PERIPLUS_PARALLEL"
    assert config.origins["operator"] == "command line"
    assert config.origins["vantage"] == "default"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('resolvr = "192.0.2.1"', "did you mean 'resolver'"),
        ('parallel = "many"', "must be a whole number above 0, at most 999,999,999, not 'many'"),
        ("parallel = true", "must be a whole number"),
        ("parallel = 1.5", "must be a whole number"),
        ("parallel = -1", "above 0"),
        ("budget_s = nan", "must be a number above 0"),
        ("retention_days = 999999999", "at most 36,500"),
        ("resolver = [1]", "must be a text"),
        ('resolver = "dns.example"', "resolver must be an IP address, such as 192.0.2.1"),
        ('resolver = ""', "must be an IP address"),
        ('browser = "maybe"', "browser must be auto or off, not 'maybe'"),
        ('nmap = "yes"', "must be on or off"),
        ('control = "www.example.org:443"', "must be resolver, empty, or an address and a port"),
        ('itu = "nonsense"', "itu must be a URL that begins with https"),
        ('ct_search = "crt.example/?q={zone}"', "must be a URL"),
        ('operator = "a\\nb"', "operator must be one line"),
        ('vantage = ""', "vantage must be something, not empty"),
        ("parallel =", "is not TOML"),
    ],
)
def test_a_bad_settings_file_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        load(file=_write(tmp_path, text), environment={})


def test_an_option_of_the_command_line_must_have_its_form_too() -> None:
    with pytest.raises(ConfigError, match="command line: operator must be one line"):
        load(file=None, environment={}, options={"operator": "me\r\nX-Field: 1"})


def test_every_default_has_the_form_of_its_setting() -> None:
    defaults = {setting.name: setting.default for setting in SETTINGS}

    assert load(file=None, environment={}, options=defaults).values == defaults


def test_a_misspelt_variable_is_an_error() -> None:
    with pytest.raises(ConfigError, match="PERIPLUS_RESOLVR"):
        load(file=None, environment={"PERIPLUS_RESOLVR": "192.0.2.1"})


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    file = _write(tmp_path, '[keys]\nshodan = "hidden"\n')
    file.chmod(0o644)

    with pytest.raises(ConfigError, match="chmod 600"):
        load(file=file, environment={})


@pytest.mark.parametrize(
    ("text", "name"),
    [("Example.ORG.", "example.org"), ("bücher.example", "xn--bcher-kva.example")],
)
def test_names_become_a_labels(text: str, name: str) -> None:
    assert ascii_name(text) == name


@pytest.mark.parametrize("text", ["", "a..b", "x" * 64 + ".org", "a." * 130, "☃︎\u200d.example"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"host name|label"):
        ascii_name(text)


@given(st.text())
def test_any_text_is_a_name_or_an_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert ascii_name(text).isascii()


def test_a_key_comes_from_its_table_or_the_environment_and_is_not_printed(tmp_path: Path) -> None:
    file = _write(tmp_path, '[keys]\nshodan = "hidden"\n')
    file.chmod(0o600)

    config = load(file=file, environment={})
    assert config.values["shodan_key"] == "hidden"
    assert "hidden" not in repr(config)
    again = load(file=file, environment={"PERIPLUS_SHODAN_KEY": "other"})
    assert again.values["shodan_key"] == "other"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('shodan_key = "hidden"', r"write shodan under \[keys\]"),
        ('[keys]\nshodam = "hidden"', "did you mean 'shodan_key'"),
        ("[keys]\nshodan = [1]", "not 'a secret'"),
        ("keys = 1", "must be a table"),
    ],
)
def test_a_misplaced_key_is_one_sentence_without_the_key(
    tmp_path: Path, text: str, sentence: str
) -> None:
    file = _write(tmp_path, text)
    file.chmod(0o600)
    with pytest.raises(ConfigError, match=sentence) as told:
        load(file=file, environment={})
    assert "hidden" not in str(told.value)
