"""A dashboard is a document: a title and tiles, each a question to the twin. Pure.

Documents also come from files of people: each error is reported with its place. A tile names types
and attributes in full or by their last word, so that one document serves two territories whose
sensors use different contexts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jalons.broker.engine.contexts import Context
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import micros
from jalons.broker.engine.names import same
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.language import parsed
from jalons.broker.engine.temporal.request import Points
from jalons.broker.engine.temporal.spreads import is_number, numbers
from jalons.broker.engine.temporal.summaries import Summary, Summed

VERSION = 1
MOST_TILES = 12
LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 120, 2_000, 500
MEASURES = ("mean", "sum", "min", "max", "count", "latest")
PERIODS = ("now", "24h", "7d", "30d", "90d", "365d")
STEPS = ("hour", "day", "week", "month")
ORDERS = ("highest", "lowest", "recent")
MOST_ROWS = 20
_NO_NAMES = Context(terms={}, vocab="urn:name:", source=None)


@dataclass(frozen=True, slots=True)
class _Rule:
    """The members of a kind of tile: required, optional, and those with choices."""

    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


KINDS: dict[str, _Rule] = {
    "figure": _Rule(("type", "attribute"), ("q",), {"measure": MEASURES, "period": PERIODS}),
    "chart": _Rule(("type", "attribute"), ("q", "entity"), {"period": PERIODS[1:], "by": STEPS}),
    "table": _Rule(("type", "attribute"), ("q", "rows"), {"order": ORDERS}),
    "live": _Rule((), ("type",)),
    "text": _Rule(("text",)),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile; members that its kind does not use are empty."""

    kind: str
    id: str = ""
    title: str = ""
    type: str = ""
    attribute: str = ""
    q: str = ""
    entity: str = ""
    measure: str = ""
    period: str = ""
    by: str = ""
    order: str = ""
    rows: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """A dashboard: a title, and tiles in their order."""

    title: str
    tiles: tuple[Tile, ...] = ()

    def tile(self, name: str) -> Tile | None:
        """The tile with an id."""
        return next((tile for tile in self.tiles if tile.id == name), None)

    def document(self) -> dict[str, Any]:
        """The board as a JSON document, without the empty members."""
        names = Tile.__dataclass_fields__
        tiles = [
            {name: getattr(tile, name) for name in names if getattr(tile, name)}
            for tile in self.tiles
        ]
        return {"version": VERSION, "title": self.title, "tiles": tiles}


@dataclass(frozen=True, slots=True)
class Flaw:
    """An error in a document: its place (``tiles[2].q``), its rule, the value found."""

    place: str
    code: str
    value: str = ""


class BoardError(ValueError):
    """A document that is not a dashboard; ``flaws`` lists why."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("; ".join(f"{flaw.place}: {flaw.code} {flaw.value}" for flaw in flaws))
        self.flaws = tuple(flaws)


def read(document: Any) -> Board:
    """The dashboard of a document, with default choices; raises ``BoardError`` with every flaw."""
    if not isinstance(document, dict):
        raise BoardError([Flaw("", "no_object")])
    flaws: list[Flaw] = []
    if document.get("version") != VERSION:
        flaws.append(Flaw("version", "version", str(document.get("version"))[:40]))
    flaws += [
        Flaw(str(name)[:40], "unknown") for name in document.keys() - {"version", "title", "tiles"}
    ]
    title = document.get("title")
    if not isinstance(title, str) or not title.strip():
        flaws.append(Flaw("title", "missing"))
    elif len(title) > LONGEST_TITLE:
        flaws.append(Flaw("title", "long"))
    tiles = document.get("tiles", [])
    if not isinstance(tiles, list):
        flaws.append(Flaw("tiles", "no_list"))
        tiles = []
    if len(tiles) > MOST_TILES:
        flaws.append(Flaw("tiles", "many", str(len(tiles))))
    for rank, tile in enumerate(tiles[:MOST_TILES]):
        flaws += _tile_flaws(tile, f"tiles[{rank + 1}]")
    if flaws:
        raise BoardError(flaws)
    return _numbered(Board(str(title).strip(), tuple(_tile(tile) for tile in tiles)))


def _tile_flaws(tile: Any, place: str) -> Iterable[Flaw]:
    if not isinstance(tile, dict):
        yield Flaw(place, "no_object")
        return
    rule = KINDS.get(tile["kind"]) if isinstance(tile.get("kind"), str) else None
    if rule is None:
        yield Flaw(f"{place}.kind", "choice", str(tile.get("kind"))[:40])
        return
    allowed = {"kind", "id", "title", *rule.needs, *rule.may, *rule.choices}
    for name in tile.keys() - allowed:
        yield Flaw(f"{place}.{str(name)[:40]}", "unknown")
    for name in sorted(tile.keys() & allowed - {"rows"}):
        if code := _text_flaw(name, tile[name]):
            yield Flaw(f"{place}.{name}", code, str(tile[name])[:40])
    for name in rule.needs:
        if not tile.get(name):
            yield Flaw(f"{place}.{name}", "missing")
    yield from _value_flaws(tile, rule, place)


def _text_flaw(name: str, value: Any) -> str:
    if not isinstance(value, str):
        return "no_text"
    return "long" if len(value) > (LONGEST_TEXT if name == "text" else LONGEST_NAME) else ""


def _value_flaws(tile: Mapping[str, Any], rule: _Rule, place: str) -> Iterable[Flaw]:
    for name, choices in rule.choices.items():
        if tile.get(name) and tile[name] not in choices:
            yield Flaw(f"{place}.{name}", "choice", str(tile[name])[:40])
    rows = tile.get("rows", 1)
    if "rows" in rule.may and not (type(rows) is int and 1 <= rows <= MOST_ROWS):
        yield Flaw(f"{place}.rows", "range", str(rows)[:40])
    if isinstance(tile.get("q"), str) and (wrong := q_flaw(tile["q"])):
        yield Flaw(f"{place}.q", "query", wrong)


def q_flaw(q: str) -> str:
    """The error in a query, empty when there is none (an empty query selects all)."""
    if not q:
        return ""
    try:
        parsed(q, _NO_NAMES)
    except Problem as problem:
        return problem.detail
    return ""


def _tile(tile: Mapping[str, Any]) -> Tile:
    rule = KINDS[tile["kind"]]
    found = {name: tile[name] for name in Tile.__dataclass_fields__ if tile.get(name)}
    chosen: dict[str, Any] = {name: choices[0] for name, choices in rule.choices.items()}
    chosen |= {"rows": 10} if "rows" in rule.may else {}
    return Tile(**(chosen | found))


def _numbered(board: Board) -> Board:
    """The board with an id for each tile: its own when no tile before has the same."""
    taken: set[str] = set()
    tiles = []
    for rank, tile in enumerate(board.tiles, start=1):
        name = tile.id if tile.id and tile.id not in taken else f"t{rank}"
        while name in taken:
            name += "x"
        taken.add(name)
        tiles.append(replace(tile, id=name))
    return replace(board, tiles=tuple(tiles))


# Editing ------------------------------------------------------------------------------------------


def added(board: Board, tile: Tile) -> Board:
    """The board with one more tile at the end."""
    highest = max(
        (int(t.id[1:]) for t in board.tiles if t.id[:1] == "t" and t.id[1:].isdecimal()), default=0
    )
    return replace(board, tiles=(*board.tiles, replace(tile, id=f"t{highest + 1}")))


def replaced(board: Board, tile: Tile) -> Board:
    """The board with a tile instead of the one with the same id."""
    return replace(board, tiles=tuple(tile if t.id == tile.id else t for t in board.tiles))


def removed(board: Board, name: str) -> Board:
    """The board without a tile."""
    return replace(board, tiles=tuple(tile for tile in board.tiles if tile.id != name))


def moved(board: Board, name: str, by: int) -> Board:
    """The board with a tile moved ``by`` places, within the list."""
    tiles = list(board.tiles)
    place = next((n for n, tile in enumerate(tiles) if tile.id == name), None)
    if place is not None:
        tile = tiles.pop(place)
        tiles.insert(min(max(place + by, 0), len(tiles)), tile)
    return replace(board, tiles=tuple(tiles))


# Answering ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """The last value of an attribute of an entity: number, unit, instant of observation."""

    entity: str
    value: float
    unit: str
    stamp: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a tile. ``state``: ``ok``, or why there is no figure.

    ``nothing``: no entity is selected; ``silent``: none has a value (in the period); ``units``:
    values in different units cannot be combined.
    """

    state: str
    value: float | None = None
    unit: str = ""
    entities: int = 0
    observations: int = 0
    last: int | None = None


def readings(docs: Iterable[Doc], attribute: str) -> list[Reading]:
    """The last number of an attribute, for each entity that has one."""
    found = []
    for doc in docs:
        numbers_of = [
            each
            for iri, instances in doc["attrs"].items()
            if same(attribute, iri)
            for each in instances
            if is_number(each["value"])
        ]
        if numbers_of:
            each = next((e for e in numbers_of if "datasetId" not in e), numbers_of[0])
            seen = each.get("observedAt")
            stamp = micros(seen) if seen else None
            found.append(Reading(doc["id"], float(each["value"]), each.get("unitCode", ""), stamp))
    return found


def unit_of(found: Sequence[Reading]) -> str | None:
    """The unit of some readings, None when there are several."""
    units = {reading.unit for reading in found}
    return None if len(units) > 1 else next(iter(units), "")


def figure(tile: Tile, docs: Sequence[Doc], history: Sequence[Points | Summed]) -> Answer:
    """The answer of a figure: from the last values, or from the observations of its period.

    The latest value is one of points: sums do not have it.
    """
    found = readings(docs, tile.attribute)
    sums: list[Summary] = []
    if tile.period == "now":
        stamped = [(reading.stamp or 0, reading.value) for reading in found]
        stamps, values = [s for s, _ in stamped], [v for _, v in stamped]
    else:
        stamps, values = numbers(each for each in history if isinstance(each, Points))
        sums = [s for each in history if isinstance(each, Summed) for s in each.summaries]
    unit = unit_of(found)
    count = len(values) + sum(each.n for each in sums)
    last = max((stamp for stamp in (*stamps, *(s.last for s in sums)) if stamp), default=None)
    answer = Answer("ok", None, unit or "", len(docs), count, last)
    if not docs:
        return replace(answer, state="nothing")
    if tile.measure == "count":
        return replace(answer, value=float(count), unit="")
    if not count:
        return replace(answer, state="silent")
    if unit is None:
        return replace(answer, state="units")
    if tile.measure == "latest" and values:
        return replace(answer, value=values[max(range(len(stamps)), key=stamps.__getitem__)])
    return replace(answer, value=_measured(tile.measure, values, sums))


def _measured(measure: str, values: Sequence[float], sums: Sequence[Summary]) -> float:
    low = min([*values, *(each.low for each in sums)])
    high = max([*values, *(each.high for each in sums)])
    if measure in ("min", "max"):
        return low if measure == "min" else high
    total = sum(values) + sum(each.total for each in sums)
    if measure == "sum":
        return total
    count = len(values) + sum(each.n for each in sums)
    return min(max(total / count, low), high)


def ranked(tile: Tile, docs: Sequence[Doc]) -> list[Reading]:
    """The first readings of a table, in its order."""
    found = readings(docs, tile.attribute)
    if tile.order == "recent":
        found.sort(key=lambda reading: -(reading.stamp or 0))
    else:
        sign = -1 if tile.order == "highest" else 1
        found.sort(key=lambda reading: sign * reading.value)
    return found[: tile.rows]
