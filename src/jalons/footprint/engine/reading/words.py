"""Words as a reader hears them: without accents, capitals or punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

import polars as pl

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ])")
_GAP = re.compile(r"[^a-z0-9]+")
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


class Vocabulary:
    """Phrases and what they mean; the first phrase of a text decides, the longest from there.

    French puts the thing first: « souris pour PC portable » is a mouse.

    ``entries`` gives the phrases of each meaning; they are folded here.
    """

    def __init__(self, entries: Mapping[str, Iterable[str]]) -> None:
        self._meanings: dict[str, str] = {}
        for meaning, phrases in entries.items():
            for phrase in phrases:
                self._meanings.setdefault(fold(phrase), meaning)
        self._longest = max((len(key.split()) for key in self._meanings), default=0)

    def exact(self, text: str) -> str | None:
        """What the whole of a folded text means, or None; a long word may end with an s."""
        found = self._meanings.get(text)
        if found is None and len(text) > 5 and text.endswith("s"):
            found = self._meanings.get(text[:-1])
        return found

    def inside(self, text: str) -> str | None:
        """What the first phrase found in a folded text means, or None."""
        whole = self.exact(text)
        if whole is not None:
            return whole
        return next(filter(None, map(self.exact, self._phrases(text.split()))), None)

    def _phrases(self, words: list[str]) -> Iterator[str]:
        for start in range(len(words)):
            for end in range(min(start + self._longest, len(words)), start, -1):
                yield " ".join(words[start:end])
