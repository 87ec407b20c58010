"""Settings of programs before a site hold what the scenario says, and change nothing that passes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from periplus.lab.edge import Front, field_names, haproxy, is_plain, nginx, varnish
from periplus.lab.programs import find
from periplus.lab.script import TlsPart, WebAnswer, WebPart

SITE = WebPart(
    hosts=("www.example.zz",),
    addresses=("203.0.113.7",),
    tls=TlsPart(max_version="TLSv1.2"),
    answer=(WebAnswer(path="/", text="hello", fields=(("server", "tiny"), ("X-odD", "1"))),),
)
FRONT = Front(("198.19.0.1", 443), Path("/d/1.pem"))


def changed(answer: WebAnswer, behaviour: str = "answer") -> WebPart:
    return WebPart(
        hosts=SITE.hosts,
        addresses=SITE.addresses,
        tls=SITE.tls,
        answer=(answer,),
        behaviour=behaviour,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("web", "plain"),
    [
        (SITE, True),
        (changed(WebAnswer(path="/", behaviour="truncate")), False),
        (changed(WebAnswer(path="/", delay_s=1.0)), False),
        (changed(WebAnswer(path="/", framing="close")), False),
        (changed(WebAnswer(path="/ip/", prefix="192.0.2.0/24")), False),
        (changed(WebAnswer(path="/"), "drop"), False),
        (changed(WebAnswer(path="/%7Ea")), True),
        (changed(WebAnswer(path="/%")), False),
    ],
)
def test_faults_are_not_staged_by_an_edge(web: WebPart, *, plain: bool) -> None:
    assert is_plain(web, "www.example.zz") is plain
    assert not is_plain(web, "other.example")


@pytest.mark.parametrize(
    ("where", "listen"),
    [
        (("198.19.0.1", 443), "198.19.0.1:443 ssl"),
        (("3fff:0:c613:1::1", 443), "[3fff:0:c613:1::1]:443 ssl"),
    ],
)
def test_what_ends_tls_has_the_scenarios_certificate_and_versions(
    tmp_path: Path, where: tuple[str, int], listen: str
) -> None:
    front = Front(where, Path("/d/1.pem"))
    nginx(tmp_path, front, SITE, Path("/d/behind"), php=False)
    text = (tmp_path / "conf").read_text()
    assert f"listen {listen};" in text
    assert "ssl_protocols TLSv1.2;" in text
    assert "ssl_certificate /d/1.pem;" in text
    assert "proxy_pass http://unix:/d/behind:;" in text

    haproxy(tmp_path, front, SITE, Path("/d/behind"))
    text = (tmp_path / "conf").read_text()
    assert f"bind {listen} crt /d/1.pem ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2" in text
    assert "server origin unix@/d/behind" in text


def test_a_program_within_a_row_listens_at_a_file(tmp_path: Path) -> None:
    inner = Front(tmp_path / "s")
    nginx(tmp_path, inner, SITE, Path("/d/php/s"), php=True)
    text = (tmp_path / "conf").read_text()
    assert f"listen unix:{tmp_path}/s;" in text
    assert "ssl" not in text
    assert "fastcgi_param SCRIPT_FILENAME /d/php/index.php;" in text

    haproxy(tmp_path, inner, SITE, Path("/d/behind"))
    assert f"bind unix@{tmp_path}/s\n" in (tmp_path / "conf").read_text()
    assert str(tmp_path / "s") in varnish(tmp_path, inner, Path("/d/behind"))
    assert '.path = "/d/behind";' in (tmp_path / "conf").read_text()


def test_the_spelling_of_field_names_is_the_scenarios() -> None:
    assert "X-odD" in field_names(SITE)
    assert "Server" not in field_names(SITE)  # spelt in lower case there
    assert "Content-Length" in field_names(SITE)


def test_the_programs_can_read_their_settings(tmp_path: Path) -> None:
    if not find("haproxy"):
        pytest.skip("haproxy is not installed")
    words = haproxy(tmp_path, Front(tmp_path / "s"), SITE, tmp_path / "back")

    ended = subprocess.run([find("haproxy"), "-c", *words[1:]], capture_output=True, check=False)

    assert ended.returncode == 0, ended.stderr
