"""Tables of the HTML report: name servers, handshake, cookies, fields, summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from periplus.model import Claim, SubjectKind
from periplus.report.addresses import AddressRow
from periplus.report.citing import Page
from periplus.report.markup import Markup, join, table, tag
from periplus.report.text import scalar_text, sentences
from periplus.report.visit_words import lifetime
from periplus.report.words import certainty, value_of

_MISSING = "not seen"
_SUMMARY = "What the claims of this judgement say; where too many, those of the short list first."


def section(anchor: str, heading: str, *content: str) -> Markup:
    """A section of the page; empty when it has no content."""
    inner = join(content)
    return tag("section", tag("h2", heading), inner, id=anchor) if inner else Markup("")


def addresses(page: Page) -> Markup:
    """Hosts, their addresses, who runs them, where they are registered and where they answer."""
    rows = page.report.addresses[: page.bounds.rows]
    if not rows:
        return Markup("")
    country = page.report.target.kind in (SubjectKind.COUNTRY, SubjectKind.ZONE)
    heading = "Name servers" if country else "Addresses"
    head = ("Host", "Address", "Operator", "AS", "Registered in", "Answers from", "Evidence")
    made = table(
        "Each cell leads to the claim it shows.",
        head,
        [_address(page, row) for row in rows],
        class_="addresses",
    )
    return section("addresses", heading, made, page.more(len(page.report.addresses), "addresses"))


def _address(page: Page, row: AddressRow) -> tuple[str, ...]:
    shown = (row.operator, row.best("address.asn"), row.best("address.registered_country"))
    places = [place for place in row.places if place is not None]
    cells = [_claim_cell(page, claim) for claim in shown]
    cells.append(join([_claim_cell(page, place) for place in places], "; ") or _MISSING)
    rested = [*row.host_claims, *(c for c in shown if c), *places]
    address = page.claims(row.host_claims, [row.address]) if row.host_claims else _MISSING
    return (page.cell(row.host), address, *cells, page.cite(page.captures_of(rested)))


def _claim_cell(page: Page, claim: Claim | None) -> str:
    if claim is None:
        return _MISSING
    word = certainty(claim)
    link = page.claims([claim], [value_of(claim)])
    return join([link, f" {word}"]) if word else link


def handshake(page: Page) -> Markup:
    """What the TLS handshake told: version, suite, certificate."""
    rows: list[Sequence[str]] = []
    for claim in _of(page, "site.tls_version", "site.tls_suite"):
        label = (
            page.report.terms[claim.predicate].label if claim.predicate in page.report.terms else "TLS"
        )
        rows.append((label, page.cell(value_of(claim)), page.cite(page.captures_of([claim]))))
    for claim in _of(page, "site.certificate"):
        record = _record(claim)
        for key in sorted(record, key=_certificate_order):
            part = record[key]
            name = f"Certificate: {key.replace('_', ' ')}"
            rows.append(
                (page.cell(name), page.cell(scalar_text(part)), page.cite(page.captures_of([claim])))
            )
    return section(
        "tls",
        "TLS handshake and certificate",
        _plain(page, ("What", "Value", "Evidence"), rows, "As negotiated with one ordinary client."),
    )


def _certificate_order(key: str) -> tuple[int, str]:
    order = (
        "subject",
        "names",
        "issuer_organisation",
        "issuer",
        "not_before",
        "not_after",
        "key",
        "verdict",
    )
    return (order.index(key) if key in order else len(order), key)


def cookies(page: Page) -> Markup:
    """Cookies with their flags and purpose, and what they lack."""
    findings: dict[str, list[str]] = {}
    for claim in _of(page, "site.cookie_finding"):
        record = _record(claim)
        said = f"{scalar_text(record.get('missing'))} missing. {record.get('advice') or ''}".strip()
        findings.setdefault(str(record.get("name")), []).append(said)
    rows = []
    for claim in _of(page, "site.cookie"):
        record = _record(claim)
        rows.append(
            (
                page.claims([claim], [str(record.get("name"))]),
                *(_told(page, record, key) for key in ("secure", "http_only", "same_site")),
                lifetime(record.get("lifetime_s")),
                _told(page, record, "purpose"),
                page.cell(" ".join(findings.get(str(record.get("name")), ()))),
                page.cite(page.captures_of([claim])),
            )
        )
    head = ("Cookie", "Secure", "HttpOnly", "SameSite", "Lifetime", "Purpose", "Finding", "Evidence")
    return section("cookies", "Cookies", _plain(page, head, rows, "As set by the front page."))


_REGISTRATION = (
    "zone.holder",
    "zone.holder_country",
    "zone.registrar",
    "zone.registered",
    "zone.registration_changed",
    "zone.registration_expires",
    "zone.registration_status",
    "zone.registered_name_server",
    "zone.registered_dnssec",
    "zone.contact_role",
    "asn.holder",
    "asn.name",
    "asn.registered_country",
    "asn.registered",
    "asn.contact_role",
)


def registration(page: Page) -> Markup:
    """To whom domains and AS numbers are registered, by whom, since when and until when."""
    order = {predicate: place for place, predicate in enumerate(_REGISTRATION)}
    claims = sorted(
        _of(page, *_REGISTRATION),
        key=lambda c: (c.subject.kind is SubjectKind.ASN, c.subject.key, order[c.predicate]),
    )
    rows = []
    for claim in claims:
        term = page.report.terms.get(claim.predicate)
        label = page.cell(term.label if term else claim.predicate)
        value = page.claims([claim], [value_of(claim)])
        cited = page.cite(page.captures_of([claim]))
        rows.append((page.cell(claim.subject.key), label, value, cited))
    caption = "As registries and registrars tell it; natural persons are left out."
    return section(
        "registration", "Registration", _plain(page, ("Of", "What", "Value", "Evidence"), rows, caption)
    )


def trackers(page: Page) -> Markup:
    """Trackers and other third parties that the markup of the front page embeds."""
    claims = [*_of(page, "site.tracker"), *_of(page, "site.third_party")]
    rows = [
        (
            page.claims([claim], [str(record.get("name") or record.get("host"))]),
            *(_told(page, record, key) for key in ("owner", "category", "id")),
            page.cite(page.captures_of([claim])),
        )
        for claim in claims
        for record in (_record(claim),)
    ]
    head = ("Tracker or host", "Owner", "Category", "Id", "Evidence")
    caption = "In the markup of the front page; what a browser asked of them stands under its visit."
    return section("trackers", "Trackers and third parties", _plain(page, head, rows, caption))


_MENDED = (
    "site.field_finding",
    "site.transport_security",
    "site.page_finding",
    "site.library_flaw",
    "site.security_txt",
)


def _kind(claim: Claim) -> str:
    return {
        "site.transport_security": "Strict-Transport-Security",
        "site.security_txt": "security.txt",
    }.get(claim.predicate, "Page")


def fields(page: Page) -> Markup:
    """Security fields sent, and protective fields that were not."""
    sent = [
        (
            page.claims([claim], [scalar_text(record.get("field"))]),
            _told(page, record, "value"),
            _told(page, record, "meaning") + (" (obsolete)" if record.get("obsolete") else ""),
            page.cite(page.captures_of([claim])),
        )
        for claim in _of(page, "site.field")
        for record in (_record(claim),)
    ]
    absent = [
        (
            page.claims([claim], [scalar_text(record.get("field"))]),
            tag("code", _told(page, record, "advice")),
            page.cite(page.captures_of([claim])),
        )
        for claim in _of(page, "site.missing_field")
        for record in (_record(claim),)
    ]
    mend = [
        (
            page.claims([claim], [scalar_text(record.get("field") or _kind(claim))]),
            _told(page, record, "finding") + (f" ({value_of(claim)})" if "library" in record else ""),
            tag("code", _told(page, record, "advice")) if record.get("advice") else "",
            page.cite(page.captures_of([claim])),
        )
        for claim in _of(page, *_MENDED)
        for record in (_record(claim),)
    ]
    return section(
        "fields",
        "Response fields that protect",
        _plain(page, ("Field", "Value", "Meaning", "Evidence"), sent, "Sent by the front page."),
        _plain(page, ("Field", "Line to add", "Evidence"), absent, "Not sent by the front page."),
        _plain(page, ("What", "Finding", "To paste", "Evidence"), mend, "To be mended, or to know."),
    )


def summary(page: Page) -> Markup:
    """Entity / Key observation / Comment: every claim, each row linked to its evidence."""
    rows = [
        (
            join(
                [
                    tag("span", page.cell(row.entity), id=row.anchor),
                    tag("span", row.anchor.upper(), class_="row"),
                ],
                " ",
            ),
            page.cell(row.observation),
            join([page.cell(sentences(row.comment, page.bounds.comment)), page.cite(row.captures)], " "),
        )
        for row in page.rows
    ]
    if not rows:
        return Markup("")
    head = ("Entity", "Key observation", "Comment")
    made = table(_SUMMARY, head, rows, class_="summary")
    return section("summary", "Summary", made, page.more(len(page.report.rows), "rows", len(page.rows)))


def _of(page: Page, *predicates: str) -> list[Claim]:
    found = [c for c in page.report.claims if c.predicate in predicates and c.value is not None]
    return found[: page.bounds.rows]


def _record(claim: Claim) -> Mapping[str, object]:
    return (
        claim.value if isinstance(claim.value, Mapping) else {"name": claim.value, "field": claim.value}
    )


def _told(page: Page, record: Mapping[str, object], key: str) -> str:
    value = record.get(key)
    return "" if value is None else page.cell(scalar_text(value))


def _plain(page: Page, head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> Markup:
    if not rows:
        return Markup("")
    return join([table(caption, head, rows[: page.bounds.rows]), page.more(len(rows), "rows")])
