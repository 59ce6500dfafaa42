"""Dashboards as pages: each tile a sentence, a figure, its source, its last observation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.broker.engine.policies.policy import TypePolicy
from jalons.broker.engine.temporal.spreads import micros_of
from jalons.broker.store.units import symbol
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.drawings.curve import Curve
from jalons.foundation.design.page_language import number_words
from jalons.twin.engine.dashboards import Board, Tile, readings, unit_of
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount, moment
from jalons.twin.web.observations import histories, queries

from .queries import TileResult, TwinReader, results
from .wording import KINDS, MEASURES, PERIODS, STATES, STEPS

MOST_LINES = 100  # rows of the table beside a chart shown alone
SIGNS = {
    ">": gettext_lazy("above %(value)s"), "<": gettext_lazy("below %(value)s"),
    ">=": gettext_lazy("at least %(value)s"), "<=": gettext_lazy("at most %(value)s"),
}  # fmt: skip
SIMPLE = re.compile(r"([A-Za-z]\w*)(>=|>|<=|<)(-?\d+(?:\.\d+)?)")
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
    level: str = ""
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
    rows = MOST_LINES if alone else max(FEWEST_ROWS, ROWS_TOGETHER // max(tables, 3))
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
    state = "" if answer.state == "ok" else _why(result)
    if result.detail:
        state = f"{state} {result.detail}"
    figure = answer.value if not state and spec.kind in ("figure", "live") else None
    return TileShown(
        spec.id,
        spec.kind,
        spec.title or sentence,
        sentence if spec.title else "",
        figure=amount(figure) if figure is not None else "",
        unit=_unit(result),
        level=_level(result) if figure is not None else "",
        state=state,
        last=moment(answer.last) if answer.last else "",
        source=_source(result, sheets),
        drawn=_drawn(result) if not state and spec.kind == "chart" else None,
        table=None if state else _table(result, rows, url),
        left_out=max(0, len(result.lines) - rows),
    )


def sentence_of(result: TileResult, sheets: Mapping[str, TypePolicy]) -> str:
    """What a tile shows, as people name it."""
    spec, answer = result.tile, result.answer
    if spec.kind == "live":
        return _("Sensors that measured something in the last 24 hours")
    called = words.attribute(result.iris, result.attribute)
    parts = {
        "what": called.label,
        "who": kinds(result, sheets),
        "sensors": number_words(answer.entities),
        "rows": spec.rows,
        "measure": str(MEASURES.get(spec.measure, "")),
        "period": str(PERIODS.get(spec.period, "")),
        "by": str(STEPS.get(spec.by, "")),
    }
    text = _template(spec, answer.entities) % parts
    return f"{text}, {selected(result)}" if spec.q else text


def _template(spec: Tile, sensors: int) -> str:
    if spec.kind == "table":
        return {
            "highest": _("%(what)s: the %(rows)s highest values"),
            "lowest": _("%(what)s: the %(rows)s lowest values"),
        }.get(spec.order, _("%(what)s: the %(rows)s most recent values"))
    if spec.entity or not sensors:
        figure = _("%(what)s of %(who)s, %(measure)s, %(period)s")
        return _("%(what)s of %(who)s, %(period)s, %(by)s") if spec.kind == "chart" else figure
    if spec.kind == "chart":
        return ngettext(
            "%(what)s, mean of the only sensor, %(period)s, %(by)s",
            "%(what)s, mean of the %(sensors)s sensors, %(period)s, %(by)s",
            sensors,
        )
    if spec.measure == "count":
        values = _("%(what)s, number of values, %(period)s")
        return _("How many sensors: %(what)s") if spec.period == "now" else values
    return ngettext(
        "%(what)s, %(measure)s of the only sensor, %(period)s",
        "%(what)s, %(measure)s of the %(sensors)s sensors, %(period)s",
        sensors,
    )


def selected(result: TileResult) -> str:
    """The selection of a tile in words, as typed when it is more than one comparison."""
    spec = result.tile
    found = SIMPLE.fullmatch(spec.q.strip())
    if found is None:
        return _("where %(q)s") % {"q": spec.q}
    name, sign, value = found.groups()
    same_one = name == spec.attribute
    unit = (unit_of(readings(result.docs, result.attribute)) or "") if same_one else ""
    said = str(SIGNS[sign]) % {"value": amount(float(value), unit)}
    return said if same_one else f"{words.attribute(result.iris, name)} {said}"


def _unit(result: TileResult) -> str:
    if result.tile.kind == "live":
        total = number_words(result.answer.entities)
        return _("of %(total)s") % {"total": total} if result.answer.entities else ""
    return symbol(result.answer.unit) if result.tile.kind == "figure" else ""


def _why(result: TileResult) -> str:
    """Why a tile has no figure, with the last value there is."""
    text = str(STATES[result.answer.state])
    known = [r.stamp for r in readings(result.docs, result.attribute) if r.stamp is not None]
    if result.answer.state == "silent" and known:
        return f"{text} {_('The last one: %(when)s.') % {'when': moment(max(known))}}"
    return text


def _limit(result: TileResult) -> tuple[float, str] | None:
    """The threshold of the property of a tile about one type, with its name and value."""
    unit = result.answer.unit
    known = (words.daily_limit(iri, result.attribute, unit) for iri in result.iris[:1])
    return next(known, None) if len(result.iris) == 1 else None


def _level(result: TileResult) -> str:
    """Where a mean of 24 hours stands; empty for a figure the threshold is not about."""
    spec, value, limit = result.tile, result.answer.value, _limit(result)
    if value is None or limit is None or (spec.measure, spec.period) != ("mean", "24h"):
        return ""
    text = words.against(limit[1], above=value > limit[0])
    return text[:1].upper() + text[1:]


def kinds(result: TileResult, sheets: Mapping[str, TypePolicy]) -> str:
    """The types of a tile, by the names of their policies; or its entity, if it has one."""
    if result.tile.entity and result.docs:
        return _("“%(name)s”") % {"name": queries.title(result.docs[0])}
    if not result.tile.type:
        return _("all types")
    named = [words.type_name(iri, sheets) for iri in result.iris]
    return _("“%(name)s”") % {"name": ", ".join(named) or words.kind(result.tile.type).label}


def _source(found: TileResult, sheets: Mapping[str, TypePolicy]) -> str:
    owners = (f"{sheets[iri].name}, {sheets[iri].owner}" for iri in found.iris[:3] if iri in sheets)
    return " ; ".join(owners)


def _drawn(result: TileResult) -> Curve | None:
    assert result.window is not None  # noqa: S101  a chart has one
    title = str(words.attribute(result.iris, result.attribute))
    unit = symbol(result.answer.unit)
    found = histories.curve(title, unit, result.lines, result.window)
    limit = _limit(result) if result.tile.by in ("hour", "day") else None
    return replace(found, limit=limit) if found is not None else None


def _table(result: TileResult, rows: int, url: Callable[[str], str] | None) -> Table | None:
    called = str(words.attribute(result.iris, result.attribute))
    if result.tile.kind == "chart":
        return lines_table(called, symbol(result.answer.unit), result.lines[-rows:], result.window)
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


def lines_table(
    title: str, unit: str, lines: Sequence[histories.Line], window: histories.Window | None = None
) -> Table:
    """The table of a history, the latest period first; with a window, one under way says so."""
    last = lines[-1] if lines and window and not histories.is_whole(lines[-1], window) else None
    rows = tuple(
        (
            _("%(period)s, under way") % {"period": line.label} if line is last else line.label,
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
