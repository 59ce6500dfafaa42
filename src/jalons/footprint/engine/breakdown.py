"""The footprint shared out between the places of an inventory: sites, entities, countries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from jalons.footprint.engine.draws import Draw, interval
from jalons.footprint.engine.factors import Stage
from jalons.footprint.engine.results import Assessment
from jalons.kernel import Interval


class Dimension(StrEnum):
    """What the footprint may be shared out by: columns of the inventory's lines."""

    SITE = "site"
    ENTITY = "entity"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Share:
    """The part of one place; ``name`` is empty for the lines that name none."""

    name: str
    quantity: float
    value: Interval


def break_down(
    assessment: Assessment, lines: pl.DataFrame, dimension: Dimension, criterion: str
) -> tuple[Share, ...]:
    """The yearly impact of each place, in the unit of the criterion, the heaviest first.

    ``lines`` are the counted ones. Each device of a kind bears an equal part of the impact of its
    kind, on every draw, so the parts add up to the total; what makes one device of a kind differ
    from another (its age, its own consumption, its country's electricity) is not shared out.
    """
    held = (
        lines.group_by(pl.col(dimension.value).fill_null("").alias("place"), "device")
        .agg(pl.col("quantity").sum())
        .sort("place", "device")
    )
    of_kind = dict(held.group_by("device").agg(pl.col("quantity").sum()).iter_rows())
    draws: dict[str, Draw] = {}
    quantities: dict[str, float] = {}
    for place, device, quantity in held.iter_rows():
        quantities[place] = quantities.get(place, 0.0) + quantity
        kind = assessment.draws.get((device, criterion, Stage.TOTAL))
        if kind is not None:
            part = kind * (quantity / of_kind[device])
            draws[place] = draws.get(place, np.zeros_like(kind)) + part
    shares = [Share(place, quantities[place], interval(draw)) for place, draw in draws.items()]
    return tuple(sorted(shares, key=lambda each: -each.value.mid))
