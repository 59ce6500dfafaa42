"""Where the kinds of job of this room are declared, for the worker that runs them."""

from jalons.footprint.web.intake import actions as intake
from jalons.footprint.web.inventories import computation
from jalons.footprint.web.own_factors import actions as own_factors

__all__ = ["computation", "intake", "own_factors"]
