"""The footprint broken down by kind of device, place, stage, tier or criterion.

Every part is the sum, on the draws, of what some devices of each kind weigh; it opens into these
kinds, which open into their factors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from jalons.footprint.engine.assessment.impacts import yearly
from jalons.footprint.engine.assessment.monte_carlo import interval
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import LIFE, Pack, Stage
from jalons.kernel import Interval, Unit


class Dimension(StrEnum):
    """What the footprint may be shared out by."""

    DEVICE = "device"
    ENTITY = "entity"
    SITE = "site"
    COUNTRY = "country"
    STAGE = "stage"
    TIER = "tier"
    CRITERION = "criterion"


PLACES = frozenset({Dimension.ENTITY, Dimension.SITE, Dimension.COUNTRY})  # columns of the lines


class Coverage(StrEnum):
    """The part of the devices a figure covers: unknown is not zero."""

    WHOLE = "whole"
    SOME = "some"  # some devices only
    USE_ONLY = "use_only"
    MADE_ONLY = "made_only"
    ELSEWHERE = "elsewhere"  # rightly counted in another stage
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class Share:
    """The impact of some devices for a criterion at a stage, in ``unit`` (per year).

    ``key`` is the kind, place (empty: the inventory names none), stage, tier or criterion;
    ``bearers`` how many of each kind it bears, in the unit of the kind; ``quantity`` how many
    devices. ``value`` is null when nothing is assessed; ``assessed`` the share (0 to 1) of its
    devices the value speaks for, of its kinds when none of them is a device.
    """

    key: str
    criterion: str
    stage: Stage
    unit: Unit
    bearers: Mapping[str, float]
    quantity: float
    value: Interval | None
    assessed: float
    standing: Coverage


def break_down(
    assessment: Assessment,
    dimension: Dimension,
    criterion: str,
    *,
    pack: Pack,
    lines: pl.DataFrame | None = None,
) -> tuple[Share, ...]:
    """The yearly impact of each part, in the unit of its criterion, the heaviest first.

    ``lines`` are the counted ones, needed for places. There, each device of a kind bears an equal
    part of the impact of its kind, on every draw, so the parts add up to the total; what makes one
    device of a kind differ from another (its age, its own consumption, its country's electricity)
    is not shared out. Stages come in their order, criteria in that of the pack: each has its unit,
    they do not add up.
    """
    book = _Book.of(assessment, pack)
    everything = book.quantities
    if dimension is Dimension.STAGE:
        return tuple(book.share(at.value, criterion, at, everything) for at in LIFE)
    if dimension is Dimension.CRITERION:
        return tuple(book.share(name, name, Stage.TOTAL, everything) for name in pack.criteria)
    # What states no country stands at home, as its electricity was counted.
    unstated = assessment.home if dimension is Dimension.COUNTRY else ""
    groups = _groups(dimension, everything, pack, lines, unstated)
    shares = [book.share(key, criterion, Stage.TOTAL, members) for key, members in groups.items()]
    return tuple(sorted(shares, key=lambda each: -each.value.mid if each.value else np.inf))


def whole(assessment: Assessment, criterion: str, *, pack: Pack) -> Share:
    """The total of the fleet for a criterion, as a share that can be broken down too."""
    book = _Book.of(assessment, pack)
    return book.share("", criterion, Stage.TOTAL, book.quantities)


def joined(assessment: Assessment, parts: Sequence[Share], *, pack: Pack) -> Share:
    """Several parts of one axis as one: their devices together, on the same draws."""
    bearers: dict[str, float] = {}
    for part in parts:
        for device, quantity in part.bearers.items():
            bearers[device] = bearers.get(device, 0.0) + quantity
    first = parts[0]
    return _Book.of(assessment, pack).share(first.key, first.criterion, first.stage, bearers)


def opened(assessment: Assessment, share: Share, *, pack: Pack) -> tuple[Share, ...]:
    """The kinds of device whose sum a share is, the heaviest first."""
    book = _Book.of(assessment, pack)
    kinds = [
        book.share(device, share.criterion, share.stage, {device: quantity})
        for device, quantity in share.bearers.items()
    ]
    return tuple(sorted(kinds, key=lambda each: -each.value.mid if each.value else np.inf))


def _groups(
    dimension: Dimension,
    everything: Mapping[str, float],
    pack: Pack,
    lines: pl.DataFrame | None,
    unstated: str,
) -> dict[str, dict[str, float]]:
    """The number of devices of each kind in each part, ``unstated`` for an unknown place."""
    groups: dict[str, dict[str, float]] = {}
    if dimension not in PLACES or lines is None:
        for device, quantity in everything.items():
            kind = pack.devices.get(device)
            tier = kind.tier if kind else ""
            key = tier if dimension is Dimension.TIER else device
            groups.setdefault(key, {})[device] = quantity
        return groups
    placed_devices = (
        lines.group_by(pl.col(dimension.value).fill_null(unstated).alias("place"), "device")
        .agg(pl.col("quantity").sum())
        .sort("place", "device")
    )
    for place, device, quantity in placed_devices.iter_rows():
        if device in everything:
            groups.setdefault(place, {})[device] = quantity
    placed = set(placed_devices["device"])
    for device in everything.keys() - placed:
        groups.setdefault(unstated, {})[device] = everything[device]
    return groups


@dataclass(frozen=True, slots=True)
class _Book:
    """An assessment with the indexes needed to break it down."""

    assessment: Assessment
    pack: Pack
    quantities: Mapping[str, float]
    known: Mapping[tuple[str, str], Mapping[Stage, float]]

    @classmethod
    def of(cls, assessment: Assessment, pack: Pack) -> _Book:
        return cls(
            assessment,
            pack,
            {device.device: device.quantity for device in assessment.devices},
            {(device.device, device.criterion): device.assessed for device in assessment.devices},
        )

    def share(self, key: str, criterion: str, stage: Stage, bearers: Mapping[str, float]) -> Share:
        draws = [
            self.assessment.draws[device, criterion, stage] * (count / self.quantities[device])
            for device, count in bearers.items()
            if (device, criterion, stage) in self.assessment.draws
        ]
        value = interval(np.sum(draws, axis=0)) if draws else None
        devices = {name: n for name, n in bearers.items() if self._is_device(name)}
        assessed = self._assessed(criterion, stage, bearers)
        return Share(
            key=key,
            criterion=criterion,
            stage=stage,
            unit=yearly(self.pack, criterion),
            bearers=dict(bearers),
            quantity=sum(devices.values()),
            value=value,
            assessed=assessed,
            standing=self._standing(criterion, stage, bearers, value, assessed),
        )

    def _is_device(self, name: str) -> bool:
        kind = self.pack.devices.get(name)
        return kind is not None and kind.is_device

    def _assessed(self, criterion: str, stage: Stage, bearers: Mapping[str, float]) -> float:
        weights = {name: n for name, n in bearers.items() if self._is_device(name)}
        weights = weights or dict.fromkeys(bearers, 1.0)
        total = sum(weights.values())
        known = sum(
            n * self.known.get((name, criterion), {}).get(stage, 0.0) for name, n in weights.items()
        )
        return min(1.0, known / total) if total else 0.0

    def _standing(
        self,
        criterion: str,
        stage: Stage,
        bearers: Mapping[str, float],
        value: Interval | None,
        assessed: float,
    ) -> Coverage:
        if value is None:
            return Coverage.ELSEWHERE if assessed > 1 - 1e-9 else Coverage.NOT_ASSESSED
        if assessed > 1 - 1e-9:
            return Coverage.WHOLE
        if stage is Stage.TOTAL and not self._assessed(criterion, Stage.MANUFACTURING, bearers):
            return Coverage.USE_ONLY
        if stage is Stage.TOTAL and not self._assessed(criterion, Stage.USE, bearers):
            return Coverage.MADE_ONLY
        return Coverage.SOME
