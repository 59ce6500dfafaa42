"""The greenhouse gases of a page view by the Sustainable Web Design Model, version 4.

A proxy that follows transferred bytes. It is not comparable to the EcoIndex proxy, which follows
the score: the two are shown side by side and never averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Source
from jalons.webaudit.engine.errors import WebAuditError

BYTES_PER_GB = 1e9


@dataclass(frozen=True, slots=True)
class CarbonModel:
    """Electricity per transferred gigabyte, in kWh/GB, and grid intensities, in g CO2 eq/kWh.

    Use and manufacture of data centres, networks and devices are summed. Manufacture has the world
    intensity whatever the grid of the visitor: devices are made everywhere.
    """

    version: str
    use_kwh_per_gb: float
    manufacturing_kwh_per_gb: float
    world_g_per_kwh: float
    french_g_per_kwh: float
    source: Source


def page_view_g(
    model: CarbonModel, transferred_bytes: float, *, grid_g_per_kwh: float | None = None
) -> float:
    """Greenhouse gases of one page view, in g CO2 eq, from transferred bytes.

    ``grid_g_per_kwh`` is the grid of use, the world average if None.
    Raises ``WebAuditError`` (``measure_negative``). Source: ``model.source``.
    """
    if transferred_bytes < 0:
        raise WebAuditError("measure_negative", measure="bytes", value=transferred_bytes)
    grid = model.world_g_per_kwh if grid_g_per_kwh is None else grid_g_per_kwh
    use = model.use_kwh_per_gb * grid
    manufacturing = model.manufacturing_kwh_per_gb * model.world_g_per_kwh
    return transferred_bytes / BYTES_PER_GB * (use + manufacturing)
