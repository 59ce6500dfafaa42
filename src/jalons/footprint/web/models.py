"""The models of the footprint room."""

from __future__ import annotations

from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.footprint.web.inventories.models import (
    AssessedInventory,
    Combination,
    CombinedSource,
    InventoryFile,
    PossiblePairs,
    StoredCorrection,
)
from jalons.footprint.web.printing.models import StoredPrintCount
from jalons.footprint.web.ratios.models import StoredHeadcount
from jalons.footprint.web.scenarios.models import SavedScenario

__all__ = [
    "AssessedInventory",
    "Combination",
    "CombinedSource",
    "InventoryFile",
    "OwnFactorFile",
    "PossiblePairs",
    "SavedScenario",
    "StoredCorrection",
    "StoredHeadcount",
    "StoredHostedService",
    "StoredPrintCount",
]
