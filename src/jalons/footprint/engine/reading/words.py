"""Words as a reader hears them: without accents, capitals or punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ])")
_GAP = re.compile(r"[^a-z0-9]+")
_SHORTEST_PLURAL = 3  # « nas », « bus », « ups » end with an s and name one thing
# Small words that end with an s: « sans système » is no SAN.
_NO_PLURALS = frozenset({"sans", "dans", "sous", "vers", "mais", "plus", "mars", "bois", "tous"})
_ONE_LETTER_SIGNS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "°": " ", "º": " ", "²": "2"})


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """``text`` in lower case, unaccented, its words apart by one space.

    >>> fold("N° de série (S/N)")
    'n de serie s n'
    """
    if text.isascii():
        return _GAP.sub(" ", text.lower()).strip()
    flat = unicodedata.normalize("NFKD", text.lower().translate(_ONE_LETTER_SIGNS))
    plain = "".join(letter for letter in flat if not unicodedata.combining(letter))
    return _GAP.sub(" ", plain).strip()


def fold_heading(text: str) -> str:
    """A folded heading, with the words of a programmer's name set apart.

    >>> fold_heading("nomEquipementPhysique")
    'nom equipement physique'
    """
    return fold(_CAMEL.sub(" ", text))


def folded(column: str) -> pl.Expr:
    """The expression that folds a text column over its distinct values."""
    return pl.col(column).map_batches(_fold_distinct, return_dtype=pl.String)


def _fold_distinct(values: pl.Series) -> pl.Series:
    return by_distinct(values, fold, pl.String)


def by_distinct[T](
    values: pl.Series, parse: Callable[[str], T], dtype: type[pl.DataType]
) -> pl.Series:
    """``parse`` applied once to each distinct text of ``values``, spread back over the rows."""
    if len(values) and not values.ne_missing(values[0]).any():
        # Most columns of most files: nothing in them, or one text.
        return pl.Series("parsed", [parse(values[0])], dtype=dtype).new_from_index(0, len(values))
    distinct = values.unique()
    results = pl.Series([parse(text) for text in distinct.to_list()], dtype=dtype)
    lookup = pl.DataFrame({"text": distinct, "parsed": results})
    rows = pl.DataFrame({"text": values})
    return rows.join(lookup, on="text", how="left", maintain_order="left").get_column("parsed")


@lru_cache(maxsize=50_000)
def singular(word: str) -> str:
    """The stem that a folded word shares with its plural, in French and in English.

    Both sides of a comparison go through it: a stem need not be a word.

    >>> singular("terminaux"), singular("bandeaux"), singular("switches"), singular("libraries")
    ('terminal', 'bandeau', 'switch', 'library')
    """
    if len(word) <= _SHORTEST_PLURAL or word in _NO_PLURALS or not word.isalpha():
        return word
    if word.endswith("aux"):
        return word[:-1] if word[-4] in "ey" else f"{word[:-2]}l"
    if word.endswith(("eux", "oux")):
        return word[:-1]
    stem = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
    if stem.endswith(("che", "she", "sse", "xe")):
        return stem[:-1]
    return f"{stem[:-2]}y" if stem.endswith("ie") else stem


def singulars(text: str) -> list[str]:
    """The stems of the words of a folded text, in their order."""
    return [singular(word) for word in text.split()]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found in a text: what it means, and the place after its last word."""

    meaning: str
    end: int


class Vocabulary:
    """Phrases and what they mean, whatever the number of each of their words.

    The first phrase of a text decides, the longest from there: French puts the thing first.
    « souris pour PC portable » is a mouse.

    ``entries`` gives the phrases of each meaning; they are folded here.
    """

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._meanings: dict[str, str] = {}
        self._longest: dict[str, int] = {}
        for meaning, phrases in entries.items():
            for phrase in phrases:
                words = singulars(fold(phrase))
                if words:
                    self._meanings.setdefault(" ".join(words), meaning)
                    self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def exact(self, text: str) -> str | None:
        """What the whole of a folded text means, or None."""
        return self._meanings.get(" ".join(singulars(text)))

    def inside(self, text: str) -> str | None:
        """What the first phrase found in a folded text means, or None."""
        words = singulars(text)
        found = filter(None, (self.phrase_at(words, at) for at in range(len(words))))
        first = next(found, None)
        return first.meaning if first else None

    def phrase_at(self, words: Sequence[str], start: int) -> Phrase | None:
        """The longest phrase that starts at one of these stems, or None."""
        longest = self._longest.get(words[start], 0)
        for end in range(min(start + longest, len(words)), start, -1):
            meaning = self._meanings.get(" ".join(words[start:end]))
            if meaning is not None:
                return Phrase(meaning, end)
        return None
