"""The answers of the tiles of a dashboard, for one audience and in bounded reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Max, QuerySet

from jalons.broker.engine.entities import Doc
from jalons.broker.engine.names import same
from jalons.broker.engine.problems import Problem
from jalons.broker.engine.query.language import parsed
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.query.tree import TYPE, Compare, conjunction
from jalons.broker.store.paging import walked
from jalons.broker.store.policies.redacting_store import RedactedReads
from jalons.broker.store.port import TypeCount
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.twin.engine.dashboards import (
    Answer,
    Board,
    Reading,
    Tile,
    figure,
    ranked,
    readings,
    unit_of,
)
from jalons.twin.web.connection import twin_store
from jalons.twin.web.observations import histories, queries
from jalons.twin.web.observations.histories import Line, Observed, Step, Window

from .models import Dashboard

MOST_ENTITIES = 2_000  # of a tile
MOST_HISTORIES = 300  # entities whose observations are read for a tile
MOST_DAYS_BY_HOUR = 31
TOGETHER = 1_000
DAYS = {"24h": 1, "7d": 7, "30d": 30, "90d": 90, "365d": 365}


@dataclass(frozen=True, slots=True)
class TileResult:
    """What a tile found in the twin; ``detail`` is the error in its query.

    Its answer has two more states: ``many`` entities for the bounds, ``wrong`` query.
    """

    tile: Tile
    answer: Answer
    docs: tuple[Doc, ...] = ()
    iris: tuple[str, ...] = ()
    attribute: str = ""
    rows: tuple[Reading, ...] = ()
    lines: tuple[Line, ...] = ()
    window: Window | None = None
    detail: str = ""


@dataclass(slots=True)
class TwinReader:
    """The reads of one page: a selection shared by several tiles is read once."""

    reads: RedactedReads
    tenant: str
    now: datetime
    _types: list[TypeCount] | None = None
    _selections: dict[tuple[str, str, str], tuple[list[Doc], int]] = field(default_factory=dict)

    @property
    def types(self) -> list[TypeCount]:
        if self._types is None:
            self._types = self.reads.types(self.tenant)
        return self._types

    def named(self, name: str) -> list[TypeCount]:
        """The types that a name in a document matches; all of them without a name."""
        return [kind for kind in self.types if not name or same(name, kind.iri)]

    def selection(self, tile: Tile) -> tuple[list[Doc], int]:
        """The first entities a tile selects, and how many there are.

        Raises ``Problem`` when its query has an error.
        """
        key = (tile.type, tile.q, tile.entity)
        if key not in self._selections:
            self._selections[key] = self._selected(tile)
        return self._selections[key]

    def _selected(self, tile: Tile) -> tuple[list[Doc], int]:
        kinds = self.named(tile.type)
        if not kinds:
            return [], 0
        known = (iri for kind in kinds for iri in kind.attrs)
        wanted = parsed(tile.q, queries.names(known)) if tile.q else None
        there = Compare(TYPE, "==", tuple(kind.iri for kind in kinds))
        query = EntityQuery(
            ids=(tile.entity,) if tile.entity else (),
            where=conjunction(there, wanted),
        )
        docs: list[Doc] = []
        for page in walked(partial(self.reads.query, self.tenant), query, size=TOGETHER):
            docs += page.docs
            if not page.more or len(docs) >= MOST_ENTITIES:
                break
        if not page.more:
            return docs, len(docs)
        counted = self.reads.query(self.tenant, replace(query, limit=0, counted=True))
        return docs, counted.total or len(docs)

    def history(
        self, docs: Sequence[Doc], attribute: str, shown: Window, *, summed: bool
    ) -> list[Observed]:
        """The observations of an attribute of some entities in a window, or their sums."""
        attrs = {iri for doc in docs for iri in doc["attrs"] if same(attribute, iri)}
        if not attrs:
            return []
        ids = [doc["id"] for doc in docs]
        read = histories.summed if summed else histories.points
        return [*read(self.reads, self.tenant, ids, sorted(attrs), shown)]


def every(authority: Authority) -> QuerySet[Dashboard]:
    return living(Dashboard, authority).select_related("authority__territory")


def opened(authority: Authority) -> QuerySet[Dashboard]:
    """The dashboards open to everybody."""
    return every(authority).filter(audience=Dashboard.Audience.OPEN)


def fresh(authority: Authority) -> Dashboard:
    """A new dashboard, not stored, at the end of the list."""
    last = every(authority).aggregate(last=Max("position"))["last"]
    return Dashboard(authority=authority, position=(last or 0) + 1)


def twin_reader(authority: Authority, *, audience: str, user: Any, now: datetime) -> TwinReader:
    tenant = twin_store.tenant_of(authority)
    return TwinReader(queries.reads(audience=audience, user=user), tenant, now)


def results(board: Board, reader: TwinReader) -> list[TileResult]:
    """The result of each tile, in their order."""
    return [_found(tile, reader) for tile in board.tiles]


def _found(tile: Tile, reader: TwinReader) -> TileResult:
    if tile.kind == "text":
        return TileResult(tile, Answer("ok"))
    try:
        docs, total = reader.selection(tile)
    except Problem as problem:
        return TileResult(tile, Answer("wrong"), detail=problem.detail)
    iris = tuple(kind.iri for kind in reader.named(tile.type))
    attribute = next(
        (iri for doc in docs for iri in doc["attrs"] if same(tile.attribute, iri)), tile.attribute
    )
    result = TileResult(tile, Answer("many", entities=total), tuple(docs), iris, attribute)
    if tile.kind == "live":
        return replace(result, answer=_live(docs, total, reader.now))
    if total > MOST_ENTITIES:
        return result
    return _table(result, docs) if tile.kind == "table" else _measured(result, docs, total, reader)


def _measured(found: TileResult, docs: Sequence[Doc], total: int, reader: TwinReader) -> TileResult:
    tile, shown = found.tile, _window(found.tile, reader.now)
    if shown is not None and total > MOST_HISTORIES:
        return found
    summed = tile.measure != "latest"
    history = (
        reader.history(docs, tile.attribute, shown, summed=summed) if shown is not None else []
    )
    answer = figure(replace(tile, measure=tile.measure or "mean"), docs, history)
    if answer.state == "ok":  # a title says of how many sensors: those that have a value
        spoke = {each.entity for each in history}
        known = spoke if shown is not None else readings(docs, tile.attribute)
        answer = replace(answer, entities=len(known))
    if tile.kind == "figure" or shown is None:
        return replace(found, answer=answer)
    return replace(found, answer=answer, lines=tuple(histories.lines(history, shown)), window=shown)


def _window(tile: Tile, now: datetime) -> Window | None:
    if tile.period == "now":
        return None
    days = DAYS[tile.period]
    by: dict[str, Step] = {"hour": "hour", "week": "week", "month": "month"}
    step = "day" if days > MOST_DAYS_BY_HOUR and tile.by == "hour" else by.get(tile.by, "day")
    return histories.since(tile.period, days, now=now, step=step)


def _table(result: TileResult, docs: Sequence[Doc]) -> TileResult:
    tile = result.tile
    known = readings(docs, tile.attribute)
    state = "ok" if known else ("silent" if docs else "nothing")
    if known and tile.order != "recent" and unit_of(known) is None:
        state = "units"
    last = max((reading.stamp for reading in known if reading.stamp), default=None)
    answer = Answer(state, None, "", len(docs), len(known), last)
    return replace(result, answer=answer, rows=tuple(ranked(tile, docs)) if state == "ok" else ())


def _live(docs: Sequence[Doc], total: int, now: datetime) -> Answer:
    last = max((stamp for doc in docs if (stamp := queries.last_seen(doc))), default=None)
    if not total:
        return Answer("nothing")
    if total > len(docs):
        return Answer("many", entities=total)
    return Answer("ok", float(queries.live(docs, now=now)), "", total, total, last)
