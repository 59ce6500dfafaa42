"""Words and phrases that mean something, singular or plural, in French and in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jalons.tabular.folding import fold

_SHORTEST_PLURAL = 3  # « nas », « bus », « ups » end with an s and name one thing
# Small words that end with an s: « sans système » is no SAN.
_NO_PLURALS = frozenset({"sans", "dans", "sous", "vers", "mais", "plus", "mars", "bois", "tous"})


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
