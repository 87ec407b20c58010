"""The pictures show what the claims say, and draw what was not seen."""

from periplus.model import Status, Subject, SubjectKind
from periplus.report.figures import Picture, pictures, rows_of
from tests.report import sample


def picture(builder: sample.Builder) -> Picture:
    report = builder.report()
    (made,) = pictures(report, {c.id: "#r1" for c in report.claims})
    return made


def test_layers_of_a_site() -> None:
    bands = {b.name: b for b in picture(sample.site()).bands}
    assert bands["Observer path"].chips == ()
    assert bands["Edge"].chips[0].text == "Acme Application Delivery Controller"
    assert (bands["Edge"].chips[0].rank, bands["Edge"].chips[0].groups) == (7, 3)
    assert [b.name for b in bands.values() if b.hatched] == [
        "Web server",
        "Application",
        "Origin host",
        "Behind",
    ]
    assert bands["Origin host"].chips[0].mark == "struck"
    assert bands["Behind"].chips[0].word == "told only"
    marks = {c.text: c.mark for c in bands["Web server"].chips}
    assert marks["Apache"] == "past"
    assert marks["OpenResty"] == "contested"
    assert marks["Web server version"] == "unseen"


def test_without_an_edge_only_the_origin_is_hidden() -> None:
    b = sample.Builder(target=sample.SITE)
    b.fused(sample.SITE, "site.web_server", "nginx", 0.9, "very likely", [b.capture("https://x/")])
    assert [band.name for band in picture(b).bands if band.hatched] == ["Origin host", "Behind"]


def test_places_of_name_servers() -> None:
    bands = picture(sample.country()).bands
    assert [(b.name, len(b.chips)) for b in bands] == [("ZZ", 3), ("XA", 1), ("XB", 1), ("XC", 1)]


def test_server_without_place_or_address_is_drawn() -> None:
    b = sample.country()
    b.claim(
        sample.ZONE, "zone.name_server", "ns9.nic.example", [b.capture("dns://192.0.2.1/zz?type=NS")]
    )
    last = picture(b).bands[-1]
    assert (last.name, last.hatched) == ("Place not seen", True)
    assert last.chips[0].text == "ns9.nic.example no address"


def test_many_chips_are_counted() -> None:
    b = sample.Builder(target=sample.SITE)
    e = b.capture("https://x/")
    for number in range(30):
        b.fused(sample.SITE, "site.edge_feature", f"feature {number:02}", 0.9, "very likely", [e])
    chips = next(band for band in picture(b).bands if band.name == "Edge").chips
    assert len(chips) == 10
    assert chips[-1].text == "21 more below"


def test_table_beside_has_a_row_per_chip_and_unseen_band() -> None:
    made = picture(sample.site())
    rows = rows_of(made)
    assert len(rows) == sum(max(len(b.chips), 1) for b in made.bands)
    assert ("Observer path", "not seen", "", "") in rows


def test_nothing_to_draw() -> None:
    assert pictures(sample.Builder(target=sample.SITE).report(), {}) == ()
    assert pictures(sample.Builder(target=sample.COUNTRY).report(), {}) == ()


def test_hosts_met_beside_the_site_are_no_layer_of_it() -> None:
    b = sample.site()
    beside = Subject(kind=SubjectKind.ADDRESS, key="203.0.113.25")
    e = b.capture("dns://192.0.2.53/mail.example.org?type=A")
    b.claim(Subject(kind=SubjectKind.HOST, key="mail.example.org"), "host.address", beside.key, [e])
    b.claim(beside, "address.operator", "Mail Company", [e])
    texts = [c.text for band in picture(b).bands for c in band.chips]
    assert not [t for t in texts if "Mail Company" in t or "203.0.113.25" in t]
    assert len(texts) == len(set(texts))


def test_registered_places_are_called_so() -> None:
    b = sample.country()
    b.claims = [c for c in b.claims if c.predicate != "address.located_country"]
    assert picture(b).heading == "Where the name servers are registered"


def test_what_is_said_of_several_addresses_is_one_chip() -> None:
    b = sample.Builder(target=sample.SITE)
    e = b.capture("https://x/")
    host = Subject(kind=SubjectKind.HOST, key="www.example.org")
    for number in range(4):
        address = Subject(kind=SubjectKind.ADDRESS, key=f"192.0.2.{number}")
        b.claim(host, "host.address", address.key, [e])
        b.claim(address, "address.prefix", "192.0.2.0/24", [e])
    texts = [chip.text for band in picture(b).bands for chip in band.chips]
    assert texts.count("Registered block: 192.0.2.0/24 \u00d7 4") == 1
    assert "Registered block: 192.0.2.0/24" not in texts


def test_what_is_very_unlikely_is_left_to_the_tables() -> None:
    b = sample.Builder(target=sample.SITE)
    e = b.capture("https://x/")
    b.fused(sample.SITE, "site.web_server", "nginx", 0.9, "very likely", [e])
    b.fused(sample.SITE, "site.web_server", "Apache", 0.19, "very unlikely", [e])
    b.fused(sample.SITE, "site.web_server", "IIS", 0.05, "x", [e], status=Status.UNSUPPORTED)
    texts = [chip.text for band in picture(b).bands for chip in band.chips]
    assert texts == ["nginx", "IIS"]
    assert any("Apache" in row.observation for row in b.report().rows)
