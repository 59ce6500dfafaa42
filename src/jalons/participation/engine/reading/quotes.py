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
    pattern = ".*".join(re.escape(piece) for piece in pieces)
    return any(pieces) and re.fullmatch(pattern, _words(original)) is not None


def _words(text: str) -> str:
    """The words of a text, each between marks that no text has: pieces of words never match."""
    return "".join(f"\0{word}\1" for word in _WORD.findall(text.replace("’", "'")))
