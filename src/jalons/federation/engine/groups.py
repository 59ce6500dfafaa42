"""Figures of other territories: read from the tables they share, put with those that compare.

A figure enters a group only when its file says all that comparing needs: whose it is, the
indicator, the period, the unit, the method with its version, what was counted and what was left
out. What is missing, doubtful or impossible is left out with the code of a reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from math import isfinite

from jalons.federation.engine.contents import LARGEST
from jalons.federation.engine.releases import ComparedGroup
from jalons.kernel import JalonsError, Period, Where
from jalons.kernel.contracts import IndicatorSheet
from jalons.kernel.quantity import Unit
from jalons.tabular import DEFAULT_LIMITS
from jalons.tabular.files.delimited import read_delimited
from jalons.tabular.folding import composed

COLUMNS = ("REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "METHOD",
           "INCLUDED", "EXCLUDED")  # fmt: skip
MOST_LINES = 5_000
MOST_PERIMETER, MOST_NAME = 200, 80
_VERSIONED = re.compile(r".+/[0-9][0-9A-Za-z.\-]*")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")


class Left(StrEnum):
    """Why a figure is in no group."""

    COLUMNS = "columns"  # the file lacks a column that comparing needs
    UNREADABLE = "unreadable"
    LONG = "long"
    TERRITORY = "territory"  # its SIREN is no territory of a known population
    AREA = "area"  # the line is about another territory than the one that signed
    INDICATOR = "indicator"
    METHOD = "method"  # no version of a method
    PERIOD = "period"
    UNIT = "unit"
    VALUE = "value"  # no number, or one that cannot be
    TWICE = "twice"  # two values where one is expected: none is chosen


@dataclass(frozen=True, slots=True)
class SharedFigure:
    """A line of a table, its value in the unit of its indicator; ``left`` is why it is left out."""

    indicator: str = ""
    method: str = ""
    period: str = ""
    perimeter: str = ""
    unit: str = ""
    value: float = 0.0
    left: Left | None = None

    @property
    def compares(self) -> tuple[str, str, str, str]:
        """What two figures must have in common."""
        return self.indicator, self.method, self.period, self.perimeter


def read_figures(
    content: bytes, areas: Collection[str], sheets: Mapping[str, IndicatorSheet]
) -> tuple[SharedFigure, ...]:
    """The figures of a table whose columns have the names of SDMX, those left out included.

    ``areas`` are the names of the territory that signed it: its SIREN, its code. Nothing is raised:
    a file that is no such table is one figure that is left out.
    """
    try:
        found = read_delimited(content, Where(), DEFAULT_LIMITS, otherwise=",")
    except JalonsError:
        return (SharedFigure(left=Left.UNREADABLE),)
    rows = found.rows
    heading = [cell.strip() for cell in rows[0]] if rows else []
    if not set(COLUMNS) <= set(heading):
        return (SharedFigure(left=Left.COLUMNS),)
    if len(rows) > MOST_LINES:
        return (SharedFigure(left=Left.LONG),)
    lines = [dict(zip(heading, row, strict=False)) for row in rows[1:] if any(row)]
    if found.delimiter == ";":  # saved again by a French spreadsheet: commas in numbers
        lines = [{**line, "OBS_VALUE": _with_point(line.get("OBS_VALUE", ""))} for line in lines]
    read = [_figure(line, areas, sheets) for line in lines]
    seen = Counter(each.compares for each in read if each.left is None)
    return tuple(
        replace(each, left=Left.TWICE) if each.left is None and seen[each.compares] > 1 else each
        for each in read
    )


def _with_point(text: str) -> str:
    return re.sub(r"(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3})", "", text).replace(",", ".", 1)


def _figure(
    line: Mapping[str, str], areas: Collection[str], sheets: Mapping[str, IndicatorSheet]
) -> SharedFigure:
    cells = {name: line.get(name, "").strip() for name in COLUMNS}
    found = SharedFigure(cells["INDICATOR"][:MOST_NAME], cells["METHOD"][:MOST_NAME],
                       cells["TIME_PERIOD"][:30], unit=cells["UNIT_MEASURE"][:40])  # fmt: skip
    if cells["REF_AREA"] not in areas:
        return replace(found, left=Left.AREA)
    sheet = sheets.get(cells["INDICATOR"])
    if sheet is None:
        return replace(found, left=Left.INDICATOR)
    if len(cells["METHOD"]) > MOST_NAME or not _VERSIONED.fullmatch(cells["METHOD"]):
        return replace(found, left=Left.METHOD)
    try:
        period = str(Period.parse(cells["TIME_PERIOD"]))
    except JalonsError:
        return replace(found, left=Left.PERIOD)
    value = in_unit(cells["OBS_VALUE"], cells["UNIT_MEASURE"], sheet)
    if isinstance(value, Left):
        return replace(found, period=period, left=value)
    counted = perimeter(_parts(cells["INCLUDED"]), _parts(cells["EXCLUDED"]))
    return SharedFigure(sheet.id, cells["METHOD"], period, counted, sheet.unit.symbol, value)


def in_unit(text: str, unit: str, sheet: IndicatorSheet) -> float | Left:
    """A number in the unit of an indicator, or why there is none."""
    try:
        read = Unit.parse(unit)
    except JalonsError:
        return Left.UNIT
    if read.dimensions != sheet.unit.dimensions or (
        # a share is written in % or as a fraction: a bare number could be either
        not read.dimensions and read.symbol != sheet.unit.symbol
    ):
        return Left.UNIT
    if not _NUMBER.fullmatch(text):
        return Left.VALUE
    value = float(text) * (read.factor / sheet.unit.factor)
    least = -LARGEST if sheet.least is None else sheet.least
    most = LARGEST if sheet.most is None else sheet.most
    return value if isfinite(value) and least <= value <= most else Left.VALUE


def perimeter(included: Iterable[str], excluded: Iterable[str]) -> str:
    """What was counted, the same for the same words in any order: two lists and a slash.

    >>> perimeter(["ordinateurs", "Écrans "], ["serveurs"])
    'ordinateurs, écrans / serveurs'
    """
    inside, outside = (", ".join(sorted({_words(each) for each in found if each.strip()}))
                       for found in (included, excluded))  # fmt: skip
    text = f"{inside} / {outside}" if outside else inside
    if len(text) <= MOST_PERIMETER:
        return text
    mark = sha256(text.encode()).hexdigest()[:12]
    return f"{text[: MOST_PERIMETER - 16]}… {mark}"


def _words(text: str) -> str:
    return " ".join(composed(text).lower().split())


def _parts(cell: str) -> Sequence[str]:
    return cell.split(" | ") if cell else ()


@dataclass(frozen=True, slots=True)
class MemberFigure:
    """A figure that compares, with the territory it is of: its SIREN, its type, its band."""

    member: str
    kind: str
    band: str
    figure: SharedFigure


def grouped(figures: Iterable[MemberFigure]) -> dict[ComparedGroup, dict[str, float]]:
    """The values of each group by member; those left out are in none.

    A territory with two values for one group is in it with none: nobody knows which is right.
    """
    found: dict[ComparedGroup, dict[str, float]] = {}
    doubtful: set[tuple[ComparedGroup, str]] = set()
    for each in figures:
        line = each.figure
        if line.left is not None:
            continue
        group = ComparedGroup(*line.compares, each.kind, each.band, line.unit)
        if found.setdefault(group, {}).setdefault(each.member, line.value) != line.value:
            doubtful.add((group, each.member))
    for group, member in doubtful:
        del found[group][member]
    return found
