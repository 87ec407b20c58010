"""Lets go of all capabilities in the present thread (capabilities(7)), as an ordinary user has none."""

from __future__ import annotations

import ctypes

_VERSION_3 = 0x20080522


class _Head(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def drop() -> None:
    """For this thread and those that it starts."""
    head, none = _Head(_VERSION_3, 0), (_Sets * 2)()
    assert ctypes.CDLL(None, use_errno=True).capset(ctypes.byref(head), ctypes.byref(none)) == 0
