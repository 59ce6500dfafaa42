"""Jalons, the open platform of responsible digital territories."""

__version__ = "0.1.0"
