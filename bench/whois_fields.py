"""What sixty WHOIS answers tell, by field: Periplus beside asyncwhois and python-whois, in one run."""

from __future__ import annotations

import argparse
import importlib
import io
import json
import logging
import re
import tarfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from periplus.facts.domain_whois import answer_kind, read_domain_whois
from periplus.facts.registry import RegistryAttribute, RegistryNameServer
from periplus.signatures.countries import country_names

RECORDS = Path("../shared/data/registry")
LABELS = Path(__file__).parent / "whois" / "labels.json"
_ARCHIVES = {
    "whois-richardpenman.tar.xz": "test/samples/whois/",
    "whois-asyncwhois.tar.xz": "tests/samples/",
}
FIELDS = (
    "registered", "domain", "registrar", "created", "changed", "expires", "status", "name_servers",
    "holder", "country", "dnssec",
)  # fmt: skip
Told = dict[str, set[str]]
Engine = Callable[[bytes, str], Told]


@dataclass(slots=True)
class Count:
    """Values of one field over all records."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    cases: list[str] = field(default_factory=list)

    def add(self, name: str, told: set[str], wanted: set[str]) -> None:
        self.right += len(told & wanted)
        self.wrong += len(told - wanted)
        self.missed += len(wanted - told)
        if told != wanted:
            self.cases.append(f"{name}: told {sorted(told)}, labelled {sorted(wanted)}")

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def both(self) -> float:
        """The harmonic mean, F1."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


# ---------------------------------------------------------------- engines


def periplus(body: bytes, _domain: str) -> Told:
    """The parser here; it is told neither the domain nor the registry."""
    told: Told = {"registered": {str(answer_kind(body) == "registered")}}
    for reading in read_domain_whois(body, countries=country_names()):
        match reading.fact:
            case RegistryAttribute(attribute=name, value=value):
                told.setdefault(name, set()).add(value)
            case RegistryNameServer(host=host):
                told.setdefault("name_servers", set()).add(host)
    return told


def asyncwhois() -> Engine:
    """Its parser of a top-level domain, chosen by the domain's name."""
    library = importlib.import_module("asyncwhois.parse_tld")
    missing = importlib.import_module("asyncwhois.errors").NotFoundError
    names = {
        "domain": ("domain_name",),
        "registrar": ("registrar",),
        "created": ("created",),
        "changed": ("updated",),
        "expires": ("expires",),
        "status": ("status",),
        "name_servers": ("name_servers",),
        "holder": ("registrant_organization",),
        "named": ("registrant_name",),
        "country": ("registrant_country",),
        "dnssec": ("dnssec",),
    }

    def told(body: bytes, domain: str) -> Told:
        try:
            parsed = library.DomainParser().parse(_text(body), domain.rsplit(".", 1)[-1])
        except missing:
            return {"registered": {"False"}}
        return _named({str(key): value for key, value in parsed.items()}, names)

    return told


def python_whois() -> Engine:
    """Its entry of a top-level domain, chosen by the domain's name."""
    library = importlib.import_module("whois.parser")
    missing = importlib.import_module("whois.exceptions").WhoisError
    names = {
        "domain": ("domain_name", "domain"),
        "registrar": ("registrar", "registrar_name"),
        "created": ("creation_date",),
        "changed": ("updated_date",),
        "expires": ("expiration_date",),
        "status": ("status",),
        "name_servers": ("name_servers",),
        "holder": ("org", "registrant_organization"),
        "named": ("registrant_name", "registrant", "name"),
        "country": ("country", "registrant_country"),
        "dnssec": ("dnssec",),
    }

    def told(body: bytes, domain: str) -> Told:
        try:
            return _named(dict(library.WhoisEntry.load(domain, _text(body))), names)
        except missing:
            return {"registered": {"False"}}

    return told


def _named(parsed: Mapping[str, Any], names: Mapping[str, tuple[str, ...]]) -> Told:
    """The first of a peer's fields that holds something, by our name of it."""
    told: Told = {"registered": {"True"}}
    for name, keys in names.items():
        for key in keys:
            values = parsed.get(key)
            listed = values if isinstance(values, list | tuple | set) else [values]
            texts = {v.isoformat() if isinstance(v, datetime) else str(v) for v in listed if v}
            if texts:
                told[name] = texts
                break
    return told


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")


# ---------------------------------------------------------------- the same measure for all


def plain(name: str, values: Iterable[str]) -> set[str]:
    """Values without differences of writing; the same for labels and every engine."""
    return {value for value in (_plain(name, value) for value in values) if value}


def _plain(name: str, value: str) -> str:
    value = " ".join(value.split())
    match name:
        case "created" | "changed" | "expires":
            stamp = re.match(r"\d{4}-\d\d-\d\d", value)
            return stamp[0] if stamp else value
        case "name_servers":
            return (value.lower().split() or [""])[0].rstrip(".")
        case "status":
            return re.sub(r"\W+", "", re.split(r"\(?https?:|\s--?\s", value)[0]).lower()
        case "dnssec":
            return _DNSSEC.get(value.lower().strip("."), value.lower())
        case _:
            return value.lower().strip(" .")


_DNSSEC = {
    **dict.fromkeys(("signed", "yes", "active", "signeddelegation", "true", "enabled"), "signed"),
    **dict.fromkeys(("unsigned", "no", "inactive", "false", "none", "disabled"), "unsigned"),
}


def agreeing(name: str, told: set[str], wanted: set[str]) -> set[str]:
    """What counts as told: of several values of a field that has one, the right one if it is there."""
    if name in {"status", "name_servers"} or len(told) < 2:
        return told
    return (told & wanted) or {min(told)}


def records(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The raw answers, by the name of their file."""
    for archive, prefix in _ARCHIVES.items():
        with tarfile.open(folder / archive) as tar:
            for member in tar:
                if member.isfile() and member.name.removeprefix("./").startswith(prefix):
                    stream = tar.extractfile(member)
                    yield Path(member.name).name, stream.read() if stream else b""


def engines() -> Iterator[tuple[str, Engine]]:
    yield "periplus", periplus
    for name, load in (("asyncwhois", asyncwhois), ("python-whois", python_whois)):
        try:
            yield name, load()
        except ImportError:
            print(f"{name} is not installed: passed over")


def measure(engine: Engine, bodies: Mapping[str, bytes], labels: Mapping[str, Any]) -> dict[str, Count]:
    """Right, wrong and missed values of each field."""
    counts = {name: Count() for name in FIELDS}
    for key, label in labels.items():
        # A peer that fails on an answer tells nothing of it.
        domain = key.removeprefix("tld_").removesuffix(".txt")
        domain = domain if "." in domain else f"example.{domain}"
        try:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                told = engine(bodies[key], domain)
        except Exception as error:  # noqa: BLE001
            print(f"  {key}: {type(error).__name__}")
            told = {}
        for name in FIELDS:
            values = label[name]
            listed = values if isinstance(values, list) else [] if values is None else [str(values)]
            wanted = plain(name, listed)
            if name == "holder":
                # Labels keep no persons, so a peer's registrant by name counts only where it is right.
                named = plain(name, told.get("named", ())) & wanted
                told["holder"] = named or told.get("holder", set())
            counts[name].add(key, agreeing(name, plain(name, told.get(name, ())), wanted), wanted)
    return counts


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path, nargs="?", default=RECORDS)
    parser.add_argument("--cases", metavar="ENGINE", help="print each value at odds with the labels")
    options = parser.parse_args()
    if not options.records.is_dir():
        print(f"whois_fields: no records in {options.records}: passed over")
        return
    logging.disable()
    labels = json.loads(LABELS.read_text(encoding="utf-8"))
    bodies = dict(records(options.records))
    measured = {}
    for name, engine in engines():
        started_s = time.perf_counter()
        measured[name] = measure(engine, bodies, labels)
        print(f"{name}: {(time.perf_counter() - started_s) / len(labels) * 1000:.1f} ms per answer")
    print("\n| field | values |" + "".join(f" {name} P | R | F1 |" for name in measured))
    print("|---|---|" + "---|---|---|" * len(measured))
    for name in FIELDS:
        rows = [counts[name] for counts in measured.values()]
        cells = "".join(f" {c.precision:.3f} | {c.recall:.3f} | {c.both:.3f} |" for c in rows)
        print(f"| {name} | {rows[0].right + rows[0].missed} |{cells}")
    for name, count in measured.get(options.cases, {}).items():
        print("\n".join([f"\n{name}", *(f"  {case}" for case in count.cases)]))


if __name__ == "__main__":
    main()
