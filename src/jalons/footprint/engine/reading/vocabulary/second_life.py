"""Devices that serve someone before us or after us: years stated, or a yes to be counted."""

from __future__ import annotations

import re

import polars as pl

from jalons.footprint.engine.reading.vocabulary.figures import read_span
from jalons.footprint.engine.reading.vocabulary.words import by_distinct
from jalons.tabular.folding import fold

# Years served elsewhere when a file says « reconditionné » and no more: those the scenario of
# refurbished purchases assumes (engine/analysis/levers.py). A judgement, presented as such.
ASSUMED_YEARS = 3.0

_YES = frozenset({"oui", "o", "yes", "y", "vrai", "true", "x", "1 oui", "prevu", "prevue"})
_NO = frozenset(
    {"non", "no", "n", "faux", "false", "neuf", "neuve", "new", "achat neuf", "aucun", "aucune"}
)
_SECOND_HAND = re.compile(
    r"\b(reconditionnee?s?|occasion|seconde main|2nde main|2e main|refurbished|refurb"
    r"|second hand|remanufactured)\b"
)
# One of these is in every text that matches the above once folded, whatever its capitals; a text
# with other letters than plain ones cannot be distinguished here.
_MAY_BE_SECOND_HAND = r"(?i)recondition|occasion|main|refurb|second|remanufactured|[^\x00-\x7f]"
_PASSED_ON = re.compile(r"\b(seconde vie|2e vie|reemploi|reemployee?s?|don|dons|donnee?s?|reuse)\b")


def read_elsewhere(text: str) -> float | None:
    """Years of service elsewhere: a number of years, 0 for « non » or « neuf », or assumed years.

    >>> read_elsewhere("18 mois"), read_elsewhere("neuf"), read_elsewhere("Reconditionné")
    (1.5, 0.0, 3.0)
    """
    if is_assumed(text):
        return ASSUMED_YEARS
    return 0.0 if fold(text) in _NO else read_span(text)


def is_assumed(text: str) -> bool:
    """Whether a cell says that there was or will be another life, without its length."""
    plain = fold(text)
    if plain in _YES:
        return True
    return bool(_SECOND_HAND.search(plain) or _PASSED_ON.search(plain)) and read_span(text) is None


def second_hand(texts: pl.Series) -> pl.Series:
    """Which types, models or statuses say that the device was bought second-hand.

    As many models as rows may stand in a file: only those that may say so are read one by one.
    """
    may_be = texts.str.contains(_MAY_BE_SECOND_HAND)
    if not may_be.any():
        return may_be
    blank = pl.Series([""]).new_from_index(0, len(texts))
    return by_distinct(texts.zip_with(may_be, blank), is_second_hand, pl.Boolean)


def is_second_hand(text: str) -> bool:
    """Whether a type, a model or a status says that the device was bought second-hand.

    >>> is_second_hand("Portable reconditionné"), is_second_hand("Portable neuf")
    (True, False)
    """
    return bool(_SECOND_HAND.search(fold(text)))
