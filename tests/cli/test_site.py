"""`periplus site`: what is no URL, and what a scope forbids, is one sentence and exit 2."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from periplus.cli.site import site_subject
from periplus.model import Contact
from periplus.store.case import Case
from tests.cli.ended import Periplus


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://www.example.org/", "is not a URL of the web"),
        ("https://", "is not a URL of the web"),
        ("mailto:someone", "is not a URL"),
        ("https://" + "a." * 127 + "org/", "1 to 253 octets"),
        ("https://xn--\u00fc\u2028.example/", "not a URL that can be visited"),
        ("https://me:secret@www.example.org/", "leave it out"),
        ("https://www.example.org:99999/", "not a URL that can be visited"),
        ("https://[::1", "not a URL"),
    ],
)
def test_what_is_no_url_is_one_sentence(periplus: Periplus, url: str, sentence: str) -> None:
    ended = periplus("site", url)

    assert ended.code == 2
    assert sentence in ended.err
    assert ended.err.count("\n") == 1
    assert "secret" not in ended.err


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("www.Example.org", "https://www.example.org"),
        ("http://www.example.org:80/page?q=1", "http://www.example.org"),
        ("https://b\u00fccher.example:8443/", "https://xn--bcher-kva.example:8443"),
    ],
)
def test_a_url_becomes_its_site(url: str, key: str) -> None:
    assert site_subject(url).key == key


def test_a_scope_with_a_typo_is_refused(periplus: Periplus, tmp_path: Path) -> None:
    scope = tmp_path / "scope.toml"
    scope.write_text('contakt = "probe"\n')

    ended = periplus("site", "https://www.example.org", "--scope", scope, "--case", tmp_path / "c")

    assert ended.code == 2
    assert "did you mean 'contact'" in ended.err
    assert not (tmp_path / "c").exists()


def test_probe_without_a_scope_is_refused(periplus: Periplus, tmp_path: Path) -> None:
    ended = periplus("site", "https://www.example.org", "--contact", "probe", "--case", tmp_path / "c")

    assert ended.code == 2
    assert "needs --scope" in ended.err


def test_middleboxes_are_located_with_leave_and_a_word_only(
    periplus: Periplus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("site", "https://www.example.org", "--locate-middleboxes", "--case", tmp_path / "c")
    ended = periplus(*words)
    assert ended.code == 2
    assert "needs --scope FILE that grants PROBE" in ended.err

    scope = tmp_path / "scope.toml"
    scope.write_text(
        'contact = "probe"\nauthorised_by = "me"\n[authorised]\nnames = ["www.example.org"]\n'
    )
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    ended = periplus(*words, "--scope", scope)
    assert ended.code == 2
    assert "may log that your address asked for that" in ended.err
    assert "nothing was sent" in ended.err
    assert not (tmp_path / "c").exists()

    monkeypatch.setattr("sys.stdin", io.StringIO(""))  # nobody there to answer
    ended = periplus(*words, "--scope", scope)
    assert ended.code == 2
    assert "the risk was not accepted: nothing was sent" in ended.err

    monkeypatch.setattr("sys.stdin", io.StringIO("I have read this\n"))
    ended = periplus(*words, "--scope", scope, "--offline")
    assert "the case holds no evidence yet" in ended.err


def test_a_contact_above_the_scope_is_refused(periplus: Periplus, tmp_path: Path) -> None:
    scope = tmp_path / "scope.toml"
    scope.write_text('contact = "lookup"\n')

    ended = periplus(
        "site",
        "https://www.example.org",
        "--scope",
        scope,
        "--contact",
        "probe",
        "--case",
        tmp_path / "c",
    )

    assert ended.code == 2
    assert "exceeds" in ended.err


def test_a_weight_that_cannot_support_is_refused(periplus: Periplus, tmp_path: Path) -> None:
    weights = tmp_path / "weights.toml"
    weights.write_text(
        '[[weight]]\nid = "server-field"\nversion = 2\ntp = 0.1\nfp = 0.5\n'
        'origin = "expert"\ncitation = "none"\n'
    )

    ended = periplus("site", "https://www.example.org", "--weights", weights, "--case", tmp_path / "c")

    assert ended.code == 2
    assert ended.err.count("\n") == 1


def test_what_was_allowed_is_kept_with_the_case(site_case: Path) -> None:
    with Case.open(site_case, read_only=True) as case:
        scope = case.get_setting("scope")

    assert scope["contact"] == int(Contact.PROBE)
    assert scope["authorised_by"] == "the laboratory, for its own servers"
    assert scope["authorised"]["names"]
    assert scope["authorised"]["prefixes"]


def test_ports_are_asked_with_leave_and_a_list_only(periplus: Periplus, tmp_path: Path) -> None:
    words = ("site", "https://www.example.org", "--ports", "top100", "--case", tmp_path / "c")
    ended = periplus(*words)
    assert ended.code == 2
    assert "--ports needs --scope FILE that grants PROBE" in ended.err

    scope = tmp_path / "scope.toml"
    scope.write_text(
        'contact = "probe"\nauthorised_by = "me"\n[authorised]\nnames = ["www.example.org"]\n'
    )
    ended = periplus(*words, "--ports", "many", "--scope", scope)
    assert ended.code == 2
    assert "no name of a list" in ended.err
    assert not (tmp_path / "c").exists()
    ended = periplus(*words, "--scope", scope, "--offline")
    assert "the case holds no evidence yet" in ended.err
