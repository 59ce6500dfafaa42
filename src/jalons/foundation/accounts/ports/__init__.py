"""Contracts of accounts with apps and rooms above it."""
