"""The map of an authority with its links and its table, for one audience."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.maps import Area
from jalons.foundation.territories import queries as territories
from jalons.twin.engine.entities import Doc

from . import drawing, queries
from .drawing import DEEPEST, Marker, Window
from .saying import moment

ROWS = 15


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map ready for its page: figure, links to move, table of what the window shows."""

    figure: SafeString
    links: tuple[tuple[str, str], ...]
    table: Table
    inside: int
    placed: int
    left_out: int


def drawn(
    authority: Authority,
    town: queries.Town,
    asked: dict[str, str],
    *,
    url: Callable[[str], str] | None = None,
) -> DrawnMap | None:
    """The map of what an audience sees of a town; None when nothing has a place.

    ``url`` gives the page of an entity; without it, markers lead nowhere.
    """
    names = {line.iri: line.name for line in town.types}
    placed = [(doc, place) for doc in town.docs if (place := queries.position(doc)) is not None]
    if not placed:
        return None
    markers = [
        Marker(f"{queries.title(doc)}, {_kind(doc, names)}", place, url(doc["id"]) if url else "")
        for doc, place in placed
    ]
    areas = outline(authority)
    window = drawing.window(areas, markers, asked)
    assert window is not None  # noqa: S101  there is a place at least
    inside = [doc for doc, place in placed if window.holds(place)]
    title = _("Map of %(name)s") % {"name": authority.name}
    words = _("{count} together: see nearer")
    figure = drawing.town_map(title, areas, markers, window, words)
    return DrawnMap(
        figure=mark_safe(figure),  # noqa: S308  every text is escaped in ``svg.tag``
        links=links(window),
        table=_table(inside[:ROWS], names, url),
        inside=len(inside),
        placed=len(placed),
        left_out=max(0, len(inside) - ROWS),
    )


def outline(authority: Authority) -> tuple[Area, ...]:
    """The outlines of the territory of an authority, none when they are not at hand."""
    if authority.territory is None:
        return ()
    found = territories.drawing(authority.territory, title="", place="", source="")
    return found.areas if found is not None else ()


def _kind(doc: Doc, names: dict[str, str]) -> str:
    return ", ".join(names.get(iri, iri) for iri in doc["type"])


def links(window: Window) -> tuple[tuple[str, str], ...]:
    """The links that move a map: nearer, further, the four sides, the whole."""
    found = []
    if window.zoom < DEEPEST:
        found.append((_("Nearer"), window.moved(zoom=1).link()))
    if window.zoom > 0:
        found += [
            (_("Further"), window.moved(zoom=-1).link()),
            (_("West"), window.moved(east=-0.5).link()),
            (_("East"), window.moved(east=0.5).link()),
            (_("North"), window.moved(north=0.5).link()),
            (_("South"), window.moved(north=-0.5).link()),
            (_("The whole territory"), "?"),
        ]
    return tuple(found)


def _table(docs: list[Doc], names: dict[str, str], url: Callable[[str], str] | None) -> Table:
    rows = tuple(
        (
            Cell(queries.title(doc), url=url(doc["id"]) if url else ""),
            _kind(doc, names),
            queries.main_value(doc),
            moment(queries.last_seen(doc)),
        )
        for doc in docs
    )
    columns = (
        Column(_("Sensor")),
        Column(_("Type")),
        Column(_("Last value"), numeric=True),
        Column(_("Last observation")),
    )
    return Table(_("What this part of the map shows"), columns, rows)
