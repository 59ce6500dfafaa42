"""Modest AI: recipes that are measured, and that never decide."""
