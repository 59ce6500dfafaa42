"""Text as people type it in a hurry: accents lost, letters swapped, missing or doubled."""

from __future__ import annotations

import random

from jalons.ailibrary.engine.text.words import plain

_SHORTEST = 5


def spoil(text: str, seed: int, share: float = 0.2) -> str:
    """The text without accents, with one typo in ``share`` of its words of five letters or more.

    >>> spoil("Déchèterie", seed=1, share=0)
    'decheterie'
    """
    chance = random.Random(seed)  # noqa: S311
    return " ".join(
        _typo(word, chance) if len(word) >= _SHORTEST and chance.random() < share else word
        for word in plain(text).split()
    )


def _typo(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    missing = word[:at] + word[at + 1 :]
    doubled = word[: at + 1] + word[at:]
    return chance.choice((swapped, missing, doubled))
