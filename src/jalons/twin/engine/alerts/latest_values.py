"""The latest values of one attribute of an entity, as a rule evaluates them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.instants import micros
from jalons.broker.engine.problems import Problem

TOLERANCE = 10 * 60 * 1_000_000
"""How far in the future, in microseconds, the clock of a device is still trusted."""


@dataclass(frozen=True, slots=True)
class InstanceValue:
    """The latest value of one instance of an attribute.

    ``value`` is None when it is not a finite number; ``at`` is the instant of observation, None
    when there is none; ``received`` is when the broker last stored it.
    """

    dataset: str | None
    value: float | None
    unit: str
    at: int | None
    received: int

    def heard(self, now: int) -> int:
        """When the instance was last updated, in microseconds, never after ``now``.

        A device whose clock is ahead is dated by the reception: otherwise it could be silent for
        years without anybody noticing.
        """
        trusted = self.at is not None and self.at <= now + TOLERANCE
        return min(self.at if trusted and self.at is not None else self.received, now)


@dataclass(frozen=True, slots=True)
class WatchedEntity:
    """An entity as a rule reads it: when it was created, and its latest values."""

    entity: str
    created: int
    latest: tuple[InstanceValue, ...] = ()


def number(value: Any) -> float | None:
    """The value as a finite number; None for anything else, numbers written as text included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def watched(doc: Doc, attribute: str) -> WatchedEntity:
    """An entity document reduced to the values of ``attribute``.

    An empty ``attribute`` takes every attribute that has an instant of observation.
    """
    if attribute:
        instances: Iterable[Instance] = doc["attrs"].get(attribute, ())
    else:
        every = (each for stored in doc["attrs"].values() for each in stored)
        instances = (each for each in every if "observedAt" in each)
    latest = tuple(_latest(instance) for instance in instances)
    return WatchedEntity(str(doc["id"]), _instant(doc.get("createdAt")) or 0, latest)


def _latest(instance: Instance) -> InstanceValue:
    at = _instant(instance.get("observedAt"))
    return InstanceValue(
        dataset=instance.get("datasetId"),
        value=number(instance.get("value")) if instance["type"] == "Property" else None,
        unit=str(instance.get("unitCode") or ""),
        at=at,
        received=_instant(instance.get("modifiedAt")) or at or 0,
    )


def _instant(text: Any) -> int | None:
    try:
        return micros(text) if isinstance(text, str) else None
    except Problem:
        return None
