"""A site that puts markup, terminal sequences and overrides wherever it can."""

from periplus.model import Status, Subject, SubjectKind
from tests.report.sample import SITE, Builder, site

HOSTILE = (
    "<script>alert(1)</script>",
    "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "user\u202egnp.exe\u2066",
    '"><img src=x onerror=alert(1)>',
    "</style></title><svg/onload=alert(1)>",
    "`a` | b ||\n# heading\n[x](javascript:alert(1))",
    "{subject} {value} %s \\",
)


def hostile() -> Builder:
    """The sample site, with every hostile text in every place that a target writes."""
    b = site()
    for number, text in enumerate(HOSTILE):
        bad = b.capture(
            f"https://www.example.org/{text}", f"Server: {text}", media_type=f"text/{text}", asked=text
        )
        b.fused(SITE, "site.edge", text, 0.98, "almost certain", [bad], reasons=(text,))
        b.claim(SITE, "site.cookie", {"name": text, "secure": True, "purpose": text}, [bad])
        b.claim(SITE, "site.field", {"field": text, "value": text, "meaning": text}, [bad])
        b.claim(SITE, "site.missing_field", {"field": text, "advice": text}, [bad])
        b.claim(SITE, "site.certificate", {"issuer": text, "names": text, "key": text}, [bad])
        b.claim(SITE, f"{text}.{number}", text, [bad], status=Status.UNSUPPORTED, reasons=(text,))
        b.claim(Subject(kind=SubjectKind.ORGANISATION, key=text), "zone.manager", {text: text}, [bad])
        b.fail(f"whois://{text}", "name-not-found", text)
    return b
