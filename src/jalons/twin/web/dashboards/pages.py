"""Dashboards in words: each tile a sentence, a figure, where it comes from and when it was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.broker.engine.policies.policy import Sheet
from jalons.broker.engine.temporal.spreads import micros_of
from jalons.broker.store.units import symbol
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.curve import Curve
from jalons.foundation.design.page_language import number_words
from jalons.twin.engine.dashboards import Board, Tile
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import amount, moment
from jalons.twin.web.observations import histories, queries

from .queries import Asker, Found, answers
from .wording import KINDS, MEASURES, ORDERS, PERIODS, STATES, STEPS

MOST_LINES = 100  # rows of the table beside a chart shown alone
ROWS_TOGETHER, FEWEST_ROWS = 24, 4  # rows of all tables of a page, and of each at least


@dataclass(frozen=True, slots=True)
class TileShown:
    """A tile ready for its page. ``figure`` is empty where ``state`` says why there is none."""

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
        """Whether it takes the width of the page."""
        return bool(self.drawn or self.table)


@dataclass(frozen=True, slots=True)
class Block:
    """Tiles that stand together: several cards side by side, or one that is wide."""

    wide: bool
    tiles: tuple[TileShown, ...]


def blocks(
    board: Board,
    asking: Asker,
    sheets: Mapping[str, Sheet],
    *,
    alone: str = "",
    url: Callable[[str], str] | None = None,
) -> list[Block]:
    """The page of a dashboard, or of one tile of it ``alone``, with all its rows."""
    if alone and (only := board.tile(alone)) is not None:
        board = replace(board, tiles=(only,))
    tables = sum(each.kind in ("chart", "table") for each in board.tiles)
    rows = MOST_LINES if alone else max(FEWEST_ROWS, ROWS_TOGETHER // max(tables, 2))
    shown = [tile(found, sheets, rows=rows, url=url) for found in answers(board, asking)]
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
    """An instant in words."""
    return moment(micros_of(when))


def tile(
    found: Found,
    sheets: Mapping[str, Sheet],
    *,
    rows: int = MOST_LINES,
    url: Callable[[str], str] | None = None,
) -> TileShown:
    """What a tile shows, in so many rows; ``url`` gives the page of an entity one may open."""
    asked, answer = found.tile, found.answer
    if asked.kind == "text":
        return TileShown(asked.id, "text", asked.title, "", text=asked.text)
    sentence = sentence_of(found, sheets)
    state = "" if answer.state == "ok" else str(STATES[answer.state])
    if found.detail:
        state = f"{state} {found.detail}"
    figure = answer.value if not state and asked.kind in ("figure", "live") else None
    return TileShown(
        asked.id,
        asked.kind,
        asked.title or sentence,
        sentence if asked.title else "",
        figure=amount(figure) if figure is not None else "",
        unit=symbol(answer.unit) if asked.kind == "figure" else "",
        state=state,
        last=moment(answer.last) if answer.last else "",
        source=_source(found, sheets),
        drawn=_drawn(found) if not state and asked.kind == "chart" else None,
        table=None if state else _table(found, rows, url),
        left_out=max(0, len(found.lines) - rows),
    )


def sentence_of(found: Found, sheets: Mapping[str, Sheet]) -> str:
    """What a tile asks, as a sentence."""
    asked, answer = found.tile, found.answer
    who = kinds(found, sheets)
    if asked.kind == "live":
        told = ngettext(
            "Of %(count)s sensor of %(who)s, how many observed something in the last day",
            "Of %(count)s sensors of %(who)s, how many observed something in the last day",
            answer.entities,
        )
        return told % {"count": number_words(answer.entities), "who": who}
    called = words.attribute(found.iris, found.attribute)
    parts = {
        "what": called.label,
        "who": who,
        "entities": number_words(answer.entities),
        "count": number_words(answer.observations),
    }
    text = _asked(asked, answer.observations) % (parts | _chosen(asked))
    return text + (_(", where %(q)s") % {"q": asked.q} if asked.q else "")


def _asked(asked: Tile, observations: int) -> str:
    if asked.kind == "table":
        return _("%(what)s of %(who)s, %(order)s")
    if asked.kind == "chart":
        return _("%(what)s of %(who)s, over %(period)s, %(by)s")
    if asked.period == "now":
        return _("%(what)s of %(who)s: %(measure)s of the last values (sensors: %(entities)s)")
    return ngettext(
        "%(what)s of %(who)s: %(measure)s over %(period)s (%(count)s observation)",
        "%(what)s of %(who)s: %(measure)s over %(period)s (%(count)s observations)",
        observations,
    )


def _chosen(asked: Tile) -> dict[str, str]:
    return {
        "measure": str(MEASURES.get(asked.measure, "")),
        "period": str(PERIODS.get(asked.period, "")),
        "by": str(STEPS.get(asked.by, "")),
        "order": str(ORDERS.get(asked.order, "")),
    }


def kinds(found: Found, sheets: Mapping[str, Sheet]) -> str:
    """The types a tile is about, by the names of their sheets; or the entity, when it is one."""
    if found.tile.entity and found.docs:
        return _("“%(name)s”") % {"name": queries.title(found.docs[0])}
    if not found.tile.type:
        return _("all types")
    named = [sheets[i].name if i in sheets else words.kind(i).label for i in found.iris]
    return _("“%(name)s”") % {"name": ", ".join(named) or words.kind(found.tile.type).label}


def _source(found: Found, sheets: Mapping[str, Sheet]) -> str:
    told = [f"{sheets[iri].name}, {sheets[iri].owner}" for iri in found.iris[:3] if iri in sheets]
    return " ; ".join(told)


def _drawn(found: Found) -> Curve | None:
    assert found.window is not None  # noqa: S101  a chart has one
    title = str(words.attribute(found.iris, found.attribute))
    unit = symbol(found.answer.unit)
    return histories.curve(title, unit, found.lines, found.window)


def _table(found: Found, rows: int, url: Callable[[str], str] | None) -> Table | None:
    called = str(words.attribute(found.iris, found.attribute))
    if found.tile.kind == "chart":
        return lines_table(called, symbol(found.answer.unit), found.lines[-rows:])
    if found.tile.kind != "table":
        return None
    titles = {doc["id"]: queries.title(doc) for doc in found.docs}
    told = tuple(
        (
            Cell(titles[each.entity], url=url(each.entity) if url else ""),
            amount(each.value, each.unit),
            moment(each.stamp),
        )
        for each in found.rows
    )
    columns = (Column(_("Sensor")), Column(_("Last value"), numeric=True), Column(_("Observed")))
    return Table(called, columns, told)


def lines_table(title: str, unit: str, held: Sequence[histories.Line]) -> Table:
    """The table of a history, the latest period first; a period without a value has a dash."""
    rows = tuple(
        (
            line.label,
            amount(line.spread.mean) if line.spread else "–",
            f"{amount(line.spread.low)} – {amount(line.spread.high)}" if line.spread else "–",
        )
        for line in reversed(held)
    )
    columns = (
        Column(_("Period")),
        Column(_("Mean"), numeric=True),
        Column(_("From least to most"), numeric=True),
    )
    return Table(f"{title} ({unit})" if unit else title, columns, rows)


def editing(found: Found, sheets: Mapping[str, Sheet]) -> tuple[str, str, str]:
    """A tile in the editor: its id, its kind in words, what it asks or says."""
    asked = found.tile
    said = asked.text[:160] if asked.kind == "text" else sentence_of(found, sheets)
    return asked.id, str(KINDS[asked.kind]), asked.title or said
