"""Ecodesign, assessed by the authority itself."""
