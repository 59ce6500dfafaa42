"""The map of an authority for one audience: filter, legend, links to move, table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.language import parsed
from jalons.broker.engine.query.request import EntityQuery, selects
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.places.map_moves import Elsewhere, elsewhere, links
from jalons.foundation.places.maps import BACKDROP, Area, Map, Marker, corners, lines_of
from jalons.foundation.places.symbols import symbols_of
from jalons.foundation.places.windows import Position, window
from jalons.foundation.territories import queries as territories
from jalons.twin.web.observations import histories, queries

ROWS = 15
FILTERS = ("type", "plus", "q")


@dataclass(frozen=True, slots=True)
class Choices:
    """The filter as requested: a type, a least value, a query and its error."""

    types: tuple[tuple[str, str], ...]
    type: str
    above: str
    q: str
    wrong: str

    @property
    def is_used(self) -> bool:
        return bool(self.type or self.above or self.q)


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map with its links to move, its filter, and the table of what the window shows.

    Among the filtered entities, ``unplaced`` have no place, ``elsewhere`` are out of the window.
    """

    figure: Map
    links: tuple[tuple[str, str], ...]
    table: Table
    choices: Choices
    inside: int
    placed: int
    left_out: int
    unplaced: int = 0
    elsewhere: Elsewhere | None = None


def drawn(
    authority: Authority,
    town: queries.Town,
    query: dict[str, str],
    *,
    url: Callable[[str], str] | None = None,
) -> DrawnMap | None:
    """The map of what an audience sees of a town; None when nothing has a place.

    ``url`` gives the page of an entity; without it, markers have no link.
    """
    names = {line.iri: line.name for line in town.types}
    every = [(doc, place) for doc in town.docs if (place := queries.position(doc)) is not None]
    if not every:
        return None
    choices, test = _filter(town, query)
    placed = [(doc, place) for doc, place in every if test(doc)]
    counts = Counter(doc["type"][0] for doc, _place in every)
    ranks = symbols_of(iri for iri, _count in counts.most_common())
    markers = [
        Marker(
            _label(doc, names),
            place,
            url(doc["id"]) if url else "",
            rank=ranks[doc["type"][0]],
            traces=traces(doc),
        )
        for doc, place in placed
    ]
    areas = outline(authority)
    shown = window(corners(areas), [place for _doc, place in every], query)
    assert shown is not None  # noqa: S101  there is a place at least
    inside = [doc for doc, place in placed if shown.contains(place)]
    parameters = {name: query[name] for name in FILTERS if query.get(name)}
    return DrawnMap(
        figure=Map(
            _("Map of %(name)s") % {"name": authority.name},
            areas,
            tuple(markers),
            symbols=_named(inside, ranks, names),
            window=shown,
            parameters=parameters,
        ),
        links=links(shown, parameters),
        table=_table(inside[:ROWS], names, url),
        choices=choices,
        inside=len(inside),
        placed=len(placed),
        left_out=max(0, len(inside) - ROWS),
        unplaced=sum(map(test, town.docs)) - len(placed),
        elsewhere=elsewhere([place for _doc, place in placed], shown, parameters),
    )


def _filter(town: queries.Town, query: Mapping[str, str]) -> tuple[Choices, Callable[[Doc], bool]]:
    """The filter of a map, and its test; an invalid query filters nothing."""
    chosen = next((line for line in town.types if line.key == query.get("type")), None)
    above = _number(query.get("plus", ""))
    q, wrong, where = query.get("q", "").strip()[:300], "", None
    if q:
        try:
            where = parsed(q, queries.names(iri for doc in town.docs for iri in doc["attrs"]))
        except Problem as problem:
            wrong = problem.detail
    selection = EntityQuery(where=where)

    def test(doc: Doc) -> bool:
        if chosen is not None and chosen.iri not in doc["type"]:
            return False
        if above is not None and not _above(doc, above):
            return False
        return where is None or selects(selection, doc)

    types = tuple((line.key, line.name) for line in town.types if line.entities)
    typed = query["plus"] if above is not None else ""
    return Choices(types, chosen.key if chosen else "", typed, q, wrong), test


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", ".").replace("\u202f", "")[:20])
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def _above(doc: Doc, least: float) -> bool:
    """Whether the main value of an entity is above a number."""
    return any(each["value"] > least for _iri, each in queries.measured(doc)[:1])


def traces(doc: Doc) -> tuple[tuple[Position, ...], ...]:
    """The lines of the geometry of an entity: none for a point."""
    shape = queries.geometry(doc)
    return lines_of(shape) if shape is not None else ()


def _named(
    docs: Iterable[Doc], ranks: Mapping[str, int], names: Mapping[str, str]
) -> tuple[tuple[int, str], ...]:
    """The symbols on the map and the types they stand for."""
    found: dict[int, list[str]] = {}
    for iri in dict.fromkeys(doc["type"][0] for doc in docs):
        found.setdefault(ranks[iri], []).append(names.get(iri, iri))
    return tuple((rank, ", ".join(words)) for rank, words in sorted(found.items()))


def _label(doc: Doc, names: dict[str, str]) -> str:
    label = f"{queries.title(doc)}, {_kind(doc, names)}"
    value = queries.main_value(doc)
    return f"{label}, {value}" if value != "–" else label


def outline(authority: Authority) -> tuple[Area, ...]:
    """The outlines of the territory, none when they are not loaded."""
    if authority.territory is None:
        return ()
    return territories.areas(authority.territory, level=BACKDROP)


def _kind(doc: Doc, names: dict[str, str]) -> str:
    return ", ".join(names.get(iri, iri) for iri in doc["type"])


def _seen(doc: Doc) -> str:
    """The last observation of an entity, short: the table beside a map is narrow."""
    stamp = queries.last_seen(doc)
    return histories.label(histories.local(stamp), "raw") if stamp is not None else "–"


def _named_in_table(doc: Doc, names: dict[str, str]) -> str:
    """The name of an entity, with its type unless the name has it: the table is narrow."""
    title, kind = queries.title(doc), _kind(doc, names)
    return title if kind.casefold() in title.casefold() else f"{title} ({kind})"


def _table(docs: list[Doc], names: dict[str, str], url: Callable[[str], str] | None) -> Table:
    rows = tuple(
        (
            Cell(_named_in_table(doc, names), url=url(doc["id"]) if url else ""),
            queries.main_value(doc),
            _seen(doc),
        )
        for doc in docs
    )
    columns = (
        Column(_("Sensor")),
        Column(_("Last value"), numeric=True),
        Column(_("Last observation")),
    )
    return Table(_("What this part of the map shows"), columns, rows)
