"""How PostgreSQL writes the conditions of a query.

Numbers and texts have a column each. A regular expression and an exact relation between geometries
run in Python on the few values or shapes an index finds, with the very functions the rest of the
broker uses, so that both databases answer alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from jalons.broker.engine.query.evaluate import comparable, pattern
from jalons.broker.engine.query.geo import GeoQuery, satisfies
from jalons.broker.engine.query.tree import FIRST_TEXT, PRESENT, Compare, Has, Range, Scalar
from jalons.broker.store.sql import NEVER, Sql

_AFTER_TEXT = "\U0010ffff"
Get = Callable[[Sql], list[Any]]


class PostgresqlDialect:
    """Conditions for one tenant; ``get`` asks for values or shapes in the same transaction."""

    def __init__(
        self, get: Get, place: Callable[[str], int | None], *, tenant: int, postgis: bool
    ) -> None:
        self.place = place
        self._get = get
        self._tenant = tenant
        self._postgis = postgis
        self._matched: dict[tuple[int, str], list[str]] = {}

    def condition(  # noqa: PLR0911 - one a case
        self, place: int, operator: str, value: Scalar | Range
    ) -> Sql:
        """The condition on ``l.num`` or ``l.text``."""
        if isinstance(value, Range):
            if not comparable(value.low, value.high):
                return NEVER
            column = "num" if isinstance(value.low, float) else "text"
            return Sql(f"l.{column} BETWEEN ? AND ?", (value.low, value.high))
        if operator == "~=":
            return Sql("l.text = ANY(?)", (self._matching(place, str(value)),))
        if isinstance(value, float):
            return Sql(f"l.num {'=' if operator == '==' else operator} ?", (value,))
        value = storable(value)
        if operator == "starts":
            return Sql("(l.text >= ? AND l.text < ?)", (value, f"{value}{_AFTER_TEXT}"))
        if operator == "==":
            return Sql("l.text = ?", (value,))
        if value <= PRESENT:
            return Sql("l.text = ?", (value,)) if operator in (">=", "<=") else NEVER
        if operator in (">", ">="):
            return Sql(f"l.text {operator} ?", (value,))
        return Sql(f"(l.text {operator} ? AND l.text >= ?)", (value, FIRST_TEXT))

    def among(self, leaves: Sql) -> Sql:
        """The condition that the entity is one of those ``leaves`` selects.

        An array is made first, whatever the planner believes of tables it has no statistics of.
        """
        return Sql("e.pk = ANY(ARRAY(") + leaves + Sql("))")

    def has(self, leaves: Sql) -> Sql:
        """The condition that a leaf of the entity is found; OFFSET keeps it from being a join."""
        return Sql("EXISTS (") + leaves + Sql(" OFFSET 0)")

    def beside(self, node: Has | Compare) -> Sql | None:  # noqa: ARG002
        """Nothing: everything a query asks for has its leaves here."""
        return None

    def order(self, path: str, *, descending: bool) -> Sql | None:
        """The terms of ORDER BY: numbers before texts, and entities without a value last."""
        place = self.place(path)
        if place is None:
            return None
        first, second = ("text", "num") if descending else ("num", "text")
        way = "DESC" if descending else "ASC"
        leaf = (
            "(SELECT l.{0} FROM leaf l WHERE l.pk = e.pk AND l.path = ?"  # noqa: S608
            f" ORDER BY l.{first} {way} NULLS LAST, l.{second} {way} NULLS LAST LIMIT 1)"
            f" {way} NULLS LAST"
        )
        return Sql(f"{leaf.format(first)}, {leaf.format(second)}", (place, place))

    def geo(self, query: GeoQuery) -> Sql:
        """The condition that a geometry of the entity is in the relation: its box, then exactly."""
        place = self.place(query.attr)
        if place is None:
            return NEVER
        shapes = Sql(
            "SELECT s.pk, s.geometry FROM shape s JOIN entity e ON e.pk = s.pk"
            " WHERE e.tenant = ? AND s.path = ?",
            (self._tenant, place),
        )
        window = query.window()
        if window is not None:
            west, south, east, north = window
            if self._postgis:
                shapes += Sql(" AND s.geom && ST_MakeEnvelope(?, ?, ?, ?, 4326)", window)
            shapes += Sql(
                " AND s.west <= ? AND s.east >= ? AND s.south <= ? AND s.north >= ?",
                (east, west, north, south),
            )
        decode = msgspec.json.decode
        found = [pk for pk, geometry in self._get(shapes) if satisfies(query, decode(geometry))]
        return Sql("e.pk = ANY(?)", (found,))

    def matches_id(self, regular: str) -> Sql:
        """The condition that the id matches a regular expression."""
        search = pattern(regular).search
        rows = self._get(Sql("SELECT e.id FROM entity e WHERE e.tenant = ?", (self._tenant,)))
        return Sql("e.id = ANY(?)", ([key for (key,) in rows if search(key) is not None],))

    def _matching(self, place: int, regular: str) -> list[str]:
        """The texts at a place that match a regular expression, each once."""
        found = self._matched.get((place, regular))
        if found is None:
            search = pattern(regular).search
            rows = self._get(
                Sql(
                    "SELECT DISTINCT l.text FROM leaf l WHERE l.path = ? AND l.text >= ?",
                    (place, FIRST_TEXT),
                )
            )
            found = [text for (text,) in rows if search(text) is not None]
            self._matched[place, regular] = found
        return found


def storable(text: str) -> str:
    """A text PostgreSQL can keep: it has no room for the character zero."""
    if "\x00" not in text and "\x1a" not in text:
        return text
    return text.replace("\x1a", "\x1a1").replace("\x00", "\x1a0")
