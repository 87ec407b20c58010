"""How natural persons show in text: names, mail addresses, telephone numbers (E.164)."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

_AT = re.compile(rb"@|%40|&#64;|&#x40;|\(at\)|\[at\]", re.IGNORECASE)
_LETTERS = frozenset(string.ascii_letters.encode() + string.digits.encode()) | {*range(0x80, 0x100)}
_LOCAL = _LETTERS | frozenset(b".!#$%&'*+-/=?^_`{|}~")  # RFC 5322 atext
_DOMAIN = _LETTERS | frozenset(b".-_")
# For bytes that are no text: only what can hardly be anything else.
_PLAIN_MAIL = re.compile(
    rb"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}\.[A-Za-z]{2,24}"
)
_NUMBER = re.compile(rb"(?<![\w+])(?:\+|00(?=[1-9]\d))[ \t]?\(?\d[\d ().\-/\t]{5,30}\d")


def _vocabulary(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HONORIFICS = _vocabulary("mr mrs ms miss dr prof herr frau mme monsieur madame sir señor señora")
_LEGAL = _vocabulary("""
    ltd limited llc inc incorporated corp corporation gmbh ag kg sa sas sarl srl spa bv nv oy oyj ab as
    aps kft sro doo pty plc llp lp jsc ojsc cjsc pjsc ooo oao zao uab sia eood ltda ооо оао зао пао
    уп чуп одо foundation university institute ministry bank association society republic company co
    group holding authority
""")
_COLLECTIVE = _vocabulary("""
    team department dept division office center centre desk helpdesk unit section group service services
    operations noc soc cert csirt registry registrar registrars hostmaster postmaster webmaster abuse
    support staff committee council board bureau agency organization organisation communications
    telecom networks hosting software systems solutions technologies technology отдел центр служба
    управление департамент
""")
_ROLE = _vocabulary("""
    chief head director general deputy vice president chairman chairwoman chair inspector specialist
    manager managing engineer officer executive administrator administration admin administrative
    operator secretary coordinator supervisor leader lead senior junior principal owner contact person
    role technical tech billing sales legal domain domains dns network system security internet ip
    address management master name names information data it ict tld cctld registration registrant zone
    internal external national public affairs policy business customer client first main primary
    secondary holder ceo cto cio ciso cfo coo expert analyst consultant assistant accountant accounting
    finance financial development developer web mail host server infrastructure engineering
    главный начальник директор генеральный инспектор администратор специалист инженер технический
    of and the for de des du la le und et in on to a an at и по
""")
_PLACEHOLDER = re.compile(
    r"redact|withheld|not disclosed|undisclosed|privacy|protected|proxy|private|not available|"
    r"not applicable|data protected|on file|statutory|unknown|\bnone\b",
    re.IGNORECASE,
)


def is_natural_person(name: str) -> bool:
    """Whether a name in a contact's field may be of a natural person: so unless it is known not to be.

    Roles ("Chief Inspector", "Abuse Department"), legal forms and placeholders are known. A name
    beside a title ("A. Person, Chief Engineer") is a person's.
    """
    if _PLACEHOLDER.search(name):
        return False
    words = _words(name)
    if words and words[0] in _HONORIFICS:
        return True
    if not words or _LEGAL.intersection(words):
        return False
    return any(_is_personal(_words(part)) for part in re.split(r"[,;/()|]| - ", name))


def _is_personal(words: list[str]) -> bool:
    return not _COLLECTIVE.intersection(words) and any(word not in _ROLE for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def mail_spans(text: bytes) -> Iterator[tuple[int, int]]:
    """Where mail addresses stand, plain or with a written-out @. Linear in the length."""
    floor = 0
    for at in _AT.finditer(text):
        start, end = at.start(), at.end()
        while start > floor and text[start - 1] in _LOCAL:
            start -= 1
        while end < len(text) and text[end] in _DOMAIN:
            end += 1
        while end > at.end() and text[end - 1] in b".-":
            end -= 1
        if start < at.start() and end > at.end():
            yield start, end
        floor = at.end()


def plain_mail_spans(content: bytes) -> Iterator[tuple[int, int]]:
    """Where mail addresses stand in bytes that are no text."""
    for found in _PLAIN_MAIL.finditer(content):
        yield found.span()


def number_spans(text: bytes) -> Iterator[tuple[int, int]]:
    """Where international telephone numbers stand: a + or 00, then 7 to 15 digits (E.164)."""
    for found in _NUMBER.finditer(text):
        if 7 <= sum(48 <= byte <= 57 for byte in found[0]) <= 17:
            yield found.span()
