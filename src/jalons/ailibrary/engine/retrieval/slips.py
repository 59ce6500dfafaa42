"""Slips of typing: the known words nearest to one that no document has."""

from __future__ import annotations

from collections.abc import Iterable

from jalons.ailibrary.engine.retrieval.terms import grams

LEAST, _LONG, MOST = 5, 8, 3  # letters of a word that may be mistyped; words proposed
_ALIKE = 0.4  # of the character n-grams that a near word shares


def nearest(word: str, known: Iterable[str], most: int = MOST) -> list[str]:
    """The known words one slip away from a word (two for a long one), the nearest first.

    A slip is a letter missing, added, replaced, or swapped with its neighbour.

    >>> nearest("cantien", ["cantine", "canton", "patine"])
    ['cantine']
    """
    if len(word) < LEAST:
        return []
    from rapidfuzz.distance import OSA  # only for a word that is not known

    slips, own = (1 if len(word) < _LONG else 2), grams(word)
    near = []
    for each in known:
        distance = OSA.distance(word, each, score_cutoff=slips)
        if 0 < distance <= slips:
            shared = 2 * len(own & grams(each)) / (len(own) + len(grams(each)))
            if shared >= _ALIKE or distance == 1:
                near.append((distance, -shared, each))
    near.sort()
    return [each for distance, _shared, each in near if distance == near[0][0]][:most]
