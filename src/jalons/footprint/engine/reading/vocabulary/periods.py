"""Years and months in the names of sheets, in headings and in labels of rows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jalons.tabular.days import MONTHS
from jalons.tabular.folding import fold

_YEAR = re.compile(r"\b(?:19[89]|20[0-6])\d\b")
_PART = re.compile(r"\b(?:t([1-4])|([1-4])t|s([12]))\b")
_DAY = re.compile(r"\b([0-3]?\d) ([01]?\d) (?=(?:19|20)\d\d\b)")
_ISO_DAY = re.compile(r"\b((?:19|20)\d\d) ([01]\d) ([0-3]\d)(?: \d\d \d\d \d\d)?\b")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, with its month and day where they are written (0 without): later ones are greater."""

    year: int
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True)
class Dated:
    """A text without its period, folded, and the period (None when it names none)."""

    rest: str
    period: Period | None


def dated(text: str) -> Dated:
    """A text parted from the period it names: the last of « 2023-2024 ».

    >>> dated("Inventaire 2024")
    Dated(rest='inventaire', period=Period(year=2024, month=0, day=0))
    """
    plain = fold(text)
    if match := _ISO_DAY.search(plain):
        rest = " ".join(plain.replace(match[0], " ").split())
        return Dated(rest, Period(*map(int, match.group(1, 2, 3))))
    day, month = 0, 0
    if match := _DAY.search(plain):
        day, month = int(match[1]), int(match[2])
        plain = plain.replace(match[0], " ")
    words = []
    years = [int(year) for year in _YEAR.findall(plain)]
    for word in _YEAR.sub(" ", plain).split():
        part = _PART.fullmatch(word)
        if word in MONTHS:
            month = MONTHS[word]
        elif part and years:
            month = 3 * int(part[1] or part[2] or 2 * int(part[3] or 0))
        else:
            words.append(word)
    found = Period(max(years, default=0), month, day) if years or month else None
    return Dated(" ".join(words), found)
