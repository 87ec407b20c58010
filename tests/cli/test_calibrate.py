"""`periplus lab calibrate`: scores and weights from a user's own truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from periplus.signatures.tables import load
from tests.cli.ended import Periplus

SITE = "SITE:https://oac.gov.by"
TRUTH = f"""subject,predicate,value,so
{SITE},site.edge,Citrix NetScaler,yes
{SITE},site.edge,Varnish,no
{SITE},site.technology,Laravel,yes
{SITE},site.technology,Angular,no
{SITE},site.page_technology,Vue.js,yes
SITE:https://elsewhere.example,site.edge,Varnish,yes
"""


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.csv"
    path.write_text(TRUTH)
    return path


def test_what_was_said_is_scored(periplus: Periplus, site_case: Path, labels: Path) -> None:
    ended = periplus("lab", "calibrate", site_case, "--import", labels)

    assert ended.code == 0
    assert "4 statements were given a probability, 75% of them are so" in ended.out
    assert "doubt: 4 statements are few" in ended.out
    rows = {line.split()[1]: line for line in ended.out.splitlines() if " of " in line}
    assert "\u2502 1 of 1  \u2502 0 of 0 " in rows["edge.vendor-cookie"]
    assert "\u2502 0 of 0  \u2502 0 of 1 " in rows["edge.via-field"]  # Varnish's, and none elsewhere
    assert "\u2502 1 of 1  \u2502 1 of 1 " in rows["technology.shared-cookie"]  # XSRF-TOKEN


def test_measured_weights_can_judge(periplus: Periplus, site_case: Path, labels: Path) -> None:
    labels.write_text(TRUTH + f"{SITE},site.page_technology,Vue.js,yes\n" * 60)
    written = labels.with_suffix(".toml")
    few = periplus("lab", "calibrate", site_case, "--import", labels, "--write", written)
    assert few.code == 2
    assert "no weight was seen 20 times" in few.err
    assert not written.exists()

    others = "".join(f"{SITE},site.page_technology,{name},no\n" for name in ("React", "Angular") * 30)
    labels.write_text(labels.read_text() + others)
    ended = periplus("lab", "calibrate", site_case, "--import", labels, "--write", written)
    assert ended.code == 0, ended.err
    weight = load(written).weights["page.marker"]
    assert (weight.origin, weight.n) == ("measured", 121)
    assert weight.tp > 0.9
    assert weight.fp < 0.05
    assert periplus("judge", site_case, "--weights", written).code == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [("a,b\n", "first line"), ("subject,predicate,value,so\na,b,c,yes\n", "no labelled statement")],
)
def test_wrong_labels_are_one_sentence(
    text: str, why: str, periplus: Periplus, site_case: Path, labels: Path
) -> None:
    labels.write_text(text)
    ended = periplus("lab", "calibrate", site_case, "--import", labels)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert why in ended.err


def test_labels_need_their_cases(periplus: Periplus, labels: Path) -> None:
    assert "say which cases" in periplus("lab", "calibrate", "--import", labels).err
    gone = periplus("lab", "calibrate", labels.parent, "--import", labels.parent / "none.csv")
    assert "cannot be read" in gone.err
