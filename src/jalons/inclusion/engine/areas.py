"""The areas that are compared, one a row, and what is known of each.

Every array of the room is in the order of ``Areas.codes``. Unknown is ``nan``, never zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from jalons.inclusion.engine.errors import InclusionError
from jalons.kernel import Source

type Numbers = npt.NDArray[np.float64]
type Rows = npt.NDArray[np.intp]


class Status(StrEnum):
    """What a value rests on."""

    PUBLISHED = "published"
    ESTIMATED = "estimated"  # under secrecy, or shrunk: has an interval
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Areas:
    """Municipalities (or IRIS), with their groups and positions; degrees WGS84, ``nan`` unknown.

    ``people`` is the population the shares of the room count (census of ``source``).
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    epci: tuple[str, ...]
    departement: tuple[str, ...]
    region: tuple[str, ...]
    people: Numbers
    lat: Numbers
    lon: Numbers
    source: Source

    def __len__(self) -> int:
        return len(self.codes)

    def rows(self, codes: Sequence[str]) -> Rows:
        """The rows of ``codes``. Raises ``InclusionError`` (``area_unknown``) for a missing one."""
        row_of = {code: row for row, code in enumerate(self.codes)}
        unknown = [code for code in codes if code not in row_of]
        if unknown:
            raise InclusionError("area_unknown", codes=", ".join(sorted(unknown)[:5]))
        return np.array([row_of[code] for code in codes], dtype=np.intp)

    def within(self, level: str, code: str) -> Rows:
        """The rows of a group: a commune, EPCI, département, région, or all of them (``france``).

        ``level`` names the kind. Raises ``InclusionError`` (``area_unknown``) when there is none.
        """
        if level == "france":
            return np.arange(len(self), dtype=np.intp)
        groups: tuple[str, ...] = self.codes if level == "commune" else getattr(self, level)
        rows = np.flatnonzero(np.array(groups) == code)
        if not len(rows):
            raise InclusionError("area_unknown", codes=code)
        return rows

    def taken(self, rows: Rows) -> Areas:
        """The areas of some rows, in their order."""

        def of(texts: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(texts[row] for row in rows.tolist())

        return Areas(
            of(self.codes), of(self.names), of(self.epci), of(self.departement), of(self.region),
            self.people[rows], self.lat[rows], self.lon[rows], self.source,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One value an area: ``id`` names its entry in ``data/columns.toml``.

    ``low`` and ``high`` bound a 90 % interval, equal to ``values`` where published. ``people`` is
    what a share was counted on (None when it is no share).
    """

    id: str
    values: Numbers
    low: Numbers
    high: Numbers
    status: tuple[Status, ...]
    source: Source
    people: Numbers | None = None

    def taken(self, rows: Rows) -> Column:
        """The column of some rows, in their order."""
        return replace(
            self,
            values=self.values[rows],
            low=self.low[rows],
            high=self.high[rows],
            status=tuple(self.status[row] for row in rows),
            people=None if self.people is None else self.people[rows],
        )


def published(
    id: str,  # noqa: A002
    values: Numbers,
    source: Source,
    people: Numbers | None = None,
) -> Column:
    """A column of values as they were published, ``nan`` where there is none."""
    status = tuple(Status.MISSING if np.isnan(value) else Status.PUBLISHED for value in values)
    return Column(id, values, values, values, status, source, people)
