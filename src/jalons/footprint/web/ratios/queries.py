"""The ratios of an inventory, and what they may be compared with."""

from __future__ import annotations

from datetime import date

import polars as pl

from jalons.footprint.engine.analysis.breakdown import Dimension
from jalons.footprint.engine.analysis.ratios import (
    AXES,
    Headcount,
    Population,
    Ratio,
    nearest,
    places_without,
    ratios,
)
from jalons.footprint.engine.fleet.holdings import lines_with_reasons
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.inventories.perimeters import perimeter_of
from jalons.footprint.web.ratios.models import StoredHeadcount
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living


def headcounts_of(authority: Authority, on: date) -> tuple[Headcount, ...]:
    """The people of an authority, counted as near to a day as it knows.

    The staff of its sheet, undated, stands in only when no count says the whole staff.
    """
    found = [_headcount(each) for each in living(StoredHeadcount, authority)]
    if authority.staff:
        found.append(Headcount(Population.STAFF, authority.staff))
    return nearest(found, on)


def _headcount(stored: StoredHeadcount) -> Headcount:
    return Headcount(
        Population(stored.population),
        stored.people,
        Dimension(stored.axis) if stored.axis else None,
        stored.names,
        stored.counted_on,
        stored.origin,
    )


def ratios_of(assessed: AssessedInventory) -> tuple[Ratio, ...]:
    """The climate ratios of an inventory, the whole authority first, then the heaviest."""
    perimeter = perimeter_of(assessed.inventory)
    found = ratios(
        queries.assessment_of(assessed),
        headcounts_of(assessed.authority, assessed.extracted_on),
        pack=queries.pack_of(assessed),
        inventory=queries.lines_of(assessed),
        fleet="|".join((perimeter.counted, *perimeter.included)),
    )
    return tuple(sorted(found, key=_order))


def _order(ratio: Ratio) -> tuple[bool, float]:
    return ratio.headcount.axis is not None, -(ratio.value.mid if ratio.value else 0.0)


def year_before(assessed: AssessedInventory, ratio: Ratio) -> tuple[date, Ratio] | None:
    """The same ratio in the latest inventory of an earlier year, and its day, when it has one."""
    before = queries.year_before(assessed)
    found = ratios_of(before) if before else ()
    same = (each for each in found if each.headcount.among == ratio.headcount.among)
    return next(((before.extracted_on, each) for each in same), None) if before else None


def uncounted_places(assessed: AssessedInventory) -> dict[Dimension, tuple[str, ...]]:
    """The departments and the sites of an inventory where nobody was counted."""
    known = headcounts_of(assessed.authority, assessed.extracted_on)
    lines = lines_with_reasons(queries.lines_of(assessed), queries.pack_of(assessed))
    lines = lines.filter(pl.col("reason").is_null())
    return {axis: places_without(lines, known, axis) for axis in AXES}
