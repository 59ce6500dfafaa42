"""The rule: the words of the title of a theme and those a person adds, counted by their stems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from jalons.ailibrary.engine.review.judgements import wilson
from jalons.ailibrary.engine.text.keywords import KeywordRule
from jalons.ailibrary.engine.text.words import stem, subjects

_ENOUGH = 1.0  # a word of one theme alone, or two words that two themes of three or more share
_MOST_SHARED = 2
_LEAST_RIGHT = 0.5


@dataclass(frozen=True, slots=True)
class ThemeRule:
    """The stems of each theme; ``muted`` themes are those whose words mislead."""

    keywords: KeywordRule
    muted: frozenset[str] = frozenset()

    @classmethod
    def of(cls, themes: Mapping[str, str]) -> ThemeRule:
        """The rule that follows from the title and the words of each theme, by key."""
        return cls(KeywordRule.of({key: (text,) for key, text in themes.items()}))

    def answer(self, text: str) -> tuple[str, ...]:
        """The themes a text seems to speak of, the surest first; often none.

        >>> ThemeRule.of({"a": "Pistes cyclables, vélo", "b": "Stationnement"}).answer("mon vélo")
        ('a',)
        """
        shared, count = self.keywords.shared, len(self.keywords.stems)
        most = min(_MOST_SHARED, max(1, count - 1))
        found = {one for one in map(stem, subjects(text)) if 0 < shared.get(one, 0) <= most}
        scores = {
            key: sum(1 / shared[one] for one in found & stems)
            for key, stems in self.keywords.stems.items()
            if key not in self.muted
        }
        enough = [key for key, score in scores.items() if score >= _ENOUGH]
        return tuple(sorted(enough, key=lambda key: -scores[key]))

    def evidence(self, text: str, themes: Iterable[str]) -> tuple[str, ...]:
        """The plain words of the text that speak for these themes, the most particular first."""
        each = (self.keywords.evidence(text, key) for key in themes)
        return tuple(dict.fromkeys(word for found in each for word in found))

    def checked(self, texts: Sequence[str], truths: Sequence[Sequence[str]]) -> ThemeRule:
        """The rule without the themes whose words are surely wrong more than once in two."""
        suggested: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for text, truth in zip(texts, truths, strict=True):
            answer = self.answer(text)
            suggested.update(answer)
            right.update(key for key in answer if key in truth)
        wrong = {key for key, count in suggested.items()
                 if wilson(right[key], count)[1] < _LEAST_RIGHT}  # fmt: skip
        return replace(self, muted=frozenset(wrong))
