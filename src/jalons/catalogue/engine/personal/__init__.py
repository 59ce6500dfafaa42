"""Columns that look personal, and groups of people small enough to be recognised."""
