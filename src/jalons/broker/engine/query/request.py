"""What a query of entities asks for, whole: filters, order, page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from jalons.broker.engine.entities import Doc

from .evaluate import Index, index, matches, pattern
from .geo import GeoQuery, satisfies
from .leaves import shapes
from .tree import Node


@dataclass(frozen=True, slots=True)
class Order:
    """By the values at ``path`` (``@id`` too) or by distance, the smallest first or the largest."""

    path: str
    descending: bool = False
    from_geometry: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class EntityQuery:
    """Filters that must all be true, then an order and a page.

    ``ids`` empty means any; ``visible`` lists the expanded types the caller may see (None: all).
    ``after`` is the place of the last entity of the page before (``Page.place``), in the order of
    creation. With ``roughly``, many entities are counted on a sample, and the page says so.
    """

    ids: tuple[str, ...] = ()
    id_pattern: str = ""
    where: Node | None = None
    geo: GeoQuery | None = None
    visible: frozenset[str] | None = None
    order: tuple[Order, ...] = ()
    limit: int = 20
    offset: int = 0
    counted: bool = False
    after: int | None = None
    roughly: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The entities of a page, in order; ``total`` of all pages on request.

    ``margin`` says that the total is an estimate, 95 times of 100 right within that many entities;
    it is None when the total is exact. ``place`` is where the next page begins, in the order of
    creation only.
    """

    docs: list[Doc] = field(default_factory=list)
    total: int | None = None
    more: bool = False
    margin: int | None = None
    place: int | None = None


def selects(query: EntityQuery, doc: Doc, found: Index | None = None) -> bool:
    """Whether an entity passes the filters of a query, in plain Python."""
    if query.ids and doc["id"] not in query.ids:
        return False
    if query.id_pattern and pattern(query.id_pattern).search(doc["id"]) is None:
        return False
    if query.visible is not None and query.visible.isdisjoint(doc["type"]):
        return False
    if query.where is not None and not matches(found or index(doc), query.where):
        return False
    if query.geo is None:
        return True
    geo = query.geo
    return any(iri == geo.attr and satisfies(geo, geometry) for iri, geometry in shapes(doc))
