"""Dated tables on this disk: address to AS, country and provider, public suffixes, shapes."""
