"""Sheets that are not one row per device: crosstabs, years, desks."""
