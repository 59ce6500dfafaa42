"""Where the positions of a file are, and whether its axes are in the usual order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jalons.catalogue.engine.statistics.values import Box, GeometryStatistics, union

_DEEPEST = 32  # lists within lists
_KINDS = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
          "GeometryCollection")  # fmt: skip


def positions(found: Any, depth: int = 0) -> Iterator[tuple[float, float]]:
    """The positions of a GeoJSON geometry, in the order of its file; what is none is passed over.

    >>> list(positions({"type": "LineString", "coordinates": [[-1.2, 48.1], [-1.1, 48.2, 60]]}))
    [(-1.2, 48.1), (-1.1, 48.2)]
    """
    if isinstance(found, Mapping):
        found = found.get("geometries") or found.get("coordinates")
    if not isinstance(found, list) or not found or depth > _DEEPEST:
        return
    if isinstance(found[0], Mapping | list):
        for part in found:
            yield from positions(part, depth + 1)
        return
    try:
        x, y = float(found[0]), float(found[1])
    except (TypeError, ValueError, IndexError):
        return
    if abs(x) < 1e12 and abs(y) < 1e12:  # neither infinite nor "not a number"
        yield x, y


def kind_of(geometry: Mapping[str, Any]) -> str:
    """The kind of a geometry, "?" for none of the standard (RFC 7946, 1.4)."""
    kind = geometry.get("type")
    return kind if isinstance(kind, str) and kind in _KINDS else "?"


class Survey:
    """Counts the geometries of a file one after the other; ``extents`` are boxes of France.

    ``projected``: the file names a reference system that is not in degrees.
    """

    def __init__(self, extents: Sequence[Box], *, projected: bool = False) -> None:
        self.extents, self.projected = extents, projected
        self.kinds: Counter[str] = Counter()
        self.without = self.usual = self.swapped = self.far = 0
        self.box: Box | None = None

    def add(self, geometry: Any) -> tuple[float, float] | None:
        """Count a geometry; the middle of its bounds, None when it has no position."""
        box = union((x, y, x, y) for x, y in positions(geometry))
        if box is None:
            self.without += 1
            return None
        self.kinds[kind_of(geometry)] += 1
        self.box = union([self.box, box])
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        self.far += abs(x) > 180 or abs(y) > 90
        self.usual += self._in_france(x, y)
        self.swapped += self._in_france(y, x)
        return x, y

    def _in_france(self, lon: float, lat: float) -> bool:
        return any(w <= lon <= e and s <= lat <= n for w, s, e, n in self.extents)

    def statistics(self) -> GeometryStatistics:
        """What was counted."""
        count, axes = self.kinds.total(), ""
        if 2 * self.swapped > count > 2 * self.usual:
            axes = "swapped"
        elif self.projected or 2 * self.far > count:
            axes = "projected"
        return GeometryStatistics(dict(self.kinds), self.without, self.box, axes)
