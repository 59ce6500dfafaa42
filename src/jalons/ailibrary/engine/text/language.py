"""Whether a short text is in French: by its script, then by the small words of each language."""

from __future__ import annotations

from functools import cache

from jalons.ailibrary.engine.text.words import words
from jalons.kernel.tables import package_table

_LEAST_FOREIGN = 2  # small words of another language before it can be another one

_NOT_LATIN = "\u0250"  # where the letters of Latin and its accents end


def is_french(text: str) -> bool:
    """False when the text is surely in another language; a text too short to be sure is French.

    >>> is_french("Où sont les poubelles ?"), is_french("Where is the town hall, please?")
    (True, False)
    """
    letters = [letter for letter in text[:2_000] if letter.isalpha()]
    latin = sum(letter < _NOT_LATIN or "\u1e00" <= letter <= "\u1eff" for letter in letters)
    if letters and latin * 2 < len(letters):
        return False
    found = words(text[:2_000])
    counts = {name: sum(word in small for word in found) for name, small in _small().items()}
    french = counts.pop("fr")
    return max(counts.values()) < max(_LEAST_FOREIGN, french + 1)


@cache
def _small() -> dict[str, frozenset[str]]:
    """The small words that are proper to each language, among those the room knows."""
    table = package_table("jalons.ailibrary", "languages")
    return {name: frozenset(listed.split()) for name, listed in table["small_words"].items()}
