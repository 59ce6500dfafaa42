"""What an entity says of one attribute now: its instances as readings a rule can judge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from jalons.broker.engine.entities import Doc, Instance
from jalons.broker.engine.instants import micros
from jalons.broker.engine.problems import Problem

TOLERANCE = 10 * 60 * 1_000_000
"""How far in the future, in microseconds, the clock of a device is still believed."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest value of one instance of an attribute.

    ``value`` is None when it is no finite number; ``at`` is the instant of observation it tells,
    None when it tells none; ``received`` is when the broker last took it.
    """

    dataset: str | None
    value: float | None
    unit: str
    at: int | None
    received: int

    def heard(self, now: int) -> int:
        """When it was last heard, never after ``now``.

        A device whose clock is ahead is dated by when the broker took what it said: else it could
        fall silent for years unseen.
        """
        told = self.at if self.at is not None and self.at <= now + TOLERANCE else self.received
        return min(told, now)


@dataclass(frozen=True, slots=True)
class Watched:
    """An entity as a rule sees it: since when it exists, and its latest values."""

    entity: str
    created: int
    latest: tuple[Latest, ...] = ()


def number(value: Any) -> float | None:
    """The finite number a value is, None for anything else, texts that look like one included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if isfinite(found) else None


def watched(doc: Doc, attribute: str) -> Watched:
    """An entity document reduced to what a rule on ``attribute`` judges; empty: every attribute."""
    if attribute:
        instances: Iterable[Instance] = doc["attrs"].get(attribute, ())
    else:
        held = (each for found in doc["attrs"].values() for each in found)
        instances = (each for each in held if "observedAt" in each)
    found = tuple(_latest(each) for each in instances)
    return Watched(str(doc["id"]), _instant(doc.get("createdAt")) or 0, found)


def _latest(instance: Instance) -> Latest:
    at = _instant(instance.get("observedAt"))
    return Latest(
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
