"""Judgements: observations and lower claims to signs, one file each."""
