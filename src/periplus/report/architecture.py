"""The assumed architecture as a picture: boxes from the visitor inwards, hatched when not seen."""

from __future__ import annotations

from collections.abc import Mapping

from periplus.model import Basis, Claim, Value
from periplus.report.draw.layers import Band, Chip
from periplus.report.text import date, safe
from periplus.report.words import RANKED

_BASES = {"seen": Basis.WITNESSED, "deduced": Basis.DEDUCED, "told": Basis.TOLD, "hidden": Basis.DEDUCED}
_MARKS = {"hidden": "unseen"}


def bands(boxes: list[Claim], links: Mapping[str, str]) -> tuple[Band, ...]:
    """One band per box in its order; `boxes`: claims of site.architecture_box."""
    records = [(_record(claim.value), claim) for claim in boxes]
    records.sort(key=lambda pair: int(str(pair[0].get("place") or 0)))
    return tuple(_band(record, claim, links) for record, claim in records)


def caption(told: list[Claim]) -> str:
    """The paragraph of the architecture, with what it is worth; empty without one."""
    for claim in told:
        return (
            f"Assumed, not seen as a whole: {claim.value} Hatched: not seen directly. "
            f"As of {date(claim.last_observed_at)}."
        )
    return ""


def _band(record: Mapping[str, object], claim: Claim, links: Mapping[str, str]) -> Band:
    how = str(record.get("how"))
    sure = str(record.get("sure") or "")
    names = str(record.get("names") or "hidden")
    chip = Chip(
        text=safe(names),
        word=sure or {"told": "told only"}.get(how, ""),
        rank=RANKED.index(sure) + 1 if sure in RANKED else 0,
        basis=_BASES.get(how, Basis.DEDUCED),
        groups=0,
        mark=_MARKS.get(how, ""),
        href=links.get(claim.id, ""),
        title=safe(f"What would settle it: {record.get('confirm')}."),
    )
    name = str(record.get("box")).capitalize()
    return Band(
        name=name, note=how, chips=(chip,), hatched=bool(record.get("behind")) or how == "hidden"
    )


def _record(value: Value) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
