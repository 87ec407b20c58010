"""Strict-Transport-Security as browsers read it (RFC 6797 §6.1), and what the preload list asks for."""

from __future__ import annotations

from dataclasses import dataclass

YEAR_S = 31_536_000
HALF_YEAR_S = YEAR_S // 2
_TEXT_LIMIT = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportPolicy:
    """A field that browsers obey."""

    max_age_s: int  # 0: forget the host
    include_subdomains: bool
    preload: bool  # consent to be listed; not of RFC 6797, read by the list's keepers

    @property
    def lacks_for_preload(self) -> tuple[str, ...]:
        """What the keepers of the list ask of the field and it does not say (hstspreload.org)."""
        wanted = {
            f"max-age={YEAR_S} or more": self.max_age_s >= YEAR_S,
            "includeSubDomains": self.include_subdomains,
            "preload": self.preload,
        }
        return tuple(name for name, there in wanted.items() if not there)


def transport_policy(text: str) -> TransportPolicy | None:
    """The policy of one field value; None for a value that browsers must ignore."""
    said: dict[str, str] = {}
    for part in text[:_TEXT_LIMIT].split(";"):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if not name:
            continue
        # §6.1: a directive stands at most once, and names have no case.
        if name.lower() in said:
            return None
        said[name.lower()] = value.strip('"')
    age = said.get("max-age", "")
    if not (age.isascii() and age.isdigit()):
        return None
    return TransportPolicy(
        max_age_s=int(age[:12]),
        include_subdomains="includesubdomains" in said,
        preload="preload" in said,
    )
