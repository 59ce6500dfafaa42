"""TF-IDF of stems and of groups of letters, in NumPy: what training and answering share.

Small words do not count: without them the orientation recipe scores better, and explains itself.

Sources: K. Spärck Jones, A Statistical Interpretation of Term Specificity, 1972; the smoothed form
is that of scikit-learn, so that both give the same numbers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jalons.ailibrary.engine.text.words import stem, subjects

type Numbers = NDArray[np.float64]
_LETTERS = (3, 4, 5)
_LONGEST_WORD = 40  # longer is not a word: its letters are not cut in groups


@dataclass(frozen=True, slots=True)
class Parts:
    """What of a word counts: its stem, its groups of 3 to 5 letters, or both."""

    stems: bool = True
    letters: bool = True


@lru_cache(maxsize=50_000)
def parts_of(word: str, parts: Parts) -> tuple[str, ...]:
    """The features of a plain word: ``=stem``, and groups of letters within ``^word$``.

    >>> parts_of("eau", Parts(letters=False))
    ('=eau',)
    """
    found = ["=" + stem(word)] if parts.stems else []
    if parts.letters and len(word) <= _LONGEST_WORD:
        edged = f"^{word}$"
        found += [edged[at : at + size] for size in _LETTERS for at in range(len(edged) - size + 1)]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Row:
    """The features of a text that are known, by their places, and their values (norm 1)."""

    places: NDArray[np.int64]
    values: Numbers

    def __bool__(self) -> bool:
        return self.places.size > 0


@dataclass(frozen=True)
class Vectoriser:
    """The places of the known features, and the weight (IDF) of each."""

    places: Mapping[str, int]
    weights: Numbers
    parts: Parts

    def row(self, text: str) -> Row:
        """The features of a text; false when none is known."""
        counts: Counter[int] = Counter()
        for word in subjects(text):
            for part in parts_of(word, self.parts):
                place = self.places.get(part)
                if place is not None:
                    counts[place] += 1
        places = np.fromiter(counts, dtype=np.int64, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        values = (1 + np.log(often)) * self.weights[places]
        norm = math.sqrt(float(values @ values))
        return Row(places, values / norm if norm else values)


def fit(
    texts: Iterable[str], parts: Parts, *, least: int = 1, private: Iterable[str] = (),
    least_private: int = 1,
) -> Vectoriser:  # fmt: skip
    """A vectoriser of the features found in at least ``least`` of the texts.

    ``private`` texts teach too, but what only they have must be in ``least_private`` of them: a
    rare word of a letter, such as a name, never becomes a part of a model.
    """
    public, total = _counted(texts, parts)
    own, more = _counted(private, parts)
    chosen = sorted(
        name
        for name, count in (public + own).items()
        if count >= least and (name in public or own[name] >= least_private)
    )
    found = np.array([public[name] + own[name] for name in chosen], dtype=np.float64)
    weights = np.log((1 + total + more) / (1 + found)) + 1
    return Vectoriser({name: place for place, name in enumerate(chosen)}, weights, parts)


def _counted(texts: Iterable[str], parts: Parts) -> tuple[Counter[str], int]:
    """In how many texts each feature is, and the number of texts."""
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        total += 1
        counts.update({part for word in subjects(text) for part in parts_of(word, parts)})
    return counts, total


def table(rows: Sequence[Row]) -> tuple[Numbers, NDArray[np.int64], NDArray[np.int64]]:
    """Values, places and starts of rows: the compressed form that training libraries read."""
    starts = np.cumsum([0, *(row.places.size for row in rows)], dtype=np.int64)
    empty = np.zeros(0)
    values = np.concatenate([empty, *(row.values for row in rows)])
    places = np.concatenate([empty.astype(np.int64), *(row.places for row in rows)])
    return values, places, starts
