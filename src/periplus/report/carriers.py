"""Tables of a country's routing: its carriers and owners, where it meets others, its influences."""

from __future__ import annotations

from collections.abc import Mapping

from periplus.model import Claim
from periplus.report.citing import Page
from periplus.report.markup import Markup, join, table
from periplus.report.routing import amount, named, record, speaking
from periplus.report.routing_words import share
from periplus.report.tables import section
from periplus.signatures.countries import country_text

_SCHEMES = (
    (
        "country.hegemony",
        "Hegemony",
        "hegemony",
        "Hegemony: the part of the country's address space to which paths lead through the network.",
    ),
    (
        "country.transit_influence",
        "Transit influence",
        "influence",
        "Transit influence: the same from abroad, less for each network that stands between.",
    ),
    (
        "country.foreign_cut",
        "Cut off",
        "cut",
        "Without all networks of one other country: the part of the address space with no way out.",
    ),
)


def carriers(page: Page) -> Markup:
    """Foreign providers of each gateway, and the networks that states own."""
    carried = speaking(page.report, "network.carrier")
    names = {c.subject.key: named(c) for c in speaking(page.report, "network.space_share")}
    rows = [
        (
            page.cell(names.get(claim.subject.key, claim.subject.key)),
            page.claims([claim], [str(record(claim).get("carrier"))]),
            page.cell(_called(record(claim))),
            page.cell(_home(record(claim).get("country"))),
            page.cite(page.captures_of([claim])),
        )
        for claim in carried[: page.bounds.rows]
    ]
    owned = speaking(page.report, "network.state_owned")
    quotes = [
        (
            page.claims([claim], [claim.subject.key]),
            *(
                page.cell(text)
                for text in (
                    str(record(claim).get("organisation") or ""),
                    _home(record(claim).get("owner")),
                    str(record(claim).get("quote") or ""),
                    str(record(claim).get("source") or ""),
                )
            ),
            page.cite(page.captures_of([claim])),
        )
        for claim in owned[: page.bounds.rows]
    ]
    head = ("Gateway", "Carrier", "Name", "At home in", "Evidence")
    state = ("Network", "Organisation", "State", "In these words", "Source", "Evidence")
    return section(
        "carriers",
        "Carriers and owners",
        table("Who carries each gateway to the world.", head, rows) if rows else "",
        page.more(len(carried), "carriers"),
        table("Networks that states own.", state, quotes) if quotes else "",
    )


def _called(carrier: Mapping[str, object]) -> str:
    """The network's name, and who holds its number."""
    return "; ".join(str(carrier[key]) for key in ("name", "organisation") if carrier.get(key))


def meeting(page: Page) -> Markup:
    """Exchanges in the country and those elsewhere that its networks go to; where its domains live."""
    exchanges = speaking(page.report, "country.exchange")
    exchanges.sort(key=lambda c: (-amount(c, "domestic"), -amount(c, "networks")))
    rows = [
        (
            page.claims([claim], [str(record(claim).get("exchange"))]),
            page.cell(
                ", ".join(str(record(claim)[key]) for key in ("city", "country") if record(claim)[key])
            ),
            *(page.cell(str(record(claim).get(key))) for key in ("networks", "domestic", "who")),
            page.cite(page.captures_of([claim])),
        )
        for claim in exchanges[: page.bounds.rows]
    ]
    hosting = speaking(page.report, "country.hosting")
    hosting.sort(key=lambda c: -float(str(record(c).get("share", 0))))
    hosts = [
        (
            page.claims([claim], [str(record(claim).get("where"))]),
            page.cell(share(record(claim).get("share"))),
            page.cell(str(record(claim).get("most"))),
            page.cite(page.captures_of([claim])),
        )
        for claim in hosting[: page.bounds.rows]
    ]
    if not rows and not hosts:
        return Markup("")
    head = ("Exchange", "Place", "Networks", "Domestic", "Fastest ports", "Evidence")
    where = ("Where", "Share", "Most by", "Evidence")
    return section(
        "meeting",
        "Where its networks meet, and where its domains live",
        table("Exchanges; of those elsewhere only the domestic members are known here.", head, rows)
        if rows
        else "",
        page.more(len(exchanges), "exchanges"),
        table("Hosts of the country's domains; the state's are counted at home too.", where, hosts)
        if hosts
        else "",
    )


def influence(page: Page) -> Markup:
    """Through whom routes go, and which countries are needed."""
    made = []
    for predicate, label, key, caption in _SCHEMES:
        found = speaking(page.report, predicate)
        found.sort(key=lambda c: -float(str(record(c).get(key, 0))))
        rows = [
            (
                page.claims([c], [_who(c)]),
                page.cell(share(record(c).get(key))),
                page.cite(page.captures_of([c])),
            )
            for c in found[: page.bounds.rows]
        ]
        if rows:
            made.append(table(caption, ("Who", label, "Evidence"), rows))
            made.append(page.more(len(found), "rows"))
    return section("influence", "Through whom it is reached", join(made)) if made else Markup("")


def _who(claim: Claim) -> str:
    """A network with its name, or a country in words."""
    said = record(claim)
    if said.get("network"):
        return " ".join(str(said[key]) for key in ("network", "name") if said.get(key))
    return _home(said.get("country"))


def _home(code: object) -> str:
    return country_text(str(code)) if code else "not told"
