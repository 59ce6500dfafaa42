"""Tables and drawings of a chapter: a drawing always has a text alternative."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jalons import wording
from jalons.footprint.words.figures import say
from jalons.foundation.design.drawings.charts import (
    IntervalBars,
    StackedBars,
    drawing,
    picture_caption,
)
from jalons.foundation.documents.tree import Picture, Table, Text
from jalons.wording import colon, semicolon


def table(
    caption: str, header: Sequence[str], rows: Iterable[tuple[Text, ...]], *, words: int
) -> Table:
    """A table whose first ``words`` columns are words and the others numbers."""
    numeric = frozenset(range(words, len(header)))
    return Table(caption, tuple(header), tuple(rows), numeric)


def picture(chart: StackedBars | IntervalBars, lang: str) -> Picture:
    """A chart as a picture of the document, its values in the alternative text."""
    values = _stacked(chart, lang) if isinstance(chart, StackedBars) else _intervals(chart, lang)
    alternative = say(
        "chapter.alternative", lang, title=chart.variable, values=semicolon(lang).join(values)
    )
    return Picture(drawing(chart, lang), alternative, picture_caption(chart, lang))


def _stacked(chart: StackedBars, lang: str) -> list[str]:
    return [f"{label}{colon(lang)}{total}" for label, _, total in chart.bars(lang)]


def _intervals(chart: IntervalBars, lang: str) -> list[str]:
    return [
        f"{label}{colon(lang)}{wording.format_span(value, chart.unit, lang)}"
        for label, value in chart.rows
    ]
