"""Questions as people type them: accents left out, letters missing, doubled, swapped, replaced."""

from __future__ import annotations

import random
from collections.abc import Sequence

from jalons.tabular.folding import searchable

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LEAST, SHARE = 5, 0.3  # letters of a word that is mistyped; share of these words


def typed(question: str, chance: random.Random, share: float = SHARE) -> str:
    """A question without accents, with a slip in a share of its long words."""
    words = searchable(question).split()
    return " ".join(
        _slip(word, chance) if len(word) >= _LEAST and chance.random() < share else word
        for word in words
    )


def spoiled(questions: Sequence[str], seed: int) -> list[str]:
    """Questions with a slip in half of their long words."""
    chance = random.Random(seed)  # noqa: S311  (not a secret)
    return [typed(each, chance, 0.5) for each in questions]


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    return chance.choice(
        (before + after, before + letter + letter + after,
         before + after[0] + letter + after[1:], before + chance.choice(_LETTERS) + after)
    )  # fmt: skip
