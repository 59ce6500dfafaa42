"""Lots: snapshot, chain of hashes, passport, waste form."""
