"""Clauses for machines."""
