"""Takers."""
