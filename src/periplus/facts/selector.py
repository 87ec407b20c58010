"""Selectors: where in a body a fact stands."""

from __future__ import annotations
