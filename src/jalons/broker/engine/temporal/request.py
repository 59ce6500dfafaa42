"""What a query of history asks for, and the rows it gets. Instants are microseconds since 1970."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

TimeProperty = Literal["observedAt", "createdAt", "modifiedAt", "deletedAt", "stamp"]
"""``stamp`` is the instant that orders the history, which every row has; see ``Row``."""


class Row(NamedTuple):
    """One instance of an attribute as it was: its dates, its value, what else it had.

    A tuple, since a batch makes hundreds of thousands of them.

    ``stamp`` orders the history: the observation where there is one, else the change. ``value`` is
    a number where it is one, else JSON; ``rest`` has the other members of the instance (kind,
    unit, attributes), None when it is a plain Property. ``instance`` is its address, once it is
    stored; a row to write that has one takes the place of that instance.
    """

    attr: str
    dataset: str | None
    stamp: int
    observed: int | None
    created: int
    modified: int
    deleted: int | None
    value: Any
    rest: dict[str, Any] | None
    instance: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The rows of one attribute instance of one entity, in the order of time."""

    entity: str
    attr: str
    dataset: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Rows of some entities: which attributes, which time property between two instants.

    ``start`` is included, ``end`` is not; ``last`` keeps the most recent rows of each series,
    ``first`` the oldest. Rows that say an instance was deleted have only dates of deletion
    and of change.
    """

    entities: tuple[str, ...]
    attrs: tuple[str, ...] | None = None
    datasets: tuple[str | None, ...] | None = None
    time: TimeProperty = "observedAt"
    start: int | None = None
    end: int | None = None
    last: int | None = None
    first: int | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """The values of one attribute instance of one entity with their instants, in the order of time.

    What aggregates are made of: rows without their other members, and without deletions.
    """

    entity: str
    attr: str
    dataset: str | None
    kind: str
    stamps: list[int]
    values: list[Any]
