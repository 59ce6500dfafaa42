"""Footprints broken down, compared, changed by levers."""
