"""Offers and needs that meet: the right kind, good enough, in time, the nearest first."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

EARTH_KM = 6371.0088  # mean radius, IUGG


class Position(NamedTuple):
    """Degrees, WGS 84."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Supply:
    """Devices offered. ``year``: when the oldest was bought; None for what is not known."""

    key: str
    kind: str
    quantity: int
    until: date
    year: int | None = None
    works: bool | None = None
    place: Position | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """Devices needed. ``since``: bought in that year at the earliest, None when any age will do."""

    key: str
    kind: str
    quantity: int
    until: date
    since: int | None = None
    must_work: bool = True
    place: Position | None = None


class Pairing(NamedTuple):
    """Devices of an offer for a need; ``km`` as the crow flies, None when a place is not known.

    ``doubts`` names what the offer does not say and the need wants: ``year``, ``works``.
    """

    offer: str
    need: str
    quantity: int
    km: float | None
    doubts: tuple[str, ...]


def kilometres(one: Position | None, other: Position | None) -> float | None:
    """The great-circle distance in km; None when a place is not known."""
    if one is None or other is None:
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    inner = math.sin((lat2 - lat1) / 2) ** 2
    inner += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(inner)))


def matched(offers: Iterable[Supply], needs: Iterable[Demand], on: date) -> tuple[Pairing, ...]:
    """Who could serve whom on a day, without promising a device twice.

    Pairs without doubt first, then the nearest, then what ends first, then by key: the same values
    give the same pairs. An offer is split between needs, a need served by several offers.
    """
    found = []
    for offer in offers:
        for need in needs:
            doubts = _doubts(offer, need, on)
            if doubts is not None:
                km = kilometres(offer.place, need.place)
                far = math.inf if km is None else km
                last = min(offer.until, need.until)
                found.append((len(doubts), far, last, offer.key, need.key, offer, need, doubts))
    left: dict[tuple[str, str], int] = {}
    pairs = []
    for _rank, far, _last, _offer, _need, offer, need, doubts in sorted(found, key=lambda x: x[:5]):
        ends = (("offer", offer.key, offer.quantity), ("need", need.key, need.quantity))
        quantity = min(left.setdefault((side, key), count) for side, key, count in ends)
        if quantity > 0:
            km = None if math.isinf(far) else far
            pairs.append(Pairing(offer.key, need.key, quantity, km, doubts))
            for side, key, _count in ends:
                left[side, key] -= quantity
    return tuple(pairs)


def _doubts(offer: Supply, need: Demand, on: date) -> tuple[str, ...] | None:
    """What is not known of a pair; None when it does not fit."""
    if offer.kind != need.kind or min(offer.until, need.until) < on:
        return None
    if need.must_work and offer.works is False:
        return None
    if need.since is not None and offer.year is not None and offer.year < need.since:
        return None
    doubts = (("year", need.since is not None and offer.year is None),
              ("works", need.must_work and offer.works is None))  # fmt: skip
    return tuple(name for name, is_open in doubts if is_open)
