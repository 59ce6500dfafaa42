"""How SQLite writes the conditions of a query."""

from __future__ import annotations

from collections.abc import Callable

from jalons.twin.engine.query.evaluate import comparable
from jalons.twin.engine.query.geo import GeoQuery
from jalons.twin.engine.query.tree import FIRST_TEXT, PRESENT, Range, Scalar
from jalons.twin.store.sql import NEVER, Sql

from .functions import Reader

_AFTER_TEXT = "\U0010ffff"


class SqliteDialect:
    """Conditions of one query of one tenant: values of both kinds share a column.

    A connection has one query under way at a time, whose geo-queries its functions answer.
    SQLite sorts numbers before texts, so each comparison is bounded to the kind of its value.
    """

    def __init__(self, connection: Reader, place: Callable[[str], int | None]) -> None:
        self.place = place
        self._geo: list[GeoQuery] = []
        connection.asked = self._geo

    def condition(self, place: int, operator: str, value: Scalar | Range) -> Sql:  # noqa: ARG002, PLR0911
        """The condition on ``l.value``."""
        if isinstance(value, Range):
            if not comparable(value.low, value.high):
                return NEVER
            return Sql("l.value BETWEEN ? AND ?", (value.low, value.high))
        if operator == "~=":
            return Sql("(l.value >= ? AND matches(?, l.value))", (FIRST_TEXT, value))
        if operator == "starts":
            return Sql("(l.value >= ? AND l.value < ?)", (value, f"{value}{_AFTER_TEXT}"))
        if operator == "==":
            return Sql("l.value = ?", (value,))
        if not isinstance(value, float) and value <= PRESENT:
            return Sql("l.value = ?", (value,)) if operator in (">=", "<=") else NEVER
        if operator in (">", ">="):
            upper = Sql(" AND l.value < ''") if isinstance(value, float) else Sql("")
            return Sql(f"(l.value {operator} ?", (value,)) + upper + Sql(")")
        lower = Sql("") if isinstance(value, float) else Sql(" AND l.value >= ?", (FIRST_TEXT,))
        return Sql(f"(l.value {operator} ?", (value,)) + lower + Sql(")")

    def among(self, leaves: Sql) -> Sql:
        """The condition that the entity is one of those ``leaves`` selects."""
        return Sql("e.pk IN (") + leaves + Sql(")")

    def has(self, leaves: Sql) -> Sql:
        """The condition that a leaf of the entity is found."""
        return Sql("EXISTS (") + leaves + Sql(")")

    def order(self, place: int, *, descending: bool) -> Sql:
        """The terms of ORDER BY: numbers before texts, and entities without a value last."""
        pick, way = ("max", "DESC") if descending else ("min", "ASC")
        return Sql(
            f"(SELECT {pick}(l.value) FROM leaf l WHERE l.pk = e.pk AND l.path = ?)"  # noqa: S608
            f" {way} NULLS LAST",
            (place,),
        )

    def geo(self, query: GeoQuery) -> Sql:
        """The condition that a geometry of the entity is in the relation: R*Tree, then exactly."""
        place = self.place(query.attr)
        if place is None:
            return NEVER
        self._geo.append(query)
        exact = Sql("s.path = ? AND holds(?, s.geometry)", (place, len(self._geo) - 1))
        window = query.window()
        if window is None:
            return Sql("e.pk IN (SELECT s.pk FROM shape s WHERE ") + exact + Sql(")")
        west, south, east, north = window
        margin = 1e-4  # an R*Tree keeps 32-bit floats
        boxed = Sql(
            "e.pk IN (SELECT s.pk FROM shape_box b CROSS JOIN shape s ON s.id = b.id"
            " WHERE b.west <= ? AND b.east >= ? AND b.south <= ? AND b.north >= ? AND ",
            (east + margin, west - margin, north + margin, south - margin),
        )
        return boxed + exact + Sql(")")

    def matches_id(self, regular: str) -> Sql:
        """The condition that the id matches a regular expression."""
        return Sql("matches(?, e.id)", (regular,))
