"""The assumed architecture as bands."""

from __future__ import annotations

from periplus.model import Basis, Claim, Status, Value
from periplus.report.architecture import bands, caption
from tests.report import sample


def box(place: int, name: str, how: str, *, behind: bool, sure: str | None = None) -> Value:
    names = None if how == "hidden" else "Acme"
    return {
        "place": place,
        "box": name,
        "names": names,
        "how": how,
        "behind": behind,
        "sure": sure,
        "confirm": "a look",
    }


def claims() -> list[Claim]:
    b = sample.Builder(target=sample.SITE)
    seen = [b.capture("https://x/")]
    for value in (
        box(3, "origin host", "hidden", behind=True),
        box(1, "edge", "seen", behind=False, sure="likely"),
        box(2, "data stores", "told", behind=True),
    ):
        b.claim(sample.SITE, "site.architecture_box", value, seen)
    b.claim(sample.SITE, "site.architecture", "Visitors <b>reach</b> it.", seen)
    return list(b.report().claims)


def test_bands_in_their_order() -> None:
    boxes = [c for c in claims() if c.predicate == "site.architecture_box"]
    edge, data, origin = bands(boxes, {boxes[0].id: "#r1"})
    assert (edge.name, edge.note, edge.hatched, edge.chips[0].rank) == ("Edge", "seen", False, 5)
    assert (data.chips[0].word, data.chips[0].basis, data.hatched) == ("told only", Basis.TOLD, True)
    assert (origin.chips[0].text, origin.chips[0].mark, origin.hatched) == ("hidden", "unseen", True)


def test_the_caption_says_that_it_is_assumed() -> None:
    words = [c for c in claims() if c.predicate == "site.architecture"]
    assert words[0].status is Status.SUPPORTED
    assert caption(words).startswith("Assumed, not seen as a whole: Visitors ")
    assert caption([]) == ""
