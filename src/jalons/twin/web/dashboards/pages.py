"""Dashboards as pages: each tile a sentence, a figure, its source, its last observation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.temporal.spreads import micros_of
from jalons.broker.store.units import symbol
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.curve import Curve
from jalons.foundation.design.page_language import number_words
from jalons.twin.engine.dashboards import Board, Tile
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount, moment
from jalons.twin.web.observations import histories, queries

from .queries import TileResult, TwinReader, results
from .wording import KINDS, MEASURES, ORDERS, PERIODS, STATES, STEPS

MOST_LINES = 100  # rows of the table beside a chart shown alone
ROWS_TOGETHER, FEWEST_ROWS = 24, 4  # rows of all tables of a page, and of each at least


@dataclass(frozen=True, slots=True)
class TileShown:
    """A tile ready for its page. ``figure`` is empty when ``state`` is the reason."""

    id: str
    kind: str
    heading: str
    sentence: str
    figure: str = ""
    unit: str = ""
    state: str = ""
    last: str = ""
    source: str = ""
    drawn: Curve | None = None
    table: Table | None = None
    left_out: int = 0
    text: str = ""

    @property
    def is_wide(self) -> bool:
        return bool(self.drawn or self.table)


@dataclass(frozen=True, slots=True)
class Block:
    """Tiles shown together: several cards side by side, or one wide tile."""

    wide: bool
    tiles: tuple[TileShown, ...]


def blocks(
    board: Board,
    reader: TwinReader,
    sheets: Mapping[str, TypePolicy],
    *,
    alone: str = "",
    url: Callable[[str], str] | None = None,
) -> list[Block]:
    """The blocks of a dashboard; with ``alone``, of one tile with all its rows."""
    if alone and (only := board.tile(alone)) is not None:
        board = replace(board, tiles=(only,))
    tables = sum(each.kind in ("chart", "table") for each in board.tiles)
    rows = MOST_LINES if alone else max(FEWEST_ROWS, ROWS_TOGETHER // max(tables, 2))
    shown = [tile(found, sheets, rows=rows, url=url) for found in results(board, reader)]
    found: list[Block] = []
    for wide, group in groupby(shown, key=lambda each: each.is_wide):
        together = tuple(group)
        found += (
            [Block(wide=True, tiles=(each,)) for each in together]
            if wide
            else [Block(wide=False, tiles=together)]
        )
    return found


def moment_of(when: datetime) -> str:
    return moment(micros_of(when))


def tile(
    result: TileResult,
    sheets: Mapping[str, TypePolicy],
    *,
    rows: int = MOST_LINES,
    url: Callable[[str], str] | None = None,
) -> TileShown:
    """A tile ready for its page, its table cut to ``rows``; ``url`` links entities."""
    spec, answer = result.tile, result.answer
    if spec.kind == "text":
        return TileShown(spec.id, "text", spec.title, "", text=spec.text)
    sentence = sentence_of(result, sheets)
    state = "" if answer.state == "ok" else str(STATES[answer.state])
    if result.detail:
        state = f"{state} {result.detail}"
    figure = answer.value if not state and spec.kind in ("figure", "live") else None
    return TileShown(
        spec.id,
        spec.kind,
        spec.title or sentence,
        sentence if spec.title else "",
        figure=amount(figure) if figure is not None else "",
        unit=symbol(answer.unit) if spec.kind == "figure" else "",
        state=state,
        last=moment(answer.last) if answer.last else "",
        source=_source(result, sheets),
        drawn=_drawn(result) if not state and spec.kind == "chart" else None,
        table=None if state else _table(result, rows, url),
        left_out=max(0, len(result.lines) - rows),
    )


def sentence_of(result: TileResult, sheets: Mapping[str, TypePolicy]) -> str:
    """What a tile shows, as a sentence."""
    spec, answer = result.tile, result.answer
    who = kinds(result, sheets)
    if spec.kind == "live":
        text = ngettext(
            "Of %(count)s sensor of %(who)s, how many observed something in the last day",
            "Of %(count)s sensors of %(who)s, how many observed something in the last day",
            answer.entities,
        )
        return text % {"count": number_words(answer.entities), "who": who}
    called = words.attribute(result.iris, result.attribute)
    parts = {
        "what": called.label,
        "who": who,
        "entities": number_words(answer.entities),
        "count": number_words(answer.observations),
    }
    text = _template(spec, answer.observations) % (parts | _choices(spec))
    return text + (_(", where %(q)s") % {"q": spec.q} if spec.q else "")


def _template(spec: Tile, observations: int) -> str:
    if spec.kind == "table":
        return _("%(what)s of %(who)s, %(order)s")
    if spec.kind == "chart":
        return _("%(what)s of %(who)s, over %(period)s, %(by)s")
    if spec.period == "now":
        return _("%(what)s of %(who)s: %(measure)s of the last values (sensors: %(entities)s)")
    return ngettext(
        "%(what)s of %(who)s: %(measure)s over %(period)s (%(count)s observation)",
        "%(what)s of %(who)s: %(measure)s over %(period)s (%(count)s observations)",
        observations,
    )


def _choices(spec: Tile) -> dict[str, str]:
    return {
        "measure": str(MEASURES.get(spec.measure, "")),
        "period": str(PERIODS.get(spec.period, "")),
        "by": str(STEPS.get(spec.by, "")),
        "order": str(ORDERS.get(spec.order, "")),
    }


def kinds(result: TileResult, sheets: Mapping[str, TypePolicy]) -> str:
    """The types of a tile, by the names of their policies; or its entity, if it has one."""
    if result.tile.entity and result.docs:
        return _("“%(name)s”") % {"name": queries.title(result.docs[0])}
    if not result.tile.type:
        return _("all types")
    named = [sheets[i].name if i in sheets else words.kind(i).label for i in result.iris]
    return _("“%(name)s”") % {"name": ", ".join(named) or words.kind(result.tile.type).label}


def _source(found: TileResult, sheets: Mapping[str, TypePolicy]) -> str:
    owners = (f"{sheets[iri].name}, {sheets[iri].owner}" for iri in found.iris[:3] if iri in sheets)
    return " ; ".join(owners)


def _drawn(result: TileResult) -> Curve | None:
    assert result.window is not None  # noqa: S101  a chart has one
    title = str(words.attribute(result.iris, result.attribute))
    unit = symbol(result.answer.unit)
    return histories.curve(title, unit, result.lines, result.window)


def _table(result: TileResult, rows: int, url: Callable[[str], str] | None) -> Table | None:
    called = str(words.attribute(result.iris, result.attribute))
    if result.tile.kind == "chart":
        return lines_table(called, symbol(result.answer.unit), result.lines[-rows:])
    if result.tile.kind != "table":
        return None
    titles = {doc["id"]: queries.title(doc) for doc in result.docs}
    rows_of = tuple(
        (
            Cell(titles[row.entity], url=url(row.entity) if url else ""),
            amount(row.value, row.unit),
            moment(row.stamp),
        )
        for row in result.rows
    )
    columns = (Column(_("Sensor")), Column(_("Last value"), numeric=True), Column(_("Observed")))
    return Table(called, columns, rows_of)


def lines_table(title: str, unit: str, lines: Sequence[histories.Line]) -> Table:
    """The table of a history, the latest period first; a dash where there is no value."""
    rows = tuple(
        (
            line.label,
            amount(line.spread.mean) if line.spread else "–",
            f"{amount(line.spread.low)} – {amount(line.spread.high)}" if line.spread else "–",
        )
        for line in reversed(lines)
    )
    columns = (
        Column(_("Period")),
        Column(_("Mean"), numeric=True),
        Column(_("From least to most"), numeric=True),
    )
    return Table(f"{title} ({unit})" if unit else title, columns, rows)


def editing(result: TileResult, sheets: Mapping[str, TypePolicy]) -> tuple[str, str, str]:
    """A tile in the editor: its id, its kind in words, its title or sentence."""
    spec = result.tile
    text = spec.text[:160] if spec.kind == "text" else sentence_of(result, sheets)
    return spec.id, str(KINDS[spec.kind]), spec.title or text
