"""A waterfall: from one total to another, cause by cause, drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass

from jalons import wording
from jalons.foundation.design.drawings.frame import Titled
from jalons.foundation.design.drawings.labels import row_words
from jalons.foundation.design.drawings.svg import Markup, share, tag
from jalons.kernel import Interval

_ROW = 46


@dataclass(frozen=True, slots=True)
class Move:
    """What a cause adds to the total before it, or takes away; in the unit of its chart."""

    label: str
    value: Interval


@dataclass(frozen=True, slots=True)
class Waterfall(Titled):
    """Two totals and the moves between them, on one scale that starts at zero.

    Bars stand on central values; a pale stroke shows each interval.
    """

    start: tuple[str, Interval]
    moves: tuple[Move, ...]
    end: tuple[str, Interval]
    unit: str

    def _rows(self) -> list[tuple[str, float, Interval, bool]]:
        """Each row: its label, where it starts, its value, and whether it is a move."""
        rows, level = [(self.start[0], 0.0, self.start[1], False)], self.start[1].mid
        for move in self.moves:
            rows.append((move.label, level, move.value, True))
            level += move.value.mid
        return [*rows, (self.end[0], 0.0, self.end[1], False)]

    def scale(self) -> tuple[str, float]:
        """Its unit and the highest bound drawn."""
        return self.unit, max(start + value.high for _label, start, value, _moved in self._rows())

    def parts(self, lang: str) -> tuple[float, list[Markup]]:
        """The height of the drawing and its elements."""
        rows, top, found = self._rows(), self.scale()[1] or 1.0, list[Markup]()
        for rank, (label, start, value, moved) in enumerate(rows):
            words, y = wording.format_central(value, self.unit, lang), rank * _ROW
            found += row_words(label, wording.signed(words) if moved else words, y + 14)
            found += _bar(start, value, top, y + 21, moved=moved)
        return len(rows) * _ROW, found


def _bar(start: float, value: Interval, top: float, y: float, *, moved: bool) -> list[Markup]:
    """The bar of a row from where the one before stopped, and the stroke of its interval."""
    low, high = start + value.low, start + value.high
    left, width = min(start, start + value.mid), abs(value.mid)
    return [
        tag(
            "rect", x=share(left / top), y=y, width=share(width / top), height=13,
            fill="currentColor", fill_opacity="0.55" if moved else "0.92",
        ),
        tag(
            "line", x1=share(low / top), y1=y + 16, x2=share(high / top), y2=y + 16,
            stroke="currentColor", stroke_width=4, stroke_opacity="0.3",
        ),
    ]  # fmt: skip
