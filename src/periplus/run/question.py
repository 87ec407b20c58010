"""A question: its first leads, its scope, its case, and the judgement that answers it."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from periplus import __version__, judging
from periplus.config import Config
from periplus.model import Evidence, Failure, Lead, Relation, Scope, Subject, SubjectKind
from periplus.run.place import Place
from periplus.signatures.tables import Tables
from periplus.store.case import Case
from periplus.store.judgement import Judgement, observation_row
from periplus.store.layout import MARKER


def seeds(target: Subject, tld: str | None = None) -> tuple[Lead, ...]:
    """The leads with which a question starts."""
    if target.kind is SubjectKind.COUNTRY:
        zone = Subject(kind=SubjectKind.ZONE, key=tld or target.key.lower())
        return (_lead(Relation.ASKED, target), _lead(Relation.TLD_OF, zone))
    host = urlsplit(target.key).hostname or ""
    asked = [_lead(Relation.ASKED, target)]
    if is_address(host):
        address = Subject(kind=SubjectKind.ADDRESS, key=str(ipaddress.ip_address(host)))
        return (*asked, _lead(Relation.RESOLVES_TO, address))
    asked.append(_lead(Relation.HOST_OF, Subject(kind=SubjectKind.HOST, key=host)))
    zone = Subject(kind=SubjectKind.ZONE, key=host.removeprefix("www."))
    return (*asked, _lead(Relation.ZONE_OF, zone))


def _lead(relation: Relation, subject: Subject) -> Lead:
    return Lead(relation=relation, subject=subject)


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def site_scope(scope: Scope, target: Subject) -> Scope:
    """Naming a URL is consent to visit that host, with and without `www.`, and nothing else."""
    host = urlsplit(target.key).hostname or ""
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    names = (*scope.authorised.names, host, *(() if is_address(host) else (twin,)))
    bounds = replace(scope.authorised, names=tuple(dict.fromkeys(names)))
    return replace(scope, authorised=bounds)


def country_scope(scope: Scope, tld: str) -> Scope:
    """Naming a country allows to ask its top-level zone's own name servers, from VISIT on."""
    names = tuple(dict.fromkeys((*scope.authorised.names, tld)))
    return replace(scope, authorised=replace(scope.authorised, names=names))


def judge(case: Case, tables: Tables) -> Judgement:
    """Derive the case's claims from its stored bytes, and append them as a judgement.

    `as_of` is when the case last looked (its last `captured_at`, imported files apart): no clock is
    read, so the same bytes, version and weights give the same claims.
    """
    evidences = list(case.evidences())
    if all(evidence.failure is Failure.UNAVAILABLE for evidence in evidences):  # packs not here
        msg = "the case holds no evidence yet: collect first, without --offline"
        raise ValueError(msg)
    # Taking in a file is no look at the target, and must not make what was seen older.
    looks = [evidence for evidence in evidences if not _taken_in(evidence)]
    as_of = max(evidence.captured_at for evidence in looks or evidences)
    observations = judging.parse(evidences)
    judgement = Judgement(
        version=__version__,
        weights=tables.version,
        as_of=as_of,
        claims=judging.judge(observations, tables, as_of),
        observations=tuple(map(observation_row, observations)),
    )
    case.add_judgement(judgement)
    return judgement


def _taken_in(evidence: Evidence) -> bool:
    """Whether a capture is a file of the user's, or what a pack says of one."""
    asked = evidence.collector.startswith("imported_") and evidence.source.startswith("pack://")
    return asked or evidence.source.startswith("import://")


def open_or_create(directory: Path, target: Subject, place: Place, config: Config) -> Case:
    """The case of `target` in `directory`: a new one, or the one that is there already."""
    if (directory / MARKER).exists():  # without it, a creation was killed half way, or it is no case
        case = Case.open(directory)
        if case.target != target:
            held = case.target
            case.close()
            msg = f"{directory} is a case about {held}, not {target}: name another directory"
            raise ValueError(msg)
        return case
    days = float(config.values["retention_days"])
    return Case.create(
        directory,
        title=str(target),
        target=target,
        retain_until=place.clock.now() + timedelta(days=days),
    )
