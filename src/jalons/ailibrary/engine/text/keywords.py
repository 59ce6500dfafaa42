"""The simplest way to sort texts: the words of each label, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jalons.ailibrary.engine.text.words import stem, subjects


@dataclass(frozen=True, slots=True)
class KeywordRule:
    """The stems of each label. A stem of several labels counts less for each of them."""

    stems: Mapping[str, frozenset[str]]
    shared: Mapping[str, int]

    @classmethod
    def of(cls, texts: Mapping[str, Iterable[str]], least_letters: int = 3) -> KeywordRule:
        """The rule that follows from texts written for each label: its name, its menu."""
        return cls.from_stems(
            {label: {stem(word) for text in of_label for word in subjects(text)
                     if len(word) >= least_letters}
             for label, of_label in texts.items()}
        )  # fmt: skip

    @classmethod
    def from_stems(cls, stems: Mapping[str, Iterable[str]]) -> KeywordRule:
        """The rule of stems that are already known."""
        found = {label: frozenset(of_label) for label, of_label in stems.items()}
        return cls(found, Counter(one for of_label in found.values() for one in of_label))

    @property
    def labels(self) -> tuple[str, ...]:
        """In the order in which ties are decided."""
        return tuple(self.stems)

    def scores(self, text: str) -> dict[str, float]:
        """A share by label, sum 1; empty when no word of the text is known.

        >>> KeywordRule.of({"roads": ["rue"], "water": ["eau rue"]}).scores("Dans la rue, de l’eau")
        {'roads': 0.25, 'water': 0.75}
        """
        found = [one for one in map(stem, subjects(text)) if one in self.shared]
        total = {
            label: sum(1 / self.shared[one] for one in found if one in stems)
            for label, stems in self.stems.items()
        }
        whole = sum(total.values())
        return {label: score / whole for label, score in total.items()} if whole else {}

    def evidence(self, text: str, label: str) -> tuple[str, ...]:
        """The words of the text that speak for a label, the most particular first."""
        stems = self.stems.get(label, frozenset())
        found = dict.fromkeys(word for word in subjects(text) if stem(word) in stems)
        return tuple(sorted(found, key=lambda word: self.shared[stem(word)]))
