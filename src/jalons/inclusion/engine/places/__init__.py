"""Mediation places: the national schema, its checks, quality, likely duplicates."""

from jalons.inclusion.engine.places.checks import Finding, Report, check
from jalons.inclusion.engine.places.schema import Place

__all__ = ["Finding", "Place", "Report", "check"]
