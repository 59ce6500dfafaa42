"""What the cells of a column are read as: a text, a number, a day, a place, one of a few words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol, Self

from jalons.kernel.cells import unguarded
from jalons.tabular.amounts import read_amount
from jalons.tabular.days import DaySpan, day_order, read_span
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number
from jalons.tabular.places import read_place
from jalons.tabular.vocabulary import Vocabulary

NOTHING = ("n/a", "na", "nc", "n.c.", "nd", "n.d.", "-", "–", "—", "?")
"""What people write in a cell when nothing is known, in small letters."""
_TRUTHS = {"true": ("oui", "vrai", "yes", "true", "x", "1", "o"),
           "false": ("non", "faux", "no", "false", "0", "n")}  # fmt: skip
_PARTS = re.compile(r"[\n;,]")


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a cell cannot be read as its column asks: a code of ``messages.toml`` and its facts."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class ColumnKind[T](Protocol):
    """What the cells of a column are read as."""

    def read(self, text: str) -> T | CellFault | None:
        """The value of a cell, None when it says nothing, or why it cannot be read."""

    def fitted(self, cells: Sequence[str]) -> Self:
        """The kind once all the cells of the column were seen."""


def says_nothing(text: str) -> bool:
    """Whether a cell is blank, or says that nothing is known.

    >>> says_nothing(" N/A "), says_nothing("0")
    (True, False)
    """
    bare = text.strip().casefold()
    return not bare or bare in NOTHING


@dataclass(frozen=True)
class _Alone:
    """A kind that reads each cell by itself."""

    def fitted(self, _cells: Sequence[str]) -> Self:
        """The kind itself."""
        return self


@dataclass(frozen=True)
class TextKind(_Alone):
    """A text, of at most ``longest`` characters unless 0."""

    longest: int = 0

    def read(self, text: str) -> str | CellFault | None:
        """The text without blanks around it nor the apostrophe that makes a formula inert.

        A fault when it is too long, never cut.
        """
        bare = unguarded(text.strip())
        if self.longest and len(bare) > self.longest:
            return CellFault("cell_long", {"most": self.longest})
        return bare or None


@dataclass(frozen=True)
class NumberKind(_Alone):
    """A number within ``least`` and ``most``: ``whole`` ones read 1.200 as twelve hundred.

    ``units``: the words that may follow it, with how many each stands for (``amounts.EUROS``).
    """

    least: Decimal | None = None
    most: Decimal | None = None
    whole: bool = False
    units: Mapping[str, Decimal] | None = None

    def read(self, text: str) -> Decimal | CellFault | None:
        """The number in its unit; a fault when it is none, out of bounds or not whole."""
        if says_nothing(text):
            return None
        if self.units is not None:
            number = read_amount(text, self.units)
        else:
            number = read_number(text, grouped=self.whole)
        if number is None:
            return CellFault("cell_amount" if self.units and "€" in self.units else "cell_number")
        if self.whole and number != number.to_integral_value():
            return CellFault("cell_whole")
        if self.least is not None and number < self.least:
            return CellFault("cell_small", {"least": self.least})
        if self.most is not None and number > self.most:
            return CellFault("cell_large", {"most": self.most})
        return number


@dataclass(frozen=True)
class SpanKind:
    """Days, first and last: a day, a month, a quarter, a year, as ``days.read_span`` reads them.

    ``month_first`` reads 07/08/2020 as 8 July.
    """

    month_first: bool = False

    def fitted(self, cells: Sequence[str]) -> Self:
        """The kind with the order of day and month that the column shows, the day first if none."""
        orders = {day_order(cell) for cell in cells}
        return replace(self, month_first=-1 in orders and 1 not in orders)

    def read(self, text: str) -> DaySpan | CellFault | None:
        """The days of a cell; a fault when it names none."""
        if says_nothing(text):
            return None
        return read_span(text, month_first=self.month_first) or CellFault("cell_day")


@dataclass(frozen=True)
class DayKind:
    """One day: a month or a year alone is not one, and is not made into one."""

    span: SpanKind = SpanKind()

    def fitted(self, cells: Sequence[str]) -> Self:
        """As ``SpanKind.fitted``."""
        return replace(self, span=self.span.fitted(cells))

    def read(self, text: str) -> date | CellFault | None:
        """The day of a cell; a fault when it names none, or several."""
        found = self.span.read(text)
        if not isinstance(found, DaySpan):
            return found
        return found.start if found.is_day else CellFault("cell_several_days")


@dataclass(frozen=True)
class ChoiceKind(_Alone):
    """One of a few keys, each with its words: whatever their accents, capitals and number."""

    words: Mapping[str, Sequence[str]]

    @cached_property
    def _known(self) -> Vocabulary:
        return Vocabulary({key: (*names, key) for key, names in self.words.items()})

    def read(self, text: str) -> str | CellFault | None:
        """The key a cell names; a fault with the usual words when it names none."""
        found = self._known.exact(fold(text))
        if found is None and says_nothing(text):
            return None
        usual = [next(iter(names), key) for key, names in self.words.items()]
        return found or CellFault("cell_choice", {"choices": ", ".join(usual)})


@dataclass(frozen=True)
class SeveralKind(_Alone):
    """Several of a few keys: on lines of their own, or apart by a semicolon or a comma.

    >>> SeveralKind(ChoiceKind({"5": ["5 · Achats"], "6": ["6 · Réemploi"]})).read("5, 6")
    ('5', '6')
    """

    choice: ChoiceKind

    def read(self, text: str) -> tuple[str, ...] | CellFault | None:
        """The keys a cell names, each once; the first fault when a part names none."""
        whole = self.choice.read(text)
        parts = [whole] if isinstance(whole, str) else map(self.choice.read, _PARTS.split(text))
        found = [part for part in parts if part is not None]
        fault = next((each for each in found if isinstance(each, CellFault)), None)
        return fault or tuple(dict.fromkeys(map(str, found))) or None


@dataclass(frozen=True)
class TruthKind(_Alone):
    """Yes or no."""

    def read(self, text: str) -> bool | CellFault | None:
        """Whether a cell says yes; a fault when it says neither."""
        if says_nothing(text):
            return None
        bare = fold(text)
        found = next((key for key, names in _TRUTHS.items() if bare in names), None)
        return CellFault("cell_truth") if found is None else found == "true"


@dataclass(frozen=True)
class PointKind(_Alone):
    """A point of the earth, latitude first as maps copy it: 48.85, 2.35."""

    def read(self, text: str) -> tuple[float, float] | CellFault | None:
        """Longitude and latitude in degrees; a fault when the cell is no point."""
        return None if says_nothing(text) else read_place(text) or CellFault("cell_place")
