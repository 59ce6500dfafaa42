"""Agec."""
