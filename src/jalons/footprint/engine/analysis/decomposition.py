"""Two years on one perimeter: the part of the fleet, the choices, the factors in the difference.

Each cause is put in place in turn, the fleet first, on the same draws; the order is part of the
answer, since causes multiply each other. A method of the past cannot be run again: when it changed,
both years are computed by today's, and this is reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from jalons.footprint.engine.assessment.impacts import draws_of, modeller_of, yearly
from jalons.footprint.engine.assessment.monte_carlo import Draw, interval
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import METHOD
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.engine.fleet.holdings import Fleet, restricted
from jalons.footprint.engine.fleet.homes import located
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.kernel import Interval, Unit

CAUSES = ("fleet", "choices", "factors")


@dataclass(frozen=True, slots=True)
class YearOfFleet:
    """A fleet of a year, with the pack, the options and the method it was assessed with."""

    fleet: Fleet
    pack: Pack
    options: Options
    method: str = METHOD


@dataclass(frozen=True, slots=True)
class OutsidePerimeter:
    """Kinds, statuses and devices of either year outside the common perimeter."""

    devices: tuple[str, ...]
    statuses: tuple[str, ...]
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class CauseShare:
    """The part of a cause (fleet, choices, factors) in the difference, in its unit."""

    cause: str
    difference: Interval


@dataclass(frozen=True, slots=True)
class Decomposition:
    """The difference between two years by cause, in ``unit``.

    The causes sum to the difference draw by draw. ``recomputed``: the method changed and
    both years were computed again by today's.
    """

    criterion: str
    unit: Unit
    before: Interval
    after: Interval
    difference: Interval
    causes: tuple[CauseShare, ...]
    left_out: OutsidePerimeter
    recomputed: bool

    def as_json(self) -> dict[str, Any]:
        """The decomposition as JSON-ready values."""
        return {
            "criterion": self.criterion,
            "unit": self.unit.symbol,
            "before": _triple(self.before),
            "after": _triple(self.after),
            "difference": _triple(self.difference),
            "causes": [{"cause": each.cause, **_triple(each.difference)} for each in self.causes],
            "left_out": {
                "types": list(self.left_out.devices),
                "statuses": list(self.left_out.statuses),
                "before": self.left_out.before,
                "after": self.left_out.after,
            },
            "recomputed": self.recomputed,
        }


def decompose(
    before: YearOfFleet, after: YearOfFleet, *, criterion: str | None = None
) -> Decomposition:
    """The difference between two years on their common perimeter, by cause.

    The perimeter is the kinds of device and the statuses counted in both years. Raises
    ``FootprintError``: ``comparison_unpaired`` when their seeds or numbers of draws differ,
    ``perimeter_empty`` when they share nothing, ``criterion_unknown`` when either pack says nothing
    of the criterion.
    """
    pair = [(each.options.seed, each.options.draws) for each in (before, after)]
    if pair[0] != pair[1]:
        raise FootprintError("comparison_unpaired", before=pair[0], after=pair[1])
    name = criterion or before.pack.known_criteria()[0]
    if not all(name in each.pack.known_criteria() for each in (before, after)):
        raise FootprintError("criterion_unknown", criterion=name)
    old, new, left_out = common_perimeter(before, after)
    stages = [
        _total(old, before.pack, before.options, name),
        _total(new, before.pack, before.options, name),
        _total(new, before.pack, after.options, name),
        _total(new, after.pack, after.options, name),
    ]
    moves = [later - earlier for earlier, later in pairwise(stages)]
    return Decomposition(
        criterion=name,
        unit=yearly(after.pack, name),
        before=interval(stages[0]),
        after=interval(stages[-1]),
        difference=interval(stages[-1] - stages[0]),
        causes=tuple(
            CauseShare(cause, interval(move)) for cause, move in zip(CAUSES, moves, strict=True)
        ),
        left_out=left_out,
        recomputed=before.method != METHOD or after.method != METHOD,
    )


def common_perimeter(
    before: YearOfFleet, after: YearOfFleet
) -> tuple[Fleet, Fleet, OutsidePerimeter]:
    """Both fleets restricted to the kinds and statuses of both years and packs; and the rest.

    Raises ``FootprintError`` (``perimeter_empty``) when nothing is shared.
    """
    fleets = (before.fleet, after.fleet)
    kinds = [{holding.device for holding in fleet.holdings} for fleet in fleets]
    counted = [{status for each in fleet.holdings for status in each.statuses} for fleet in fleets]
    statuses = counted[0] & counted[1]
    packs = (before.pack, after.pack)
    shared = {
        device for device in kinds[0] & kinds[1] if all(pack.assesses(device) for pack in packs)
    }
    old, new = (restricted(fleet, devices=shared, statuses=statuses) for fleet in fleets)
    if not old.holdings or not new.holdings:
        raise FootprintError("perimeter_empty")
    left_out = OutsidePerimeter(
        devices=tuple(sorted((kinds[0] | kinds[1]) - shared)),
        statuses=tuple(sorted((counted[0] | counted[1]) - statuses)),
        before=fleets[0].quantity - old.quantity,
        after=fleets[1].quantity - new.quantity,
    )
    return old, new, left_out


def _total(fleet: Fleet, pack: Pack, options: Options, criterion: str) -> Draw:
    modeller = modeller_of(pack, options)
    home = located(fleet, options.home_country)
    terms = {criterion: [modeller.terms(holding, criterion) for holding in home.holdings]}
    draws = draws_of(terms)
    totals = [draw for (_, _, stage), draw in draws.items() if stage is Stage.TOTAL]
    return np.sum(totals, axis=0) if totals else np.zeros(options.draws)


def _triple(value: Interval) -> dict[str, float]:
    return {"p5": value.low, "p50": value.mid, "p95": value.high}
