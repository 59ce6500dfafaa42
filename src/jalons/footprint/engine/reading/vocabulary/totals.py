"""Rows that sum others, by their label or by their figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import prod

from jalons.footprint.engine.reading.vocabulary.reference import table
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import singulars

_LONGEST = 60
_FEWEST_SUMMED = 2
_SHOWN = 12
_LEAST_LISTED = 10
# Below, the figures of a row may equal a sum by chance: one chance in as many, about.
_SURE, _SURE_ALONE = 100, 1000


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A row of a table of numbers: its place, the texts beside its numbers, its numbers."""

    at: int
    texts: tuple[str, ...]
    numbers: tuple[float, ...]

    @property
    def label(self) -> str:
        """The first text, "" without."""
        return next(filter(None, self.texts), "")


@dataclass(slots=True)
class Sums:
    """The places of rows that sum others: ``named`` so, ``sure`` by their figures, ``doubted``."""

    named: list[int] = field(default_factory=list)
    sure: list[int] = field(default_factory=list)
    doubted: list[int] = field(default_factory=list)

    def __contains__(self, at: int) -> bool:
        return at in self.named or at in self.sure


def listed(rows: Iterable[int]) -> str:
    """The first numbers of rows, as a text."""
    numbers = list(rows)
    return ", ".join(map(str, numbers[:_SHOWN])) + (", …" if len(numbers) > _SHOWN else "")


def is_total(texts: Sequence[str], *, figures: bool = False) -> bool:
    """Whether the filled cells of a row say that it sums others, or computes (``figures``).

    >>> is_total(["S/Total écoles", "12"]), is_total(["Max"]), is_total(["Max"], figures=True)
    (True, False, True)
    """
    return any(map(_says_total, texts[:2])) or (figures and _says_figure(texts[:1]))


def _says_total(text: str) -> bool:
    words = singulars(fold(text)) if len(text) <= _LONGEST else []
    if not words:
        return False
    return tuple(words) in _phrases("whole") or _begins(words, "begins")


def _says_figure(texts: Sequence[str]) -> bool:
    if not texts or len(texts[0]) > _LONGEST:
        return False
    return texts[0].startswith("%") or _begins(singulars(fold(texts[0])), "figures")


def _begins(words: Sequence[str], name: str) -> bool:
    known = _phrases(name)
    return any(tuple(words[:size]) in known for size in range(1, min(len(words), 4) + 1))


@cache
def _phrases(name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(singulars(fold(phrase))) for phrase in table("layouts")["totals"][name])


def maybe_sums(kinds: Sequence[str], numbers: Sequence[float]) -> list[int]:
    """The places of a list where a kind's quantity is the sum of its rows just above, ten or more.

    >>> maybe_sums(["PC", "PC", "PC", "PC"], [10, 5, 15, 3])
    [2]
    """
    found: list[int] = []
    block: list[float] = []
    for at, (kind, number) in enumerate(zip(kinds, numbers, strict=True)):
        if at and kind != kinds[at - 1]:
            block = []
        if len(block) >= _FEWEST_SUMMED and number == sum(block) >= _LEAST_LISTED:
            found.append(at)
            block = []
            continue
        block.append(number)
    return found


def sums_of(rows: Sequence[NumberRow]) -> Sums:
    """The rows that sum those above since the last sum, or those below until the next one.

    Figures that may be equal by chance are a sum when the label is that of a group, too; they are
    doubted otherwise.
    """
    sums = Sums(named=[row.at for row in rows if is_total(row.texts, figures=True)])
    _sums_above(rows, sums)
    _sums_below(rows, sums)
    _sums_above(rows, sums)
    sums.doubted = [at for at in dict.fromkeys(sums.doubted) if at not in sums]
    return sums


def _sums_above(rows: Sequence[NumberRow], sums: Sums) -> None:
    block: list[NumberRow] = []
    counted: list[NumberRow] = []
    for row in rows:
        if row.at in sums:
            block = []
            continue
        summed = next((each for each in (block, counted) if _is_sum(row, each)), None)
        if summed is not None and _accept(row, summed, sums):
            block = []
            continue
        block.append(row)
        counted.append(row)


def _sums_below(rows: Sequence[NumberRow], sums: Sums) -> None:
    groups = _in_capitals(rows)
    for place in range(len(rows) - 1, -1, -1):
        row, below = rows[place], []
        if row.at in sums:
            continue
        for each in rows[place + 1 :]:
            if each.at in sums.named:
                break
            if each.at not in sums.sure:
                below.append(each)
            if sum(map(_weight, below)) >= _weight(row):
                break
        if _is_sum(row, below):
            _accept(row, below, sums, group=row.at in groups)


def _in_capitals(rows: Sequence[NumberRow]) -> frozenset[int]:
    """The rows in capitals above rows that are not; one alone may be an initialism."""
    heads = [at for at, row in enumerate(rows) if row.label.isupper()]
    apart = [after - before > _FEWEST_SUMMED for before, after in pairwise([*heads, len(rows)])]
    return frozenset(rows[at].at for at in heads) if len(heads) > 1 and all(apart) else frozenset()


def _weight(row: NumberRow) -> float:
    return sum(row.numbers)


def _is_sum(row: NumberRow, others: Sequence[NumberRow]) -> bool:
    if len(others) < _FEWEST_SUMMED or not any(row.numbers):
        return False
    columns = zip(*(each.numbers for each in others), strict=True)
    return row.numbers == tuple(map(sum, columns))


def _accept(
    row: NumberRow, summed: Sequence[NumberRow], sums: Sums, *, group: bool = False
) -> bool:
    """Whether the row is a sum: by its figures, or by its label when they leave a doubt."""
    numbers = [number for number in row.numbers if number]
    chances = prod(numbers)
    several = len(numbers) > 1 and chances >= _SURE
    alone = len(summed) > _FEWEST_SUMMED and chances >= _SURE_ALONE
    sure = several or alone or group or _heads(row, summed)
    (sums.sure if sure else sums.doubted).append(row.at)
    return sure


def _heads(row: NumberRow, others: Sequence[NumberRow]) -> bool:
    """Whether a label names a group: a division, or a title above details."""
    words = table("layouts")["totals"]
    own, labels = row.label, [each.label for each in others]
    if not own:
        return True
    first = singulars(fold(own))[:1]
    headed = bool({*first} & {*words["groups"]})
    others_headed = any(singulars(fold(label))[:1] == first for label in labels)
    details = all(label.startswith(tuple(words["details"])) for label in labels)
    column = row.texts.index(own)
    shifted = all(not each.texts[column] for each in others)
    return (headed and not others_headed) or details or shifted
