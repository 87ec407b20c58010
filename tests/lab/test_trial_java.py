"""Programs in Java: what they are told, and that they compile and answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.lab.fleet import Fleet, has
from periplus.lab.trial import Box
from periplus.lab.trial_java import JAVA, running
from periplus.lab.trial_servers import Stand
from tests.lab.test_fleet import answer, site

HIDES = Box(program="x", server="", page='<p>"Mine".</p>\n', fields=(("Via", "1.1 é"),), hidden=True)
STANDS = [
    Stand(box=Box(program="x"), name="a.example", address="127.9.0.1"),
    Stand(
        box=Box(
            program="x", server="", page='<p>"Mine".</p>\n', fields=(("Via", "1.1 é"),), hidden=True
        ),
        name="b.example",
        address="127.9.0.2",
        back="127.9.0.3",
    ),
]


@pytest.mark.parametrize("name", sorted(JAVA))
def test_stands_are_properties(tmp_path: Path, name: str) -> None:
    (start,) = running(name)(tmp_path, STANDS)
    rows = dict(
        line.split("=", 1) for line in (tmp_path / "sites.properties").read_text("ascii").splitlines()
    )
    told = {key: value.encode().decode("unicode-escape") for key, value in rows.items()}
    assert {key: value for key, value in told.items() if key[0] == "0"} == {
        "0.name": "a.example",
        "0.address": "127.9.0.1",
    }
    assert (told["1.server"], told["1.page"], told["1.back"]) == ("", '<p>"Mine".</p>\n', "127.9.0.3")
    assert (told["1.0.field"], told["1.0.value"]) == ("Via", "1.1 é")
    assert start.words[-3:] == [
        str(tmp_path / "Main.java"),
        str(tmp_path / "sites.properties"),
        str(tmp_path),
    ]
    assert "%" not in (tmp_path / "Main.java").read_text()


@pytest.mark.soak
def test_they_answer_for_their_sites() -> None:
    if lacking := [name for name in JAVA if not has(name)]:
        pytest.skip(f"not installed: {', '.join(lacking)}")
    mine = Box(program="jetty", server="Other/1.0", page="<p>Mine.</p>", fields=(("X-Mark", "one"),))
    sites = [
        site("a.example", mine),
        site("b.example", Box(program="tomcat"), Box(program="servlet")),
        site("c.example", Box(program="jetty"), Box(program="servlet", hidden=True)),
    ]
    with Fleet(sites) as fleet:
        status, fields, _ = answer(fleet.endpoints["a.example"], "a.example", "/")
        assert (status, fields["server"], fields["x-mark"]) == (200, "Other/1.0", "one")
        assert answer(fleet.endpoints["a.example"], "a.example", "/none")[2] == b"<p>Mine.</p>"
        _, fields, _ = answer(fleet.endpoints["b.example"], "b.example", "/")
        assert "JSESSIONID" in fields["set-cookie"]
        assert "server" not in fields
        _, fields, _ = answer(fleet.endpoints["c.example"], "c.example", "/")
        assert fields["set-cookie"].startswith("visit=")
        assert fields["server"].startswith("Jetty")
