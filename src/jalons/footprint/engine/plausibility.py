"""Whether a fleet looks like an authority’s: what is far from one is doubted before the result."""

from __future__ import annotations

from collections.abc import Iterable

from jalons.footprint.engine.fleet import Fleet
from jalons.footprint.engine.inventory import Notice
from jalons.kernel.tables import package_table

# What a person should look at before using a result: a file misread changes its order of magnitude.
WARNINGS = frozenset({"many_devices_per_staff", "few_computers_per_staff", "line_dominates"})


def implausible(fleet: Fleet, staff: int | None) -> list[Notice]:
    """What is doubted of the number of devices for ``staff`` members of staff; nothing without it.

    The bounds are in ``data/plausibility.toml``.
    """
    if not staff:
        return []
    bounds = package_table("jalons.footprint", "plausibility")
    computers = bounds["computers_per_staff"]
    every = fleet.quantity / staff
    held = sum(each.quantity for each in fleet.holdings if each.device in computers["kinds"])
    params = {"staff": staff, "devices": every, "computers": held / staff}
    if every > bounds["devices_per_staff"]["most"] or held / staff > computers["most"]:
        return [Notice("many_devices_per_staff", params=params)]
    if held / staff < computers["least"]:
        return [Notice("few_computers_per_staff", params=params)]
    return []


def warnings_first(notices: Iterable[Notice]) -> tuple[tuple[Notice, ...], tuple[Notice, ...]]:
    """The notices to read before the result, and the others."""
    found = tuple(notices)
    return (
        tuple(each for each in found if each.code in WARNINGS),
        tuple(each for each in found if each.code not in WARNINGS),
    )
