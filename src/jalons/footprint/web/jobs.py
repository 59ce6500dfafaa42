"""Where the kinds of job of this room are declared, for the worker that runs them."""

from jalons.footprint.web.factors import actions as factors
from jalons.footprint.web.inventories import actions as inventories

__all__ = ["factors", "inventories"]
