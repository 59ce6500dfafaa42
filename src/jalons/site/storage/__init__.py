"""Databases, the data folder, the version of the tables."""
