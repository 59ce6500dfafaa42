"""A query tree compiled to SQL, once for both databases; what differs is in the ``Dialect``.

Every condition is on ``e``, the table of entities. A leaf is looked for by entity (``EXISTS``),
except the most selective one, which drives the search (``IN``): the
store says which by counting a little.
"""

# ruff: noqa: ARG002 - what a dialect does by default uses no argument

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.geo import GeoQuery
from jalons.broker.engine.query.request import EntityQuery, Order
from jalons.broker.engine.query.tree import (
    TYPE,
    All,
    Compare,
    Either,
    Has,
    Node,
    Not,
    Operator,
    Range,
    Scalar,
)

# The column of each time that history is read by.
TIME_COLUMNS = {
    "observedAt": "observed",
    "createdAt": "created",
    "modifiedAt": "modified",
    "deletedAt": "deleted",
    "stamp": "stamp",
}


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters, ``?`` standing for each."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: Sql) -> Sql:
        return Sql(self.text + other.text, self.params + other.params)


FLAT = 32
MOST_IDS = 10_000
NEVER = Sql("1 = 0")
ALWAYS = Sql("1 = 1")
EMPTY = Sql("")
POSITIVE: dict[str, Operator] = {"!=": "==", "!~=": "~="}


class Dialect(Protocol):
    """What SQLite and PostgreSQL write differently."""

    place: Callable[[str], int | None]
    """The number of a path, None when no entity ever had it."""

    def beside(self, node: Has | Compare) -> Sql | None:
        """The condition on ``e`` of what has no leaves in this store; None where leaves decide."""
        ...

    def condition(self, place: int, operator: str, value: Scalar | Range) -> Sql:
        """The condition on the value of a leaf ``l`` at a place."""
        ...

    def among(self, leaves: Sql) -> Sql:
        """The condition that ``e`` is one of few entities, found first: ``leaves`` selects them."""
        ...

    def has(self, leaves: Sql) -> Sql:
        """The condition on ``e`` that a leaf is found, looked for entity by entity."""
        ...

    def order(self, path: str, *, descending: bool) -> Sql | None:
        """The terms of ORDER BY for the least (or the greatest) value of ``e`` at a path.

        None when no entity has one.
        """
        ...

    def along(self, query: GeoQuery) -> Sql | None:
        """Tables with the ``e`` of a geo-query, read as far as a page needs; None: a condition."""
        return None

    def geo(self, query: GeoQuery) -> Sql:
        """The condition on ``e`` that a geometry of it is in the requested relation."""
        ...

    def matches_id(self, pattern: str) -> Sql:
        """The condition that the id of ``e`` matches a regular expression."""
        ...

    def known_count(self, query: EntityQuery) -> int | None:
        """How many entities a query selects, when the store has that figure already."""
        return None

    def sample(self, every: int) -> Sql | None:
        """What adds to a condition that ``e`` is in a sample of one of ``every``; None: no way."""
        return None

    def together(self, where: Sql) -> Sql:
        """The same condition for a query that needs all it selects, not the first few."""
        return where

    def phases(self, path: str, *, descending: bool) -> list[tuple[Sql, Sql, Sql]] | None:
        """How to read entities in the order of their values at a path, along an index.

        Of each part in its turn: tables with ``e``, condition, term of ORDER BY. None: no way.
        """
        return None

    def nearest(self, order: Order, where: Sql, most: int) -> tuple[Sql, Sql] | None:
        """How to read the ``most`` nearest (or farthest) of some entities in their order.

        Tables with ``e``, then condition and ORDER BY. None when only Python knows.
        """
        return None


def joined(parts: Sequence[Sql], word: str) -> Sql:
    """Conditions put together by AND or OR, in parentheses.

    Many become halves of halves: SQLite bounds how deep an expression is, and a row of 1,000 is one
    of depth 1,000.
    """
    if len(parts) == 1:
        return parts[0]
    if len(parts) > FLAT:
        middle = len(parts) // 2
        return joined([joined(parts[:middle], word), joined(parts[middle:], word)], word)
    params = tuple(param for part in parts for param in part.params)
    return Sql("(" + f" {word} ".join(part.text for part in parts) + ")", params)


@dataclass(slots=True)
class Compiler:
    """Turns trees into conditions; ``driver`` is the part that drives the search, if any.

    ``together`` is for a query that needs all it selects, not the first few.
    """

    dialect: Dialect
    driver: Node | None = None
    together: bool = False

    def where(self, tenant: int, query: EntityQuery) -> Sql:
        """The whole condition of a query of one tenant; raises ``Problem`` for too many ids."""
        if len(query.ids) > MOST_IDS:
            raise Problem("TooComplexQuery", f"more than {MOST_IDS} ids in one query")
        parts = [Sql("e.tenant = ?", (tenant,))]
        if query.ids:
            marks = ", ".join("?" * len(query.ids))
            parts.append(Sql(f"e.id IN ({marks})", tuple(query.ids)))
        if query.id_pattern:
            parts.append(self.dialect.matches_id(query.id_pattern))
        if query.visible is not None:
            parts.append(self.visible(query.visible))
        if query.where is not None:
            driven = self.driver is not None
            parts.append(self._driven(query.where) if driven else self.node(query.where))
        if query.geo is not None:
            parts.append(self.dialect.geo(query.geo))
        return joined(parts, "AND")

    def _driven(self, node: Node) -> Sql:
        """The condition of a tree whose driver is found first.

        Conditions on leaves apply to what the driver finds, before any entity is read.
        """
        driver, parts = self.driver, conjuncts(node)
        if not isinstance(driver, Has | Compare) or not any(part is driver for part in parts):
            return self.node(node)
        others = [part for part in parts if part is not driver]
        inside = [self.node(part) for part in others if self._of_leaves(part)]
        found = self._leaves(driver, "l.pk")
        if inside and found is not NEVER:
            found = Sql("SELECT e.pk FROM (") + found + Sql(") e WHERE ") + joined(inside, "AND")
        among = NEVER if found is NEVER else self.dialect.among(found)
        rest = [self.node(part) for part in others if not self._of_leaves(part)]
        return joined([among, *rest], "AND")

    def _of_leaves(self, node: Node) -> bool:
        match node:
            case All(parts=parts) | Either(parts=parts):
                return all(self._of_leaves(part) for part in parts)
            case Not(part=part):
                return self._of_leaves(part)
            case Has() | Compare():
                return self.dialect.beside(node) is None

    def visible(self, types: frozenset[str]) -> Sql:
        """The condition that an entity has one of the types."""
        if not types:
            return NEVER
        return self.node(Compare(TYPE, "==", tuple(sorted(types))))

    def node(self, node: Node) -> Sql:
        """The condition of a tree."""
        match node:
            case All(parts=parts):
                return joined([self.node(part) for part in parts], "AND")
            case Either(parts=parts):
                if self.together and all(map(self._is_found, parts)):
                    return self._any(parts)
                return joined([self.node(part) for part in parts], "OR")
            case Not(part=part):
                inside = self.node(part)
                return Sql(f"NOT ({inside.text})", inside.params)
            case Has() | Compare():
                return self.dialect.beside(node) or self._compare(node)

    def _is_found(self, node: Node) -> bool:
        """Whether entities of a part are those of some leaves."""
        if not isinstance(node, Has | Compare) or self.dialect.beside(node) is not None:
            return False
        return isinstance(node, Has) or not node.operator.startswith("!")

    def _any(self, parts: Sequence[Node]) -> Sql:
        """The condition that ``e`` has a leaf of one of the parts, found from the leaves."""
        leaves = [self._leaves(part, "l.pk") for part in parts if isinstance(part, Has | Compare)]
        there = [found for found in leaves if found is not NEVER]
        if not there:
            return NEVER
        params = tuple(param for found in there for param in found.params)
        return Sql(f"e.pk IN ({' UNION ALL '.join(found.text for found in there)})", params)

    def _compare(self, node: Has | Compare) -> Sql:
        if isinstance(node, Compare) and node.operator in ("!=", "!~="):
            has = self._leaf(Has(node.path))
            none = self._leaf(replace(node, operator=POSITIVE[node.operator]))
            return Sql(f"({has.text} AND NOT {none.text})", has.params + none.params)
        return self._leaf(node)

    def _leaf(self, node: Has | Compare) -> Sql:
        leaves = self._leaves(node, "1", Sql("l.pk = e.pk AND "))
        return leaves if leaves is NEVER else self.dialect.has(leaves)

    def _leaves(self, node: Has | Compare, what: str, where: Sql = EMPTY) -> Sql:
        """The leaves that match a part; ``NEVER`` when there is none for sure."""
        place = self.dialect.place(node.path)
        if place is None:
            return NEVER
        found = Sql(f"SELECT {what} FROM leaf l WHERE ") + where + Sql("l.path = ?", (place,))  # noqa: S608
        if isinstance(node, Compare):
            values = [self.dialect.condition(place, node.operator, value) for value in node.values]
            found = found + Sql(" AND ") + joined(values, "OR")
        return found


def conjuncts(node: Node) -> list[Node]:
    """The parts that must all be true, however they are combined."""
    if isinstance(node, All):
        return [conjunct for part in node.parts for conjunct in conjuncts(part)]
    return [node]


def drivers(node: Node | None) -> list[Has | Compare]:
    """The parts any of which could drive a search: those every match must have a leaf for.

    Types come last, since most searches name one that most entities have.
    """
    if isinstance(node, All):
        found = [driver for part in node.parts for driver in drivers(part)]
        return sorted(found, key=lambda each: isinstance(each, Compare) and each.path == TYPE)
    if isinstance(node, Has) or (isinstance(node, Compare) and not node.operator.startswith("!")):
        return [node]
    return []


def probe(dialect: Dialect, node: Has | Compare, most: int) -> Sql | None:
    """How many leaves (``most`` at the utmost) a part finds; None when it finds none for sure."""
    place = dialect.place(node.path)
    if place is None:
        return None
    inside = Sql("SELECT 1 FROM leaf l WHERE l.path = ?", (place,))
    if isinstance(node, Compare):
        values = [dialect.condition(place, node.operator, value) for value in node.values]
        inside = inside + Sql(" AND ") + joined(values, "OR")
    return Sql("SELECT count(*) FROM (") + inside + Sql(f" LIMIT {most}) AS few")
