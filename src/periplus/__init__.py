"""Periplus: what a piece of the web is built from and who holds it, from public evidence."""

__version__ = "0.1.0"
