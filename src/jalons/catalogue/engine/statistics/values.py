"""The statistics of a file: its tables, their columns, their geometries; no heavy library."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

LEAST_COUNT = 5  # a value that fewer rows have is not shown: it may point at somebody
type Box = tuple[float, float, float, float]  # west, south, east, north


class ColumnType(StrEnum):
    """What the cells of a column are; ``CODE`` is made of digits and is no number."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOLEAN = "boolean"
    CODE = "code"
    TEXT = "text"
    EMPTY = "empty"


class ColumnStatistics(msgspec.Struct, frozen=True):
    """A column of a table. Counts are in rows, lengths in characters.

    ``others`` are filled cells that are not of its kind; ``least`` and ``most`` bound numbers and
    ISO days; ``frequent`` has values with their rows; ``histogram`` counts the rows of ten equal
    classes. A ``personal`` column looks like one about persons: none of its values is here.
    """

    name: str
    kind: ColumnType
    rows: int
    empty: int
    distinct: int
    others: int = 0
    least: str = ""
    most: str = ""
    mean: float | None = None
    median: float | None = None
    shortest: int = 0
    longest: int = 0
    frequent: tuple[tuple[str, int], ...] = ()
    histogram: tuple[int, ...] = ()
    personal: bool = False
    approximate: bool = False  # too many values: ``distinct`` is about right, ``frequent`` unknown
    exact: bool = False  # every cell is a plain whole number: it is stored as such
    typed: bool = False  # beside its text, a cell is stored as a number or an ISO day

    @property
    def filled(self) -> int:
        """Its cells that say something, in rows."""
        return self.rows - self.empty


class GeometryStatistics(msgspec.Struct, frozen=True):
    """The geometries of a file: how many of each kind, features without any, their bounds.

    ``axes`` is "" for degrees in the usual order, "swapped" when most positions are in France
    only once latitude and longitude are exchanged, "projected" when they are no degrees.
    """

    kinds: dict[str, int] = {}
    without: int = 0
    bounds: Box | None = None
    axes: str = ""


class TableStatistics(msgspec.Struct, frozen=True):
    """A table of a file: the sheet or the archived file it is, its columns.

    ``wider`` rows have more cells than the table has columns: those cells are left out, and so are
    the lines ``above`` its headings.
    """

    name: str
    format: str
    rows: int
    columns: tuple[ColumnStatistics, ...]
    encoding: str = ""
    delimiter: str = ""
    wider: int = 0
    above: int = 0
    geometry: GeometryStatistics | None = None


class LeftOut(msgspec.Struct, frozen=True):
    """A file of an archive that is not read: the package, code and values of its sentence."""

    name: str
    package: str
    code: str
    params: dict[str, str | int | float] = {}


class Contents(msgspec.Struct, frozen=True):
    """What was read of a file."""

    tables: tuple[TableStatistics, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def rows(self) -> int:
        """The rows of all its tables."""
        return sum(table.rows for table in self.tables)

    @property
    def area(self) -> Box | None:
        """The bounds of its geometries in degrees; None without any, or with axes in doubt."""
        known = [each.geometry for each in self.tables if each.geometry]
        return union(each.bounds for each in known if not each.axes)


def union(boxes: Iterable[Box | None]) -> Box | None:
    """The smallest box around others; None without any."""
    if not (known := [box for box in boxes if box is not None]):
        return None
    west, south, east, north = zip(*known, strict=True)
    return min(west), min(south), max(east), max(north)
