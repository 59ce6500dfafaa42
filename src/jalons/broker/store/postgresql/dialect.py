"""How PostgreSQL writes the conditions of a query.

Numbers and texts have a column each. A regular expression PostgreSQL would read otherwise, and
relations between geometries without PostGIS, run in Python on the few values or shapes an index
finds, with the very functions the rest of the broker uses, so that both databases answer alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from jalons.broker.engine.query.evaluate import comparable, pattern
from jalons.broker.engine.query.geo import GeoQuery, satisfies
from jalons.broker.engine.query.patterns import following, read
from jalons.broker.engine.query.request import EntityQuery, Order
from jalons.broker.engine.query.tree import FIRST_TEXT, PRESENT, TYPE, Compare, Has, Range, Scalar
from jalons.broker.store.sql import EMPTY, NEVER, Dialect, Sql, joined

from .geometry import ONE_BY_ONE, Shapes

_AFTER_TEXT = "\U0010ffff"
LISTED = 5_000  # texts that match a regular expression, beyond which it is tested on each
Get = Callable[[Sql], list[Any]]


class PostgresqlDialect(Dialect):
    """Conditions for one tenant; ``get`` asks for values or shapes in the same transaction."""

    def __init__(
        self, get: Get, place: Callable[[str], int | None], *, tenant: int, postgis: bool
    ) -> None:
        self.place = place
        self._get = get
        self._tenant = tenant
        self._postgis = postgis
        self._matched: dict[tuple[int, str], Sql] = {}
        self._placed: dict[int, Sql] = {}
        self._shapes: dict[int, Shapes] = {}

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
            return self._matching(place, str(value))
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
        return Sql("EXISTS (") + leaves + Sql(f"{ONE_BY_ONE})")

    def together(self, where: Sql) -> Sql:
        """The same condition, which the planner may turn into joins of indexes."""
        return Sql(where.text.replace(ONE_BY_ONE, ""), where.params)

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

    def phases(self, path: str, *, descending: bool) -> list[tuple[Sql, Sql, Sql]] | None:
        """Entities along the indexes of ``leaf``, by the first of their values in that order."""
        place = self.place(path)
        if place is None:
            return None
        way, before = ("DESC", ">") if descending else ("ASC", "<")
        columns = ("text", "num") if descending else ("num", "text")
        tables = Sql("leaf o JOIN entity e ON e.pk = o.pk")
        other = "NOT EXISTS (SELECT 1 FROM leaf b WHERE b.pk = e.pk AND b.path = ?"
        found = []
        for rank, column in enumerate(columns):
            condition = Sql(f"o.path = ? AND o.{column} IS NOT NULL AND ", (place,)) + Sql(
                f"{other} AND b.{column} {before} o.{column})", (place,)
            )
            if rank:
                condition += Sql(f" AND {other} AND b.{columns[0]} IS NOT NULL)", (place,))
            found.append((tables, condition, Sql(f"o.{column} {way}")))
        found.append((Sql("entity e"), Sql(f"{other})", (place,)), EMPTY))
        return found

    def nearest(self, order: Order, where: Sql, most: int) -> tuple[Sql, Sql] | None:
        """By PostGIS, when it is there."""
        place = self.place(order.path)
        if place is None or not self._postgis or order.from_geometry is None:
            return None
        return self._of(place).nearest(
            order.from_geometry, where, most, descending=order.descending
        )

    def known_count(self, query: EntityQuery) -> int | None:
        """The entities of one type, which each write counts."""
        node = query.where
        if query.ids or query.id_pattern or query.geo is not None or not isinstance(node, Compare):
            return None
        if (node.path, node.operator, len(node.values)) != (TYPE, "==", 1):
            return None
        kind = str(node.values[0])
        place = self.place(kind)
        if place is None or (query.visible is not None and kind not in query.visible):
            return None
        rows = self._get(
            Sql(
                "SELECT entities FROM usage WHERE tenant = ? AND type = ? AND attr = 0",
                (self._tenant, place),
            )
        )
        return int(rows[0][0]) if rows else 0

    def sample(self, every: int) -> Sql:
        """By a hash of the number: entities created together are not all in it or out of it."""
        return Sql(" AND hashint8extended(e.pk, 7) & ? = 0", (every - 1,))

    def geo(self, query: GeoQuery) -> Sql:
        """The condition that a geometry of the entity is in the relation."""
        place = self.place(query.attr)
        if place is None:
            return NEVER
        if id(query) not in self._placed:
            related = self._of(place).related(query) if self._postgis else None
            self._placed[id(query)] = related or self._in_python(query, place)
        return self._placed[id(query)]

    def along(self, query: GeoQuery) -> Sql | None:
        """By PostGIS, when many are found."""
        place = self.place(query.attr)
        return self._of(place).along(query) if place and self._postgis else None

    def _of(self, place: int) -> Shapes:
        return self._shapes.setdefault(place, Shapes(self._get, place))

    def _in_python(self, query: GeoQuery, place: int) -> Sql:
        """As ``geo``, of the shapes whose box is near: each is read and tested here."""
        shapes = Sql("SELECT s.pk, s.geometry FROM shape s WHERE s.path = ?", (place,))
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
        if (0, regular) not in self._matched:  # no place has the number 0
            table = Sql("SELECT e.id FROM entity e WHERE e.tenant = ?", (self._tenant,))
            self._matched[0, regular] = self._found("e.id", table, regular)
        return self._matched[0, regular]

    def _matching(self, place: int, regular: str) -> Sql:
        """The condition that the text of a leaf at a place matches a regular expression."""
        found = self._matched.get((place, regular))
        if found is None:
            table = Sql(
                "SELECT DISTINCT l.text FROM leaf l WHERE l.path = ? AND l.text >= ?",
                (place, FIRST_TEXT),
            )
            found = self._matched[place, regular] = self._found("l.text", table, regular)
        return found

    def _found(self, column: str, table: Sql, regular: str) -> Sql:
        """The condition that a column matches a regular expression; ``table`` selects all of it.

        What few rows match is found first, along an index.
        """
        known = read(regular)
        bounds = _between(column, known.start)
        if known.whole:
            return Sql(f"{column} = ?", (known.start,))
        if known.rest is None:
            search = pattern(regular).search
            rows = self._get(table + Sql("".join(f" AND {b.text}" for b in bounds),
                                         tuple(p for b in bounds for p in b.params)))  # fmt: skip
            return Sql(f"{column} = ANY(?)", ([text for (text,) in rows if search(text)],))
        if known.rest:
            bounds.append(Sql(f"{column} ~ ?", (known.rest,)))
        here = joined(bounds or [Sql(f"{column} >= ?", (FIRST_TEXT,))], "AND")
        rows = self._get(table + Sql(" AND ") + here + Sql(f" LIMIT {LISTED + 1}"))
        if len(rows) <= LISTED:
            return Sql(f"{column} = ANY(?)", ([text for (text,) in rows],))
        return joined([Sql(f"{column} >= ?", (FIRST_TEXT,)), here], "AND")


def _between(column: str, start: str) -> list[Sql]:
    """The conditions that a text begins with another."""
    if not start:
        return []
    end = following(start)
    upper = [] if end is None else [Sql(f"{column} < ?", (end,))]
    return [Sql(f"{column} >= ?", (start,)), *upper]


def storable(text: str) -> str:
    """A text PostgreSQL can keep: it has no room for the character zero."""
    if "\x00" not in text and "\x1a" not in text:
        return text
    return text.replace("\x1a", "\x1a1").replace("\x00", "\x1a0")
