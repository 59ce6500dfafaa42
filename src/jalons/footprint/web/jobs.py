"""Declares the jobs of this room to the worker."""

from jalons.footprint.web.intake import actions as intake
from jalons.footprint.web.inventories import computation
from jalons.footprint.web.own_factors import actions as own_factors
from jalons.footprint.web.pairs import actions as pairs

__all__ = ["computation", "intake", "own_factors", "pairs"]
