"""How SQLite writes the conditions of a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from jalons.broker.engine.query.evaluate import comparable
from jalons.broker.engine.query.geo import GeoQuery
from jalons.broker.engine.query.tree import FIRST_TEXT, PRESENT, Compare, Has, Range, Scalar
from jalons.broker.store.sql import ALWAYS, NEVER, POSITIVE, Dialect, Sql, joined

from .functions import Reader
from .indexing import DATES, indexed

_AFTER_TEXT = "\U0010ffff"


class SqliteDialect(Dialect):
    """Conditions of one query of one tenant: values of both kinds share a column.

    A connection has one query under way at a time, whose geo-queries its functions answer.
    SQLite sorts numbers before texts, so each comparison is bounded to the kind of its value.
    """

    def __init__(self, connection: Reader, place: Callable[[str], int | None]) -> None:
        self.place = place
        self._geo: list[GeoQuery] = []
        self._read: list[Has | Compare] = []
        connection.geo_queries, connection.read = self._geo, self._read

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

    def beside(self, node: Has | Compare) -> Sql | None:
        """The condition on the dates of the entity, or on what is read in its document."""
        if (column := DATES.get(node.path)) is not None:
            return self._dated(node, column)
        if indexed(node.path):
            return None
        return Sql("matches_condition(?, e.doc)", (self._reads(node),))

    def _dated(self, node: Has | Compare, column: str) -> Sql:
        """A date of the entity; an attribute that has the name of one has its leaves."""
        if isinstance(node, Has):
            return ALWAYS  # every entity has its dates
        if (positive := POSITIVE.get(node.operator)) is not None:
            inside = self._dated(replace(node, operator=positive), column)
            return Sql(f"NOT {inside.text}", inside.params)
        place = self.place(node.path)
        values = [self.condition(0, node.operator, value) for value in node.values]
        wanted = joined(values, "OR")
        own = Sql(f"({wanted.text.replace('l.value', column)})", wanted.params)
        if place is None:
            return own
        leaf = Sql("SELECT 1 FROM leaf l WHERE l.pk = e.pk AND l.path = ? AND ", (place,)) + wanted
        return joined([own, self.has(leaf)], "OR")

    def _reads(self, node: Has | Compare) -> int:
        self._read.append(node)
        return len(self._read) - 1

    def order(self, path: str, *, descending: bool) -> Sql | None:
        """The terms of ORDER BY: numbers before texts, and entities without a value last."""
        pick, way = ("max", "DESC") if descending else ("min", "ASC")
        place = self.place(path)
        if not indexed(path):
            reads = self._reads(Has(path))
            return Sql(f"{'most' if descending else 'least'}(?, e.doc) {way} NULLS LAST", (reads,))
        leaf = f"(SELECT {pick}(l.value) FROM leaf l WHERE l.pk = e.pk AND l.path = ?)"  # noqa: S608
        if (column := DATES.get(path)) is not None:
            if place is None:
                return Sql(f"{column} {way}")
            both = f"{pick}({column}, coalesce({leaf}, {column}))"
            return Sql(f"{both} {way}", (place,))
        return None if place is None else Sql(f"{leaf} {way} NULLS LAST", (place,))

    def geo(self, query: GeoQuery) -> Sql:
        """The condition that a geometry of the entity is in the relation: R*Tree, then exactly."""
        place = self.place(query.attr)
        if place is None:
            return NEVER
        self._geo.append(query)
        exact = Sql("s.path = ? AND satisfies(?, s.geometry)", (place, len(self._geo) - 1))
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
