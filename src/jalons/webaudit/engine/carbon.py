"""The greenhouse gases of a page view by the Sustainable Web Design Model, version 4.

A proxy that follows transferred bytes. It is not comparable to the EcoIndex proxy, which follows
the score: the two are shown side by side and never averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Source
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.tables import source_of, table

BYTES_PER_GB = 1e9


@dataclass(frozen=True, slots=True)
class Grid:
    """The intensities of an estimate, in g CO2 eq/kWh: of use, and of making the equipment."""

    use: float
    making: float


def world_grid() -> Grid:
    """The world average for use and for making."""
    world = table("carbon")["world_intensity"]
    return Grid(use=world, making=world)


def french_grid() -> Grid:
    """French electricity for use; the world average for making, as the model keeps it."""
    data = table("carbon")
    return Grid(use=data["french_intensity"], making=data["world_intensity"])


def page_view_g(transferred_bytes: float, grid: Grid | None = None) -> float:
    """Greenhouse gases of one page view, in g CO2 eq, from transferred bytes (world grid if none).

    Raises ``WebAuditError`` (``measure_negative``). Source: ``carbon_source()``.

    >>> round(page_view_g(1_000_000), 4)
    0.1482
    """
    if transferred_bytes < 0:
        raise WebAuditError("measure_negative", measure="bytes", value=transferred_bytes)
    data = table("carbon")
    grid = grid or world_grid()
    gigabytes = transferred_bytes / BYTES_PER_GB
    use = sum(data["operational"].values()) * grid.use
    making = sum(data["embodied"].values()) * grid.making
    return gigabytes * float(use + making)


def carbon_method() -> str:
    """The version of the model, to be shown beside its figures."""
    return str(table("carbon")["version"])


def carbon_source() -> Source:
    """Where the model and its constants come from."""
    return source_of(table("carbon")["source"])
