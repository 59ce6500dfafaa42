"""The words of a French text, without accents nor case, and their stems."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from jalons.kernel.tables import package_table
from jalons.tabular.folding import without_accents

MOST_LETTERS = 20_000  # of a text; the rest is not read

_WORD = re.compile(r"[^\W_]+")
_JOINED = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})


def plain(text: str) -> str:
    """The text in small letters without accents.

    >>> plain("Élections : où s’inscrire ?")
    'elections : ou s’inscrire ?'
    """
    parts = without_accents(text[:MOST_LETTERS].translate(_JOINED)).lower()
    return without_accents(parts)  # a capital may have had an accent of its own


def words(text: str) -> list[str]:
    """The plain words of two letters or more, numbers left out, in their order.

    >>> words("L’éclairage de la rue n° 12")
    ['eclairage', 'de', 'la', 'rue']
    """
    found = _WORD.findall(plain(text))
    return [word for word in found if len(word) > 1 and not word[0].isdigit()]


def subjects(text: str) -> list[str]:
    """The plain words that may say what a text is about: small words are left out.

    >>> subjects("Où est-ce que je demande un passeport ?")
    ['passeport']
    """
    return [word for word in words(text) if word not in _unspecific()]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What is common to the forms of a plain word, by the Snowball algorithm for French.

    >>> stem("inscription") == stem("inscriptions")
    True
    """
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import Stemmer  # type: ignore[import-not-found]  # it has no types

    return Stemmer.Stemmer("french", 0)


@cache
def _unspecific() -> frozenset[str]:
    return frozenset(package_table("jalons.ailibrary", "languages")["unspecific"]["fr"].split())
