"""The map of an authority for one audience: filter, legend, links to move, table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.language import parsed
from jalons.broker.engine.query.request import EntityQuery, selects
from jalons.broker.store.units import symbol
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.places.map_moves import Elsewhere, elsewhere
from jalons.foundation.places.maps import BACKDROP, Area, Map, Marker, corners, lines_of
from jalons.foundation.places.names import is_inside
from jalons.foundation.places.symbols import Kind, symbols_of
from jalons.foundation.places.windows import Position, Window, window
from jalons.foundation.territories import queries as territories
from jalons.twin.web.observations import histories, queries

from .values import Scale, scale_of

ROWS = 12
FILTERS = ("type", "plus", "q")

type Located = tuple[Doc, Position]


@dataclass(frozen=True, slots=True)
class Choices:
    """The filter as requested: a type, a least value, a query and its error."""

    types: tuple[tuple[str, str], ...]
    chosen: queries.TypeLine | None
    above: str
    q: str
    wrong: str

    @property
    def type(self) -> str:
        """The key of the chosen type."""
        return self.chosen.key if self.chosen else ""

    @property
    def is_used(self) -> bool:
        return bool(self.chosen or self.above or self.q)

    def shows(self, doc: Doc) -> bool:
        """Whether an entity is of the chosen type."""
        return self.chosen is None or self.chosen.iri in doc["type"]


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A map with its filter, and the table of what the window shows.

    Among the filtered entities, ``live`` observed something in a day, ``unplaced`` have no place,
    ``elsewhere`` are out of the window; ``span`` is the range of what the chosen kind measured.
    """

    figure: Map
    table: Table
    choices: Choices
    inside: int
    live: int
    placed: int
    left_out: int
    unplaced: int = 0
    elsewhere: Elsewhere | None = None
    span: str = ""


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
    every = [(doc, place) for doc in town.docs if (place := queries.position(doc)) is not None]
    if not every:
        return None
    choices, test = _filter(town, query)
    matching = [(doc, place) for doc, place in every if test(doc)]
    placed = [(doc, place) for doc, place in matching if choices.shows(doc)]
    areas = outline(authority)
    shown = window(corners(areas), [place for _doc, place in every], query)
    assert shown is not None  # noqa: S101  there is a place at least
    parameters = {name: query[name] for name in FILTERS if query.get(name)}
    names = {line.iri: line.name for line in town.types}
    there = Counter(doc["type"][0] for doc, place in matching if shown.contains(place))
    order = Counter(doc["type"][0] for doc, _place in every).most_common()
    counts = {iri: there[iri] for iri, _count in order}
    kinds = _kinds(names, counts, choices, shown, parameters)
    inside = [(doc, place) for doc, place in placed if shown.contains(place)]
    scale = scale_of([doc for doc, _place in placed]) if choices.chosen else None
    markers = tuple(
        Marker(
            _label(doc, names), place, url(doc["id"]) if url else "",
            caption=queries.main_value(doc).removeprefix("–"), rank=kind.rank, traces=traces(doc),
            kind=kind.label, level=scale.level(doc) if scale else None,
        )
        for doc, place in placed
        for kind in (kinds[doc["type"][0]],)
    )  # fmt: skip
    return DrawnMap(
        figure=Map(
            _("Map of %(name)s") % {"name": authority.name},
            areas,
            markers,
            legend=scale.classes.labels(symbol(scale.unit)) if scale else (),
            method=_("Bounds chosen so that each class has about as many places.") if scale else "",
            symbols=tuple(kinds.values()),
            window=shown,
            parameters=parameters,
        ),
        table=_table(inside, {} if choices.chosen else names, areas, scale, url),
        choices=choices,
        inside=len(inside),
        live=queries.live((doc for doc, _place in inside), now=timezone.now()),
        placed=len(placed),
        left_out=max(0, len(inside) - ROWS),
        unplaced=sum(test(doc) and choices.shows(doc) for doc in town.docs) - len(placed),
        elsewhere=elsewhere([place for _doc, place in placed], shown, parameters),
        span=scale.span([doc for doc, _place in inside]) if scale else "",
    )


def _kinds(
    names: Mapping[str, str], counts: Mapping[str, int], choices: Choices,
    shown: Window, parameters: Mapping[str, str],
) -> dict[str, Kind]:  # fmt: skip
    """The kinds on the map with their counts: each shows itself alone, or everything again."""
    stays = {name: value for name, value in parameters.items() if name != "type"}
    kinds = {}
    for iri, rank in symbols_of(counts).items():
        current = choices.chosen is not None and choices.chosen.iri == iri
        url = shown.link(stays if current else {**stays, "type": queries.key_of(iri)})
        kinds[iri] = Kind(rank, names.get(iri, iri), counts[iri], url, current)
    return kinds


def _filter(town: queries.Town, query: Mapping[str, str]) -> tuple[Choices, Callable[[Doc], bool]]:
    """The filter of a map, and its test but for the type; an invalid query filters nothing."""
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
        if above is not None and not _above(doc, above):
            return False
        return where is None or selects(selection, doc)

    types = tuple((line.key, line.name) for line in town.types if line.entities)
    typed = query["plus"] if above is not None else ""
    return Choices(types, chosen, typed, q, wrong), test


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


def _label(doc: Doc, names: Mapping[str, str]) -> str:
    label = f"{queries.title(doc)}, {_kind(doc, names)}"
    value = queries.main_value(doc)
    return f"{label}, {value}" if value != "–" else label


def outline(authority: Authority) -> tuple[Area, ...]:
    """The outlines of the territory, none when they are not loaded."""
    if authority.territory is None:
        return ()
    return territories.areas(authority.territory, level=BACKDROP)


def _kind(doc: Doc, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(iri, iri) for iri in doc["type"])


def _seen(doc: Doc) -> str:
    """The day of the last observation of an entity, where nothing came for a day."""
    stamp = queries.last_seen(doc)
    if stamp is None or queries.live([doc], now=timezone.now()):
        return ""
    return histories.label(histories.local(stamp), "raw")


def _named_in_table(doc: Doc, names: Mapping[str, str]) -> str:
    """The name of an entity, with its type among several unless the name has it."""
    title, kind = queries.title(doc), _kind(doc, names)
    return title if not names or kind.casefold() in title.casefold() else f"{title} ({kind})"


def _table(
    inside: list[Located], names: Mapping[str, str], areas: tuple[Area, ...], scale: Scale | None,
    url: Callable[[str], str] | None,
) -> Table:  # fmt: skip
    """What the window shows: the highest values first, where a kind is chosen that has some."""
    known = scale.values if scale else {}
    found = sorted(inside, key=lambda each: -known.get(each[0]["id"], -math.inf))
    where = len(areas) > 1
    rows = []
    for doc, place in found[:ROWS]:
        title = Cell(_named_in_table(doc, names), url=url(doc["id"]) if url else "")
        value = Cell(queries.main_value(doc), mark=_seen(doc))
        rows.append((title, area_at(areas, place), value) if where else (title, value))
    columns = [Column(_("Sensor")), Column(_("Last value"), numeric=True)]
    if where:
        columns.insert(1, Column(_("Municipality")))
    return Table(_("What this part of the map shows"), tuple(columns), tuple(rows))


def area_at(areas: Iterable[Area], place: Position) -> str:
    """The name of the area a place is in, a dash out of all."""
    return next((area.label for area in areas if is_inside(area.rings, place)), "–")
