"""Takers for machines."""
