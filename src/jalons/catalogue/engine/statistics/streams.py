"""A table of a file while it is read: what reads gives it, what describes takes its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jalons.catalogue.engine.statistics.positions import Survey
from jalons.kernel import JalonsError

_NO_ROWS: Iterator[list[str]] = iter(())


@dataclass(slots=True)
class TableStream:
    """A table whose ``rows`` are read once, each as wide as ``headings``, "" for nothing.

    ``share`` is how far its file is read, 0 to 1; ``wider`` counts the rows that have more cells.
    ``survey`` counts the geometries of a GeoJSON file, whose last columns are its places;
    ``above`` are the lines over the headings. ``problem`` is why this file of an archive is not
    read.
    """

    name: str
    format: str
    headings: tuple[str, ...] = ()
    rows: Iterator[list[str]] = _NO_ROWS
    first_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    survey: Survey | None = None
    share: float = 0.0
    wider: int = 0
    above: Sequence[list[str]] = ()
    problem: JalonsError | None = None
