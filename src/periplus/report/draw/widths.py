"""Text widths: the wider of DejaVu Sans and Liberation Sans (metrics of Arial) for each character."""

from __future__ import annotations

import unicodedata

# Advance widths in hundredths of an em, two hexadecimal digits per character, rounded up;
# measured from the fonts' hmtx tables for U+0020-017F and U+0400-045F.
_LATIN_REGULAR = (
    "20292e5440604e1c282832542025202240404040404040404040222254545438664545494e433e4e4c1e324338574b4f"
    "434f49433e4a45634543452822285438323e4037403e2440401c1c3a1c62403e40402a3528403c523c3c354022405441"
    "414141414141414141414141414141414141414141414141414141414141414120294040404022383264303e54256438"
    "32542929324040203229303e6161613e4545454545456449434343431e1e1e1e4e4b4f4f4f4f4f544f4a4a4a4a43433f"
    "3e3e3e3e3e3e63373e3e3e3e1c1c1c1c3e403e3e3e3e3e543e404040403c403c453e453e453e49374937493749374e40"
    "4e40433e433e433e433e433e4e404e404e404e404c405c461e1c1e1c1e1c1e1c1e1c4a38321c433a3a381c381c382638"
    "23391d4b404b404b40524b404f3e4f3e4f3e6b67492a492a492a43354335433543353e283e283e284a404a404a404a40"
    "4a404a406352433c4345354535453524"
)
_CYRILLIC_REGULAR = (
    "4343573d48431e1e326e6956474b404c4545453d4f436c414b4b474c574c4f4c43493e4057454e456b6e545945486c49"
    "3e3e3b35463e5b3641413d404c423e4240373b3c563c453c5c5f474f3b37553d3e3e3f3537351c1c1c5b5a423d413c42"
)
_LATIN_BOLD = (
    "232e35544665581f2e2e3554262a26254646464646464646464628285454543e644e4d4a544545535426384e40645456"
    "4a564e4945524e6f4e49492e252e54383244483c48442c4848232343236948454848323c3048425d41423b4825485441"
    "4141414141414141414141414141414141414141414141414141414141414141232e46464046253832643941542a6438"
    "32542c2c324a4026322c39416868683e4e4e4e4e4e4e6d4a454545452626262654545656565656545652525252494a48"
    "444444444444693c4444444423232323454845454545455445484848484248424e444e444e444a3c4a3c4a3c4a3c5448"
    "544845444544454445444544534853485348534854486250262326232623262326234f4538234e434340234023403040"
    "384126544854485448635448564556455645756e4e324e324e32493c493c493c493c4530453045305248524852485248"
    "524852486f5d494249493b493b493b2c"
)
_CYRILLIC_BOLD = (
    "454559404a4926263874715852544e544e4d4d405a457b4854545254645456544a4a454e644e5d517c855e684d4a764e"
    "444640355144643b4747444a52464546483c3a4264414b456b6f4c5b403c6241444448353c3c23232364604a44474246"
)
_UNKNOWN_EM = 1.05  # signs, ideographs: no common sans font draws them wider


def _table(latin: str, cyrillic: str) -> dict[int, float]:
    widths = {}
    for first, digits in ((0x20, latin), (0x400, cyrillic)):
        for place in range(len(digits) // 2):
            widths[first + place] = int(digits[2 * place : 2 * place + 2], 16) / 100
    return widths


_REGULAR = _table(_LATIN_REGULAR, _CYRILLIC_REGULAR)
_BOLD = _table(_LATIN_BOLD, _CYRILLIC_BOLD)


def width(text: str, size_px: float, *, bold: bool = False) -> float:
    """The width of `text` in px at a font size in px; never less than those fonts draw."""
    table = _BOLD if bold else _REGULAR
    return size_px * sum(table.get(ord(c), _other(c)) for c in text)


def _other(character: str) -> float:
    return 0.0 if unicodedata.combining(character) else _UNKNOWN_EM


def fit(text: str, room_px: float, size_px: float, *, bold: bool = False) -> str:
    """`text`, cut with an ellipsis to what fits into `room_px`; at least the ellipsis."""
    if width(text, size_px, bold=bold) <= room_px:
        return text
    kept = text
    while kept and width(kept + "\u2026", size_px, bold=bold) > room_px:
        kept = kept[:-1]
    return kept.rstrip() + "\u2026"


def wrap(text: str, room_px: float, size_px: float, *, most: int) -> list[str]:
    """`text` in at most `most` lines that each fit into `room_px`, broken at blanks where it can be."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1 and width(rest, size_px) > room_px:
        end = _line_end(rest, room_px, size_px)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*lines, fit(rest, room_px, size_px)] if rest or not lines else lines


def _line_end(text: str, room_px: float, size_px: float) -> int:
    end = 1
    while end < len(text) and width(text[: end + 1], size_px) <= room_px:
        end += 1
    blank = text.rfind(" ", 1, end + 1)
    return blank if blank > 0 else end
