"""Mediation places in the national schema: checks, quality, likely duplicates."""
