"""Tables with a row per year or month: the same devices at several dates; the last one counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from jalons.footprint.engine.reading.mapping.columns import field_named
from jalons.footprint.engine.reading.vocabulary.fields import Field
from jalons.footprint.engine.reading.vocabulary.periods import Dated, Period, dated
from jalons.footprint.engine.reading.vocabulary.reference import table
from jalons.footprint.engine.reading.vocabulary.totals import is_total
from jalons.tabular.folding import fold

_FEWEST_PERIODS = 2
_PLACES = frozenset({Field.SITE, Field.ENTITY, Field.LABEL, Field.USER})

type Rows = Sequence[Sequence[str]]


def past_rows(
    rows: Rows, header: int, counted: Sequence[int], kinds: Collection[int]
) -> tuple[list[int], str]:
    """The rows (of ``counted``, 0-based) that count at an earlier date, and the label of the last.

    Nothing when the rows are not labelled by periods, or when places have not all the same ones:
    such rows are purchases, which add up.
    """
    body = [at for at in counted if not is_total([cell for cell in rows[at] if cell], figures=True)]
    for column in range(len(rows[header])):
        if column in kinds or not _is_named(rows, header, column, kinds):
            continue
        periods = {at: dated(rows[at][column]) for at in body}
        if body and all(map(_is_only_period, periods.values())):
            return _earlier(rows, header, column, periods, kinds)
    return [], ""


def _is_named(rows: Rows, header: int, column: int, kinds: Collection[int]) -> bool:
    """Whether a heading is that of periods; a blank one is when no other column has labels."""
    heading = fold(rows[header][column])
    others = [at for at in range(len(rows[header])) if at != column and at not in kinds]
    alone = not any(row[at] for row in rows[header + 1 :] for at in others)
    return heading in table("layouts")["periods"]["headings"] and (bool(heading) or alone)


def _is_only_period(text: Dated) -> bool:
    words = {*table("layouts")["periods"]["headings"], *table("layouts")["periods"]["counted"]}
    return text.period is not None and text.rest in words


def _earlier(
    rows: Rows, header: int, column: int, periods: dict[int, Dated], kinds: Collection[int]
) -> tuple[list[int], str]:
    """The rows before the last period, when all places have the same periods, once each."""
    beside = [
        at
        for at, heading in enumerate(rows[header])
        if at != column and at not in kinds and (not heading or field_named(heading) in _PLACES)
    ]
    places: dict[tuple[str, ...], list[Period | None]] = defaultdict(list)
    for at, text in periods.items():
        places[tuple(rows[at][other] for other in beside)].append(text.period)
    every = {text.period for text in periods.values()}
    whole = all(len(found) == len(every) and set(found) == every for found in places.values())
    if not whole or len(every) < _FEWEST_PERIODS:
        return [], ""
    last = max(filter(None, every))
    label = next(rows[at][column] for at in periods if periods[at].period == last)
    return [at for at in periods if periods[at].period != last], label
