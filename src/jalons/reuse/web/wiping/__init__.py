"""Wiping."""
