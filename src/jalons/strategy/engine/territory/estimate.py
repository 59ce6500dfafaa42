"""Allocates national figures to a territory, with intervals; local figures replace them.

Formula and worked example: ``docs/reference/territory.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jalons.kernel import Interval
from jalons.strategy.engine.territory.known import Known, KnownName
from jalons.strategy.engine.territory.national import Key, National, NationalFigure


@dataclass(frozen=True, slots=True)
class Counted:
    """A key counted the same way here and in France."""

    here: float
    france: float

    @property
    def share(self) -> float:
        """The share (0 to 1) of France that is here."""
        return self.here / self.france


@dataclass(frozen=True, slots=True)
class EstimatedPart:
    """A part of the footprint: its value, and what it rests on.

    ``local`` is the figure that replaces the average; ``missing`` are the keys not known here.
    """

    figure: NationalFigure
    value: Interval
    missing: tuple[Key, ...] = ()
    local: Known | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The estimated footprint of a territory: ``total`` in t CO2 eq a year, ``per_resident`` in kg.

    ``boxes`` (MWh a year) is not added: networks count it already. ``whole`` is a local figure of
    the total, which the parts then no longer add up to.
    """

    national: National
    residents: float | None
    parts: tuple[EstimatedPart, ...]
    boxes: EstimatedPart | None
    total: Interval
    whole: Known | None = None

    @property
    def per_resident(self) -> Interval | None:
        """Kilograms of CO2 eq per resident and year; None without residents."""
        return self.total.scaled(1000 / self.residents) if self.residents else None

    @property
    def local(self) -> tuple[Known, ...]:
        """The local figures that replace an average in the total."""
        if self.whole:
            return (self.whole,)
        return tuple(part.local for part in self.parts if part.local)

    @property
    def missing(self) -> tuple[Key, ...]:
        """The keys that are not known here, and would narrow the interval."""
        averages = [part for part in self.parts if part.local is None]
        return tuple(key for key in Key if any(key in each.missing for each in averages))


def estimate(
    national: National,
    kind: str,
    residents: Counted | None,
    known: Mapping[KnownName, Known],
) -> Estimate | None:
    """The footprint of a territory of ``kind``; None when nothing allows to estimate it.

    Residents allocate the central value. The bounds are those of the national figure times the
    smallest and the largest share of its keys, known here or bounded by their spread in France.
    """
    whole = known.get(KnownName.TOTAL)
    if residents is None or not residents.here:
        if whole is None:
            return None
        return Estimate(national, None, (), None, whole.value, whole)
    keys = {Key.RESIDENTS: residents, **_keys(known)}
    parts = tuple(_part(part, national, kind, keys, known) for part in national.parts)
    total = whole.value if whole else add(part.value for part in parts)
    boxes = _part(national.boxes, national, kind, keys, known)
    return Estimate(national, residents.here, parts, boxes, total, whole)


def add(values: Iterable[Interval]) -> Interval:
    """The sum of intervals, bounds with bounds: their errors may go the same way."""
    low = mid = high = 0.0
    for value in values:
        low, mid, high = low + value.low, mid + value.mid, high + value.high
    return Interval(low, mid, high)


def _keys(known: Mapping[KnownName, Known]) -> dict[Key, Counted]:
    """The keys known here and in France; a count with gaps is no key."""
    found = {}
    for key in (Key.HOUSEHOLDS, Key.FIRMS):
        each = known.get(KnownName(key.value))
        if each and each.france and each.whole:
            found[key] = Counted(each.value.mid, each.france)
    return found


def _part(
    figure: NationalFigure,
    national: National,
    kind: str,
    keys: Mapping[Key, Counted],
    known: Mapping[KnownName, Known],
) -> EstimatedPart:
    local = known.get(KnownName(figure.id))
    if local:
        return EstimatedPart(figure, local.value, local=local)
    share = allocation(figure, national, kind, keys)
    nation = figure.range
    value = Interval(nation.low * share.low, nation.mid * share.mid, nation.high * share.high)
    return EstimatedPart(figure, value, tuple(key for key in figure.keys if key not in keys))


def allocation(
    figure: NationalFigure, national: National, kind: str, keys: Mapping[Key, Counted]
) -> Interval:
    """The share (0 to 1) of a national figure that falls to a territory, with its bounds."""
    residents = keys[Key.RESIDENTS].share
    central = keys.get(figure.central, keys[Key.RESIDENTS]).share
    bounds = [residents, central]
    for key in figure.keys:
        if key in keys:
            bounds.append(keys[key].share)
        else:
            bounds += [residents * factor for factor in national.spread(kind, key)]
    return Interval(min(bounds), central, max(bounds))
