"""A ridge regression of stems for each theme, judged on each text as if it had not been read.

The score of a text left out follows from the others without learning again. Source: D. M. Allen,
The Relationship between Variable Selection and Data Augmentation, Technometrics 16, 1974 (PRESS).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jalons.ailibrary.engine.text.vectoriser import Numbers, Parts, Row, Vectoriser, fit, table
from jalons.ailibrary.engine.text.words import stem, subjects

LEAST_OF_A_THEME = 10  # coded texts of a theme before it is learned
LEAST_RIGHT = 2 / 3  # a theme is suggested only where it is right two times in three
_STRENGTH = 2.0  # of the regularisation; both chosen on seeds 4 to 7 of the reference
_FOLDS = 5
STEMS = Parts(letters=False)


@dataclass(frozen=True)
class ThemeModel:
    """One weight by stem and theme, the usual score of each theme, the least one to suggest it."""

    themes: tuple[str, ...]
    vectoriser: Vectoriser
    weights: Numbers
    usual: Numbers
    limits: Numbers

    def answer(self, text: str) -> tuple[str, ...]:
        """The themes that pass their limit, the surest first."""
        row = self.vectoriser.row(text)
        if not row:
            return ()
        return above(self.themes, self.usual + row.values @ self.weights[row.places], self.limits)

    def evidence(self, text: str, themes: Iterable[str]) -> tuple[str, ...]:
        """The plain words that speak most for these themes."""
        chosen = [self.themes.index(key) for key in themes]
        effects: dict[str, float] = {}
        for word in dict.fromkeys(subjects(text)):
            place = self.vectoriser.places.get("=" + stem(word))
            if place is not None:
                effect = float(self.weights[place, chosen].max(initial=0.0))
                effects[word] = effect * float(self.vectoriser.weights[place])
        ranked = sorted(effects, key=lambda word: (-effects[word], word))
        return tuple(word for word in ranked if effects[word] > 0)


@dataclass(frozen=True)
class ThemeLesson:
    """What was learned, and the answer to each coded text when all the others taught."""

    model: ThemeModel
    left_out: tuple[tuple[str, ...], ...]


def learn(
    texts: Sequence[str], truths: Sequence[Sequence[str]], parts: Parts = STEMS
) -> ThemeLesson:
    """The model of coded texts; a theme with too few of them, or never sure, is not in it."""
    counts = {key: sum(key in truth for truth in truths) for truth in truths for key in truth}
    themes = tuple(sorted(key for key, count in counts.items() if count >= LEAST_OF_A_THEME))
    vectoriser = fit(texts, parts)
    rows = [vectoriser.row(text) for text in texts]
    right = np.array([[key in truth for key in themes] for truth in truths], dtype=np.float64)
    right = right.reshape(len(texts), len(themes))
    usual = right.mean(axis=0) if len(texts) else np.zeros(len(themes))
    inverse = np.linalg.inv(_likeness(rows, len(vectoriser.places))
                            + _STRENGTH * np.eye(len(rows)))  # fmt: skip
    pulls = inverse @ (right - usual)
    weights = np.zeros((len(vectoriser.places), len(themes)))
    for row, pull in zip(rows, pulls, strict=True):
        weights[row.places] += row.values[:, None] * pull
    scores = right - pulls / np.diagonal(inverse)[:, None]
    limits = limits_of(scores, right)
    sure = np.isfinite(limits)
    named = tuple(key for key, is_sure in zip(themes, sure, strict=True) if is_sure)
    model = ThemeModel(named, vectoriser, weights[:, sure], usual[sure], limits[sure])
    return ThemeLesson(model, tuple(_left_out(themes, scores, right)))


def limits_of(scores: Numbers, right: Numbers) -> Numbers:
    """The score from which each theme is suggested: the best F1 with enough right answers.

    Infinite where no score has them: the theme is never suggested.
    """
    limits = np.full(scores.shape[1], np.inf)
    counts = np.arange(1, len(scores) + 1)
    for theme in range(scores.shape[1]):
        order = np.argsort(-scores[:, theme], kind="stable")
        hits = np.cumsum(right[order, theme])
        f1 = 2 * hits / (counts + right[:, theme].sum())
        f1[hits / (counts + 1) < LEAST_RIGHT] = 0.0
        best = int(f1.argmax()) if len(f1) else 0
        if len(f1) and f1[best] > 0:
            after = order[min(best + 1, len(order) - 1)]
            limits[theme] = (scores[order[best], theme] + scores[after, theme]) / 2
    return limits


def above(themes: Sequence[str], scores: Numbers, limits: Numbers) -> tuple[str, ...]:
    """The themes whose score passes their limit, the furthest above it first."""
    spare = scores - limits
    return tuple(themes[at] for at in np.argsort(-spare, kind="stable") if spare[at] >= 0)


def _left_out(themes: Sequence[str], scores: Numbers, right: Numbers) -> list[tuple[str, ...]]:
    """The answer to each text, by limits that neither this text nor its fold has set."""
    fold: NDArray[np.int64] = np.arange(len(scores)) % _FOLDS
    limits = [limits_of(scores[fold != each], right[fold != each]) for each in range(_FOLDS)]
    return [above(themes, row, limits[at]) for at, row in zip(fold, scores, strict=True)]


def _likeness(rows: Sequence[Row], size: int) -> Numbers:
    """The product of each row by each other, without a table as wide as all words."""
    values, places, starts = table(rows)
    found, wide = np.zeros((len(rows), len(rows))), np.zeros(size)
    for at, row in enumerate(rows):
        wide[row.places] = row.values
        sums = np.concatenate([[0.0], np.cumsum(values * wide[places])])
        found[at] = sums[starts[1:]] - sums[starts[:-1]]
        wide[row.places] = 0.0
    return found
