"""A quote shows the words of a text and no others: what is left out is said by […]."""

from __future__ import annotations

import re

CUT = "[…]"
SHORTEST, LONGEST = 10, 600  # characters of a quote
_WORD = re.compile(r"\w+(?:['’-]\w+)*|[^\w\s]")
_CUTS = re.compile(r"[\[(]\s*(?:…|\.\.\.)\s*[\])]")


def tidy(shown: str) -> str:
    """A quote as it is stored: one mark for what is left out, single spaces.

    >>> tidy("Les bus (...)  sont   rares")
    'Les bus […] sont rares'
    """
    return " ".join(_CUTS.sub(CUT, shown).split())


def is_cut_of(shown: str, original: str) -> bool:
    """Whether ``shown`` is ``original`` with some pieces replaced by […], and nothing added.

    Words stay whole: a cut never makes another word of the pieces of one.

    >>> is_cut_of("Les bus […] sont rares", "Les bus de la ligne 3 sont rares le soir.")
    False
    >>> is_cut_of("Les bus […] sont rares […]", "Les bus de la ligne 3 sont rares le soir.")
    True
    """
    pieces = [_words(piece) for piece in tidy(shown).split(CUT)]
    words = _words(original)
    if len(pieces) == 1:
        return bool(pieces[0]) and pieces[0] == words
    first, *inner, last = pieces
    if words[: len(first)] != first or len(first) + len(last) > len(words):
        return False
    end = len(words) - len(last)
    if words[end:] != last or not any(pieces):
        return False
    at = len(first)
    for piece in inner:
        found = _find(words, piece, at, end)
        if found is None:
            return False
        at = found + len(piece)
    return True


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'"))


def _find(words: list[str], piece: list[str], start: int, end: int) -> int | None:
    """The first place of a piece among words, from ``start``; none when it is not there."""
    size = len(piece)
    places = range(start, end - size + 1)
    return next((at for at in places if words[at : at + size] == piece), None)
