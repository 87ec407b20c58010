"""The words of domain registries' WHOIS answers: keys, headings, phrases (RFC 3912 rules none)."""

from __future__ import annotations

import re
from collections.abc import Iterator

HOST = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{2,59})",
    re.IGNORECASE | re.ASCII,
)
"""A host name of two labels or more, without trailing dot (RFC 1123 §2.1)."""


def _table(rows: dict[str, str]) -> Iterator[tuple[str, str]]:
    for meaning, words in rows.items():
        for word in words.split("|"):
            yield word.strip(), meaning


# Keys are as domain_form.plain gives them. What registries print was read off their answers: ICANN's
# registry agreement (Specification 4 §1.4) for generic domains, each country's own form for the rest.
ANYWHERE = dict(
    _table(
        {
            "domain": "domain|domain name|domainname|complete domain name|nombre de dominio|dominio"
            "|nom de domaine|nome de dominio|domain name ascii|domain ace|domaine|nombre del dominio",
            "registrar": "registrar name|sponsoring registrar|registrar organization"
            "|registrar organisation|registration service provider|current registar|current registrar"
            "|authorized agency|registrar company name|sponsoring registrar organization"
            "|registrar of record|account name|registrador|entidad registradora",
            "created": "creation date|created on|created date|date created|registered on"
            "|registered date|registration date|registration time|record created|record created on"
            "|domain created|domain registered|registered since|domain record activated"
            "|fecha de creacion|fecha de registro|data de registo|data de criacao|creation time"
            "|domain name commencement date|domain registration date|activated on|original created"
            "|domain create date|登録年月日|date de creation|first registration date|data utworzenia",
            "changed": "updated date|modification date|last updated on|ultima actualizacion"
            "|ultima atualizacao|record last updated on|domain record last updated"
            "|domain last updated date|last updated date|updated on|最終更新|last modified date"
            "|last update date|date modified|modified date|last changed date|domain last updated"
            "|last update of domain|derniere modification|ultima modificacion",
            "expires": "expires on|expiry date|expiration date|expiration time|registry expiry date"
            "|registrar registration expiration date|paid till|renewal date|valid until|validity"
            "|record expires on|expire date|domain expires|fecha de vencimiento|domain expiration date"
            "|fecha de expiracion|exp date|有効期限|paid until|expires at|expiration|expire on"
            "|record will expire on"
            "|date d expiration|data de expiracao|domain expiry date|registration expiration date",
            "status": "domain status|epp status|eppstatus|registration status|estatus del dominio"
            "|estado del dominio|estado do dominio|状態|domain state|flags|domaintype",
            "server": "nserver|name server|name servers|nameserver|nameservers|nservers|dns"
            "|domain servers|domain servers in listed order|domain nameservers|host name|hostname"
            "|primary server|secondary server|primary name server|secondary name server"
            "|servidor de nombres de dominio|servidores de nombres de dominio|dns server|dns servers"
            "|ns|name servers in the listed order|serveurs de noms|servidor dns|domain name servers",
            "holder": "registrant organization|registrant organisation|registrant org"
            "|registrant contact organisation|registrant contact organization"
            "|organization using domain name|org|org name|company english name|company name"
            "|registrant company|registrant company name|registrant organization name",
            "who": "registrant|registrant name|holder|domain holder|owner|titular"
            "|registrant contact name|domain owner|owner name|proprietaire|organization name",
            "country": "registrant country|registrant country code|registrant contact country"
            "|owner country|registrant country economy|org country|holder country",
            "dnssec": "dnssec|dnssec signed|dnssec status",
            "key": "ds rdata|dnskey|ds data|dsrecord|ds record|keyset|signing key|ds|dnssec ds data"
            "|keytag|署名鍵",
            "handle": "holder c|owner c|registrant c",
        }
    )
)
"""What a key means wherever it stands, if it is not in a contact's or registrar's own paragraph."""

IN_DOMAIN = dict(
    _table(
        {
            "registrar": "registrar",
            "created": "created|registered|registration|assigned|activated",
            "changed": "changed|updated|modified|last modified|last update|last updated|update"
            "|last changed",
            "expires": "expires|expire|expiry",
            "status": "status|state|estado",
            "country": "country|country code|countrycode",
            "holder": "organization|organisation",
            "who": "descr",
        }
    )
)
"""What a key means only in the paragraph of the domain itself."""

IN_HOLDER = dict(
    _table(
        {
            "holder": "organization|organisation|org|org name|organization name|company name|company"
            "|organization loc|organisation name|organizacion|organisatie|entity name",
            "who": "name|role|contact|owner|person|personname|registrant|nombre|registrant name"
            "|holder|descr|person loc",
            "country": "country|country code|countrycode|pais|country loc|land|country economy",
            "type": "type|registrant type|entity type|contact type",
            "holder line": "address|street address|postal address",
        }
    )
)
IN_REGISTRAR = dict(
    _table(
        {
            "registrar": "registrar|name|organization name|registrar name|company name",
            "registrar organisation": "organization|organisation",
        }
    )
)

HEADINGS = dict(
    _table(
        {
            "domain": "domain|domain name|domain information|domain details|dominio|nombre de dominio",
            "holder": "registrant|holder|owner|domain holder|registrant contact|owner contact|titular"
            "|registrant contact information|organization using domain name|registrant information"
            "|holder of domain name|domain owner|registrant details|titular registrant|owner c",
            "registrar": "registrar|registrar information|registration service provider"
            "|sponsoring registrar|registrar details|registrador|entidade gestora",
            "administrative": "administrative contact|admin contact|admin|administrative contact agent"
            "|administrative|contacto administrativo|admin c|administrative contact information"
            "|administrative contacts|contacto administrativo e tecnico",
            "technical": "technical contact|tech contact|tech|technical|contacto tecnico|tech c"
            "|technical contact information|technical contacts|onsite|onsite s"
            "|registrar technical contacts|registrar tech c|zone c|technical contact, zone contact"
            "|administrative contact, technical contact",
            "billing": "billing contact|billing|contacto de cobranza|contacto de facturacion"
            "|billing contact information",
            "abuse": "abuse contact|abuse",
            "other": "contact information|reseller|registrant s address|disclaimer|whois|agent"
            "|contacts|contact",
            "keys": "keys|dns keys|signing keys",
            "server": "name servers|nameservers|nameserver|name server|nservers|domain servers"
            "|domain servers in listed order|domain nameservers|domain name servers|dns servers|dns"
            "|name servers in the listed order|name servers information|name server information"
            "|servidor de nombres de dominio|servidores de nombres de dominio"
            "|nameserver in listed order|host information|host names|name servers in listed order",
            "dates": "relevant dates|additional info|important dates|additional information",
            "status": "domain status|registration status|flags|status",
        }
    )
)
"""Headings on a line of their own, and the kind of section that they open."""

BLOCKS = {
    "server name": "other",
    "nsset": "server",
    "ns list": "server",
    "keyset": "other",
    "nic hdl": "other",
    "nic hdl br": "other",
    "contact": "other",
    "person": "other",
    "personname": "other",
    "role": "other",
}
"""Keys that tell what a paragraph without heading is about."""

CONTACTS = {
    "admin organization": "administrative",
    "admin organisation": "administrative",
    "administrative contact organization": "administrative",
    "admin contact organisation": "administrative",
    "tech organization": "technical",
    "tech organisation": "technical",
    "technical contact organization": "technical",
    "tech contact organisation": "technical",
    "billing organization": "billing",
    "billing organisation": "billing",
    "registrar abuse contact email": "abuse",
    "registrar abuse contact": "abuse",
    "registrar abuse email": "abuse",
}
"""Keys of contacts that say role and organisation at once, and the role in RFC 9083 §10.2.4's words."""

REFERRALS = ("registrar whois server", "whois server", "refer", "whois")

WITHHELD = re.compile(
    r"\W*(?:redacted|not (?:disclosed|available|shown|published|applicable|listed)|n/?a\b|none\b|hidden"
    r"|data (?:protected|redacted)|masked|withheld|statutory masking|gdpr|non[- ]?public|null\b|private"
    r"|no (?:registrar|registration|registrant|name ?servers)|please (?:query|visit|contact)|see \S+$"
    r"|visit www|personal data|not be disclosed|the registrant is|identity|confidential|unknown\b|-+$)",
    re.IGNORECASE,
)
"""How registries say that they do not say."""

ORGANISATION = re.compile(
    r"(?<![\w.])(?:inc|llc|ltd|limited|gmbh|corp|corporation|company|incorporated|plc|pty|pte|llp|lp"
    r"|kft|zrt|ead|ltda|lda|oyj|aps|doo|ooo|ooд|eood|sarl|s\.?a\.?r\.?l|sas|srl|s\.?r\.?l|spa|s\.?p\.?a"
    r"|s\.a|b\.v|n\.v|a\.s|e\.v|d\.o\.o|z\.?\s?o\.?\s?o|s\.r\.o|sro|vzw|asbl|scs|l\.?l\.?c|co|jsc|cjsc"
    r"|universi\w+|college|school|institut\w*|foundation|fundaci\w+|stiftung|associa\w+|verein|society"
    r"|ministr\w+|minister\w+|government|gobierno|office|department|council|bank|group|holdings?"
    r"|technolog\w+|telecom\w*|networks?|registry|cent(?:er|re)|agency|agenc\w+|authority|services?"
    r"|systems|solutions|software|hosting|broadcasting|television|administraci\w+|administra[tz]ion\w*"
    r"|landesverwaltung|comunica\w+|federal|national|organi[sz]ation|stichting)"
    r"(?![\w])|株式会社|有限会社|大学|学校|法人|公司|集团|(?:\b(?:AG|SA|AB|AS|BV|NV|OY|Oy|KG|SE|AD|PJSC)\W*$)",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\b(?:AG|SA|AB|AS|BV|NV|OY|Oy|KG|SE|AD|SpA|SA de CV)\W*$")


def names_organisation(text: str) -> bool:
    """Whether a name shows that it is no natural person's: a legal form, or a word of institutions."""
    match = ORGANISATION.search(text)
    if match is None:
        return False
    if not match[0].isascii():
        return True
    # Two letters are a legal form only as they are written: "Maria as" is none.
    return (
        not match[0].strip(" .,").isalpha()
        or len(match[0]) > 2
        or match[0].lower() == "co"
        or bool(_SHORT.search(text))
    )


# ---------------------------------------------------------------- answers without a domain

RATE_LIMITED = (
    "exceeded",
    "limit reached",
    "too many requests",
    "too many queries",
    "quota",
    "try again later",
    "excessive querying",
    "query rate",
    "temporarily denied",
    "lookup limit",
    "slow down",
    "wait a moment",
)
NOT_FOUND = (
    "no match",
    "not found",
    "no entries found",
    "no data found",
    "no object found",
    "nothing found",
    "no information available",
    "not registered",
    "is available",
    "domain status: available",
    "status: available",
    "status: free",
    "is free",
    "does not exist",
    "no such domain",
    "no matching record",
    "not been registered",
    "available for registration",
    "no records matching",
    "no se encuentra",
    "domaine inconnu",
    "not exist in database",
    "no matching objects",
    "object does not exist",
    "no information was found",
    "el dominio no se encuentra",
    "domain unknown",
    "we do not have an entry",
    "available for purchase",
)
"""Phrases in small letters, as registries print them; read off their answers."""
FREE_STATES = frozenset(
    {"free", "available", "not registered", "no object found", "unassigned", "invalid"}
)
