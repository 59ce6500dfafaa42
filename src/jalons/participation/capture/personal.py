"""Columns that say who answered: found by their heading, then by what is in their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from jalons.kernel.tables import package_table
from jalons.tabular.folding import fold, fold_heading
from jalons.tabular.persons import PersonSign, persons_in

_ALONE, _SHORT_HEADING, _SHORT_CELL = 2, 5, 6  # words
_LOOKED_AT = 400  # cells of a column
_PATTERNS = {
    "emails": re.compile(r"\S+@[\w-]+(?:\.[\w-]+)+"),
    "phones": re.compile(r"(?:\+\d{1,3}|0)\s?[1-9](?:[\s.\-]?\d{2}){4}"),
    "addresses": re.compile(r"(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}", re.I),
    "agents": re.compile(r"Mozilla/\d.*|.*(?:AppleWebKit|Gecko/|Chrome/)\d.*"),
    "hashes": re.compile(r"(?=.*\d)(?=.*[a-zA-Z])[\w=+/-]{24,}"),
}
_STRONG = frozenset({PersonSign.CIVILITY, PersonSign.FIRST_NAME, PersonSign.INITIAL,
                     PersonSign.LOGIN, PersonSign.ADDRESS, PersonSign.TELEPHONE})  # fmt: skip
_SURE, _LIKELY = 0.2, 0.3  # of the cells
_FEW = 6  # cells under which a heading alone decides


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(map(fold, package_table("jalons.participation", "exchange")["personal"][name]))


def personal_reason(heading: str, cells: Sequence[str]) -> str:
    """Why a column is personal, as the code of a reason; empty when nothing says so.

    >>> personal_reason("author/name", ["x"]), personal_reason("Que faire du parc ?", ["Un jeu"])
    ('heading', '')
    """
    if {fold(heading), fold_heading(heading)} & _known("headings"):
        return "heading"
    parts = {fold(part) for part in heading.split("/")}
    if parts & _known("parts"):
        return "heading"
    filled = [cell for cell in cells[:_LOOKED_AT] if cell]
    words = fold(heading).split()
    if len(words) <= _SHORT_HEADING and set(words) & _known("words"):
        choices = len(filled) >= _FEW and len(set(map(fold, filled))) * 3 <= len(filled)
        if not choices or len(words) <= _ALONE:
            return "heading"
    if {"nom", "name"} & set(words) and set(words) & _known("people"):
        return "heading"
    return _by_content(filled)


def _by_content(filled: Sequence[str]) -> str:
    short = [cell for cell in filled if len(cell.split()) <= _SHORT_CELL]
    for reason, pattern in _PATTERNS.items():
        cells = filled if reason == "agents" else short
        if sum(bool(pattern.fullmatch(cell)) for cell in cells) > _SURE * len(filled):
            return reason
    names = sum(any(each.sign in _STRONG for each in persons_in(cell)) for cell in short)
    return "names" if names > _LIKELY * len(filled) else ""
