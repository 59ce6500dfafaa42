"""Entities and their history, over HTTP."""
