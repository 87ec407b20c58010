"""Our tables load, and a wrong one is refused in one sentence."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from periplus.model import Shape
from periplus.signatures.tables import TableError, assemble, load

ROOM = resources.files("periplus.signatures")
TEXTS = {
    entry.name.removesuffix(".toml"): entry.read_text("utf-8")
    for entry in ROOM.iterdir()
    if entry.name.endswith(".toml")
}

RULES = Path(str(ROOM)).parent / "rules"
SIGNATURES = ("edges", "servers", "technologies")
WEIGHT = """
[[weight]]
id = "server.name"
version = 7
tp = 0.8
fp = 0.2
origin = "lab"
citation = "a lab"
"""


def test_the_shipped_tables_are_sound() -> None:
    tables = load()
    assert tables.predicates["site.edge"].shape is Shape.INFERENCE
    assert tables.llr("server.name") == pytest.approx(math.log(0.5594 / 0.0383))
    assert tables.llr("edge.vendor-cookie") == 5.0
    assert tables.weight("server.name") == "server.name@5"
    counted = Counter(weight.origin for weight in tables.weights.values())
    assert tables.calibration == (
        f"of {len(tables.weights)} weights {counted['lab']} counted in drawn worlds of real software "
        f"(docs/design/calibration.md) and {counted['measured']} counted on labelled cases, "
        "the others by an expert"
    )
    assert re.fullmatch(r"expert-[0-9a-f]{12}", tables.version)
    assert load() == tables


def test_every_signature_is_cited_and_every_weight_used_or_named_by_a_rule() -> None:
    tables = load()
    for name in (
        *SIGNATURES,
        "globals",
        "cookies",
        "fields",
        "missing",
        "error_pages",
        "provider_regions",
    ):
        assert all(row["citation"] for row in tables.rows(name))
    used = {row["weight"] for name in SIGNATURES for row in tables.rows(name)}
    used |= {row["weight"] for row in tables.rows("globals") if "weight" in row}
    used |= {row["weight"] for row in tables.rows("error_pages")}
    assert all(re.compile(row["pattern"]) for row in tables.rows("error_pages"))
    speaking = [*RULES.glob("*.py"), RULES.parent / "signatures" / "own_word.py"]
    rules = "".join(path.read_text("utf-8") for path in speaking)
    # A rule may put the end of an identifier together: f"corpus.{kind}".
    named = {one for one in tables.weights if re.search(rf'"{one}"|f"{one.partition(".")[0]}\.', rules)}
    built = {
        one for one in tables.weights if re.search(rf'"{re.escape(one.rpartition("-")[0])}-', rules)
    }
    assert set(tables.weights) - used - named - built == set()


def test_a_weights_file_overrides_by_id(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    path.write_text(WEIGHT, "utf-8")
    tables = load(path)
    assert tables.llr("server.name") == pytest.approx(math.log(4))
    assert tables.weight("server.name") == "server.name@7"
    assert tables.llr("edge.vendor-cookie") == load().llr("edge.vendor-cookie")
    assert tables.version != load().version
    assert f"{sum(w.origin == 'lab' for w in tables.weights.values())} counted" in tables.calibration
    row = next(row for row in tables.rows("weights") if row["id"] == "server.name")
    assert row["tp"] == 0.8


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("0.8", "0.2"), "must be above its fp"),
        (lambda text: text.replace("0.8", "0.1"), "must be above its fp"),
        (lambda text: text.replace("0.8", "1.8"), "outside 0 to 1"),
        (lambda text: text.replace("0.8", '"0.8"'), "wrong kind"),
        (lambda text: text.replace('"lab"', '"rumour"'), "has the origin"),
        (lambda text: text.replace("server.name", "server.nome"), "nothing uses"),
        (lambda text: text.replace("citation", "citations"), "unknown key: citations"),
        (lambda text: text.replace('citation = "a lab"', ""), "lacks citation"),
        (lambda text: text + 'direction = "against"\n', "turns the direction"),
        (lambda text: text + text, "stands there twice"),
        (lambda text: text + "\n[other]\nx = 1\n", "unknown key: other"),
        (lambda text: text + "=", "is not TOML"),
        (lambda _: "", "must hold rows"),
    ],
)
def test_a_wrong_weights_file_is_one_sentence(
    tmp_path: Path, change: Callable[[str], str], message: str
) -> None:
    path = tmp_path / "weights.toml"
    path.write_text(change(WEIGHT), "utf-8")
    with pytest.raises(TableError, match=message) as caught:
        load(path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_missing_weights_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"cannot be read"):
        load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("predicates", 'shape = "reading"', 'shape = "guess"', "unknown shape: guess"),
        ("predicates", 'layer = "EDGE"', 'layer = "RIM"', "unknown layer: RIM"),
        ("predicates", "prior = 0.2\n", "", "must have a prior"),
        ("predicates", "prior = 0.2\n", "prior = 2.0\n", "prior outside"),
        ("predicates", "half_life_days = 180", "half_life_days = 0", "not positive"),
        ("predicates", '"zone.created"', '"zone.changed"', "stands there twice"),
        ("predicates", 'citation = "RFC 5280"', 'source = "RFC 5280"', "unknown key: source"),
        ("edges", 'layer = "EDGE"', 'layer = "PAGE"', "another layer"),
        ("edges", 'predicate = "site.edge"', 'predicate = "site.rim"', "not registered"),
        ("edges", "edge.vendor-cookie", "edge.none", "does not exist"),
        ("edges", 'where = "cookie"', 'where = "cake"', "unknown place"),
        ("edges", "citrix_ns_id.*", "(", "no regular expression"),
        ("cookies", "guarded = true", 'guarded = "yes"', "wrong kind"),
        ("fields", "obsolete = true", "", "lacks obsolete"),
        ("weights", "tp = 0.9", "tp = 0.001", "must be above its fp"),
    ],
)
def test_a_wrong_table_is_one_sentence(table: str, old: str, new: str, message: str) -> None:
    assert old in TEXTS[table]
    with pytest.raises(TableError, match=message) as caught:
        assemble({**TEXTS, table: TEXTS[table].replace(old, new)})
    assert str(caught.value).endswith(".")


def test_a_weight_against_lowers() -> None:
    row = WEIGHT.replace("server.name", "x.y").replace("0.8", "0.1") + 'direction = "against"\n'
    tables = assemble({**TEXTS, "weights": TEXTS["weights"] + row})
    assert tables.llr("x.y") < 0
    wrong = row.replace("0.1", "0.3")
    with pytest.raises(TableError, match="used against"):
        assemble({**TEXTS, "weights": TEXTS["weights"] + wrong})


def test_unknown_names_are_refused() -> None:
    tables = load()
    for ask in (tables.rows, tables.llr, tables.weight):
        with pytest.raises(TableError, match="There is no"):
            ask("nothing")
