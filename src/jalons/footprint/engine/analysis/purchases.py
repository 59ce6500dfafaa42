"""What was bought in a year: its manufacture whole, beside the years that carry it.

The yearly footprint spreads manufacture over the life of devices; a person who signs orders wants
what one year of orders made. Both stand on the same draws.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.component_manufacturing import LIFETIME
from jalons.footprint.engine.assessment.impacts import assess, assess_fleet
from jalons.footprint.engine.assessment.monte_carlo import Draw, Draws, interval
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import Assessment, LifetimeRule
from jalons.footprint.engine.factors.pack import Pack, Spread, Stage
from jalons.footprint.engine.fleet.holdings import lines_with_reasons, sum_up
from jalons.footprint.engine.fleet.sums import with_own_figures
from jalons.footprint.engine.inventory.hosted import is_hosted
from jalons.footprint.engine.inventory.line import Inventory, Reason
from jalons.kernel import Interval, Unit

MADE = (Stage.MANUFACTURING, Stage.DISTRIBUTION)
# Bought all the same: not in use yet, or no longer.
OURS = (Reason.IN_STOCK, Reason.STATUS_LEFT_OUT, Reason.RETIRED, Reason.MISSING)
UNIT = Unit.parse("kg CO2 eq")


@dataclass(frozen=True, slots=True)
class BoughtKind:
    """Devices of a kind bought new in a year: how many, and their manufacture in kg CO2 eq."""

    device: str
    quantity: float
    made: Interval


@dataclass(frozen=True, slots=True)
class Purchases:
    """What an inventory says of the purchases of a ``year``, in kg CO2 eq.

    ``made``: manufacture and transport of what was bought new, whole, null when nothing was.
    ``spread``: what one year of their expected life carries of it. ``carried``: what the footprint
    of the inventory carries of the manufacture of all its devices. ``second_hand`` devices were
    made for somebody else, ``unassessed`` have no factor, ``undated`` no day of purchase.
    ``by_year``: the devices dated of each year, as the inventory still has them.
    """

    year: int
    kinds: tuple[BoughtKind, ...]
    made: Interval | None
    spread: Interval | None
    carried: Interval
    second_hand: float
    unassessed: float
    undated: float
    devices: float
    by_year: dict[int, float]

    @property
    def bought(self) -> float:
        """The devices bought new that are assessed."""
        return sum(each.quantity for each in self.kinds)


def purchases(
    inventory: Inventory, assessment: Assessment, year: int, *, pack: Pack, options: Options
) -> Purchases:
    """The purchases of a year after the dates of an inventory, and its ``assessment``."""
    ours = _ours(inventory, pack)
    of_year = ours.filter(pl.col("purchased").dt.year() == year)
    second_hand = of_year.filter(pl.col("years_before").fill_null(0) > 0)
    new = of_year.filter(pl.col("years_before").fill_null(0) <= 0)
    known = new.filter(pl.col("device").is_in([n for n in pack.devices if pack.assesses(n)]))
    whole = _whole(known, inventory, pack, options)
    rates = {name: _rate(name, known, assessment, pack) for name in whole}
    quantities = {
        name: float(known.filter(pl.col("device") == name)["quantity"].sum()) for name in whole
    }
    kinds = [BoughtKind(name, quantities[name], interval(draw)) for name, draw in whole.items()]
    dated = ours.filter(pl.col("purchased").is_not_null())
    counts = dated.group_by(pl.col("purchased").dt.year().alias("year")).agg(
        pl.col("quantity").sum()
    )
    return Purchases(
        year=year,
        kinds=tuple(sorted(kinds, key=lambda each: -each.made.mid)),
        made=_summed(whole),
        spread=_summed({name: draw * rates[name] for name, draw in whole.items()}),
        carried=_carried(inventory, assessment, pack, options),
        second_hand=float(second_hand["quantity"].sum()),
        unassessed=float(new["quantity"].sum()) - sum(quantities.values()),
        undated=float(ours["quantity"].sum()) - float(dated["quantity"].sum()),
        devices=float(ours["quantity"].sum()),
        by_year=dict(sorted(counts.iter_rows())),
    )


def _ours(inventory: Inventory, pack: Pack) -> pl.DataFrame:
    """The lines of devices that were bought, in use, in stock or gone since."""
    lines = lines_with_reasons(inventory, pack).filter(~is_hosted())
    kinds = [name for name, kind in pack.devices.items() if kind.is_device and not kind.consumed]
    reasons = [each.value for each in (*OURS, Reason.NO_FACTOR)]
    quantity = pl.col("quantity")
    return lines.filter(
        pl.col("device").is_in(kinds)
        & (pl.col("reason").is_null() | pl.col("reason").is_in(reasons))
        & (quantity.is_finite() & (quantity > 0)).fill_null(value=False)
    )


def _whole(
    lines: pl.DataFrame, inventory: Inventory, pack: Pack, options: Options
) -> dict[str, Draw]:
    """The manufacture of each kind as draws: all of it in one year, as if devices lived one."""
    if lines.is_empty():
        return {}
    none = {name: pl.lit(None).alias(name) for name in ("years_before", "years_after", "reason")}
    days = [pl.lit(None, dtype=pl.Date).alias(name) for name in ("purchased", "retired")]
    one_year = lines.with_columns(pl.lit(1.0).alias("lifetime"), *none.values(), *days)
    found = assess(replace(inventory, lines=one_year), pack=pack, options=options)
    whole: dict[str, Draw] = {}
    for (device, criterion, stage), draw in found.draws.items():
        if criterion == CLIMATE and stage in MADE:
            whole[device] = whole.get(device, np.zeros_like(draw)) + draw
    return whole


def _rate(device: str, lines: pl.DataFrame, assessment: Assessment, pack: Pack) -> Draw:
    """The part of the manufacture of a kind that one year of its life carries, as draws.

    The life is the one its owner states, else that expected of the kind in the assessment, and the
    years it will serve after us.
    """
    known = assessment.lifetimes.get(device) or pack.lifetimes[device]
    fixed = assessment.lifetime is LifetimeRule.FIXED
    spread = Spread.exact(known.spread.value) if fixed else known.spread
    draws = Draws(assessment.seed, assessment.draws_count, pack.common_error.share)
    life = draws.of(f"{device}/lifetime", spread, LIFETIME)
    mine = with_own_figures(lines.filter(pl.col("device") == device))
    lives = mine.group_by("stated_life", "extra").agg(pl.col("quantity").sum()).sort("extra")
    rate = np.zeros(assessment.draws_count)
    for stated, extra, quantity in lives.iter_rows():
        rate += quantity / ((life if stated is None else stated) + extra)
    return rate / float(mine["quantity"].sum())


def _summed(draws: dict[str, Draw]) -> Interval | None:
    return interval(np.sum(list(draws.values()), axis=0)) if draws else None


def _carried(
    inventory: Inventory, assessment: Assessment, pack: Pack, options: Options
) -> Interval:
    """What one year carries of the manufacture of all the devices that are the authority's own."""
    own = inventory.lines.filter(~is_hosted())
    if own.height < inventory.lines.height:
        on = inventory.extracted_on or options.on
        fleet = sum_up(replace(inventory, lines=own), pack, on=on)
        if not fleet.holdings:
            return Interval.exact(0.0)
        assessment = assess_fleet(fleet, pack=pack, options=options)
    total = np.zeros(assessment.draws_count)
    for (device, criterion, stage), draw in assessment.draws.items():
        if criterion == CLIMATE and stage in MADE and pack.devices[device].is_device:
            total = total + draw
    return interval(total)
