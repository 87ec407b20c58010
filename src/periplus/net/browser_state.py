"""What a page left behind, read without running its code: globals, cookies, storage (CDP Runtime)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from typing import Any

from periplus.net.devtools import Devtools, DevtoolsError

MAX_GLOBALS = 1000
_MAX_LOOKED_INTO = 200
_MAX_COOKIES = 300
_MAX_KEYS = 200
_TEXT = 200
_FRAME = "periplus-blank"
_VERSIONS = ("version", "VERSION", "Version", "_version", "jquery")
_WITHIN = ("fn", "prototype")
_BLANK = f"""(() => {{ const f = document.createElement('iframe'); f.name = '{_FRAME}';
  f.style.display = 'none'; document.documentElement.append(f); }})()"""
_UNBLANK = f"document.querySelector('iframe[name={_FRAME}]')?.remove()"
_KEYS = (
    "JSON.stringify([Object.keys(localStorage).slice(0,200), Object.keys(sessionStorage).slice(0,200)])"
)

Contexts = Mapping[str, int]
"""The main script context of each frame of the page, by frame id."""


async def read_globals(devtools: Devtools, session: str, contexts: Contexts) -> list[dict[str, Any]]:
    """The own names of the window that a blank frame of the same page does not have.

    Getters are not run: the browser lists properties, the page's code takes no part.
    """
    tree = (await devtools.send("Page.getFrameTree", session))["frameTree"]
    main = tree["frame"]["id"]
    world = await devtools.send("Page.createIsolatedWorld", session, frameId=main, worldName="periplus")
    aside = world["executionContextId"]
    before = set(contexts)
    await devtools.send("Runtime.evaluate", session, expression=_BLANK, contextId=aside)
    blank = await _new_frame(contexts, before)
    try:
        plain = {one["name"] for one in await _own(devtools, session, contexts[blank])}
        page = await _own(devtools, session, contexts[main])
    finally:
        await devtools.send("Runtime.evaluate", session, expression=_UNBLANK, contextId=aside)
    own = [one for one in page if one["name"] not in plain and not one["name"].isdigit()]
    found = []
    for number, one in enumerate(sorted(own, key=lambda p: str(p["name"]))[:MAX_GLOBALS]):
        value = one.get("value", {})
        entry = {"name": one["name"][:_TEXT], "type": _type(one), "value": _short(value), "version": ""}
        if "objectId" in value and number < _MAX_LOOKED_INTO:
            entry["version"] = await _version(devtools, session, value["objectId"])
        found.append(entry)
    return found


async def _new_frame(contexts: Contexts, before: set[str]) -> str:
    for _ in range(100):
        for frame in contexts:
            if frame not in before:
                return frame
        await asyncio.sleep(0.01)
    raise DevtoolsError("the blank frame did not come")


async def _own(devtools: Devtools, session: str, context: int) -> list[Mapping[str, Any]]:
    window = await devtools.send("Runtime.evaluate", session, expression="globalThis", contextId=context)
    return await _properties(devtools, session, window["result"]["objectId"])


async def _properties(devtools: Devtools, session: str, identity: str) -> list[Mapping[str, Any]]:
    told = await devtools.send(
        "Runtime.getProperties", session, objectId=identity, ownProperties=True, generatePreview=False
    )
    return [one for one in told.get("result", []) if "symbol" not in one]


async def _version(devtools: Devtools, session: str, identity: str, depth: int = 0) -> str:
    """What an own property of it, or of its `fn` or `prototype`, gives as version."""
    within = {
        one["name"]: one.get("value", {}) for one in await _properties(devtools, session, identity)
    }
    for name in _VERSIONS:
        said = within.get(name, {})
        if said.get("type") in {"string", "number"}:
            return str(said.get("value", ""))[:40]
    for name in _WITHIN:
        inner = within.get(name, {})
        if (
            depth == 0
            and "objectId" in inner
            and (said := await _version(devtools, session, inner["objectId"], 1))
        ):
            return said
    return ""


def _type(one: Mapping[str, Any]) -> str:
    if "value" not in one:
        return "accessor"
    value = one["value"]
    return str(value.get("subtype") or value.get("type", ""))


def _short(value: Mapping[str, Any]) -> str:
    if value.get("type") in {"string", "number", "boolean"}:
        return str(value.get("value", value.get("unserializableValue", "")))[:_TEXT]
    return str(value.get("className", ""))[:_TEXT]


async def read_storage(devtools: Devtools, session: str) -> tuple[list[str], list[str]]:
    """The keys of local and of session storage, read in a world of our own."""
    tree = (await devtools.send("Page.getFrameTree", session))["frameTree"]
    world = await devtools.send(
        "Page.createIsolatedWorld", session, frameId=tree["frame"]["id"], worldName="periplus"
    )
    told = await devtools.send(
        "Runtime.evaluate", session, expression=_KEYS, contextId=world["executionContextId"]
    )
    local, of_session = json.loads(told["result"]["value"])
    return _keys(local), _keys(of_session)


def _keys(names: Iterable[Any]) -> list[str]:
    return [str(name)[:_TEXT] for name in list(names)[:_MAX_KEYS]]


async def read_cookies(devtools: Devtools, *, now_s: float) -> list[dict[str, Any]]:
    """Every cookie that the browser holds; `now_s` is the browser's own time."""
    told = await devtools.send("Storage.getCookies")
    return [
        {
            "name": str(one["name"])[:_TEXT],
            "value": str(one["value"])[:_TEXT],
            "domain": str(one["domain"])[:_TEXT],
            "path": str(one["path"])[:_TEXT],
            "secure": bool(one["secure"]),
            "http_only": bool(one["httpOnly"]),
            "same_site": one.get("sameSite"),
            "lifetime_s": None if one.get("session") else max(0, round(float(one["expires"]) - now_s)),
        }
        for one in told["cookies"][:_MAX_COOKIES]
    ]
