"""Amounts as plans write them: by year in one cell, as a range, in full-time jobs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jalons.strategy.engine.plan_files.vocabulary import plain

_YEAR_LINE = re.compile(r"((?:19|20)\d{2})\s*:\s*(.*)")
_TOTAL_LINE = re.compile(r"total en .*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(prévisionnels?|previsionnels?|prévus?|prevus?|dépensés?|depenses?)\s*$",
                    re.IGNORECASE)  # fmt: skip
_FULL_TIME = re.compile(r"\b(?:etp|etpt|equivalents? temps plein|fte)\b")
_RANGE = re.compile(
    r"(?:entre\s+|de\s+)?\d[\d\s.,]*(?:k|m)?\s*€?\s*(?:-|–|—|à|a|et|/)\s*\d[\d\s.,]*"
    r"\s*(?:k|m)?\s*(?:€|euros?|ke|me)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount as written, its year if any, and whether it is spent."""

    text: str
    year: int | None
    spent: bool
    line: str = ""


def amounts_by_year(cell: str) -> tuple[WrittenAmount, ...]:
    r"""The amounts of a cell written year by year; empty for any other cell.

    >>> amounts_by_year("2026 :\n - 1000 € HT prévisionnels\n - 2 ETP dépensés")[0].text
    '1000 € HT'
    """
    lines = [line.strip(" -•\t") for line in cell.split("\n") if line.strip()]
    if not any(_YEAR_LINE.fullmatch(line) or _TOTAL_LINE.fullmatch(line) for line in lines):
        return ()
    year: int | None = None
    found = []
    for line in lines:
        amount = line
        if match := _YEAR_LINE.fullmatch(line):
            year, amount = int(match[1]), match[2].strip(" -")
        elif _TOTAL_LINE.fullmatch(line):
            year, amount = None, ""
        if amount:
            after = _AFTER.search(amount)
            spent = bool(after and plain(after[1]).startswith("depense"))
            whole = f"{year or 'total'} : {amount}"
            found.append(WrittenAmount(_AFTER.sub("", amount), year, spent, whole))
    return tuple(found)


def is_full_time(text: str) -> bool:
    """Whether a text counts people at work: « 2 ETP » is neither euros nor days.

    >>> is_full_time("0,5 ETP"), is_full_time("12 k€")
    (True, False)
    """
    return bool(_FULL_TIME.search(plain(text)))


def is_range(text: str) -> bool:
    """Whether a text gives two bounds: « 10-15 k€ », « entre 5 000 et 8 000 € ».

    >>> is_range("10-15 k€"), is_range("15 k€")
    (True, False)
    """
    return bool(_RANGE.fullmatch(text.strip()))


def measure_of(heading: str, cell: str) -> str:
    """What an amount counts: euros, or days of staff."""
    text = f" {plain(heading)} {plain(cell)} "
    days = " jours " in text or " jour " in text or text.endswith(" j ")
    return "staff_days" if days else "euros"
