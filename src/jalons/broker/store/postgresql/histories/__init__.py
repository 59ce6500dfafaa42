"""Sums of the history, by hour and by day, in PostgreSQL."""
