"""Where and when the entities of a type are: the box of their places, the span of their dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.geometry import Box, box
from jalons.broker.engine.instants import micros, written
from jalons.broker.engine.problems import Problem

from .crs import CRS84
from .flat import main, place

MOMENTS = ("dateObserved", "dateObservedFrom", "dateObservedTo")


@dataclass(frozen=True, slots=True)
class CollectionExtent:
    """The box in degrees and the first and last date (µs since 1970); None for what none has."""

    box: Box | None = None
    start: int | None = None
    end: int | None = None

    def document(self) -> dict[str, Any]:
        """The extent as OGC 17-069r4 writes it (clause 7.14.2), without the parts none has."""
        out: dict[str, Any] = {}
        if self.box is not None:
            out["spatial"] = {"bbox": [list(self.box)], "crs": CRS84}
        if self.start is not None and self.end is not None:
            out["temporal"] = {"interval": [[written(self.start), written(self.end)]]}
        return out


def extent(docs: Iterable[Doc]) -> CollectionExtent:
    """The extent of entities as they are shown: what was blurred stays blurred."""
    boxes: Box | None = None
    first: int | None = None
    last: int | None = None
    for doc in docs:
        shape = place(doc)
        if shape is not None:
            boxes = box(shape) if boxes is None else _around(boxes, box(shape))
        for stamp in _dates(doc):
            first = stamp if first is None else min(first, stamp)
            last = stamp if last is None else max(last, stamp)
    return CollectionExtent(boxes, first, last)


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _dates(doc: Doc) -> Iterator[int]:
    """When an entity was observed: what ``datetime`` asks about."""
    for iri, instances in doc["attrs"].items():
        for instance in instances:
            if "observedAt" in instance:
                yield micros(instance["observedAt"])
        if iri.rpartition("/")[2] in MOMENTS and (stamp := _date(main(instances)["value"])):
            yield stamp


def _date(value: Any) -> int | None:
    if isinstance(value, dict):
        value = value.get("@value")
    try:
        return micros(value) if isinstance(value, str) else None
    except Problem:
        return None
