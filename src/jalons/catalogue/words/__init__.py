"""Sentences of the catalogue."""
