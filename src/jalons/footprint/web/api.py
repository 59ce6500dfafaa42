"""The footprint room for machines: inventories, results, scenarios, open factors."""

from jalons.footprint.web.factors import api as factors
from jalons.footprint.web.intake import api as inventories
from jalons.footprint.web.results import api as results
from jalons.footprint.web.scenarios import api as scenarios
from jalons.footprint.web.scopes import endpoints

__all__ = ["endpoints", "factors", "inventories", "results", "scenarios"]
