"""Learns the weights of the words: logistic regression, needs the optional libraries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from jalons.ailibrary.engine.columns.names import (
    SIZE,
    NameModel,
    places_of,
    threshold_of,
    words_of,
)
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes.names import data

FALSE = 0.01  # share of clean texts that may be reported, on the calibration sample
_LOOSENESS = 1.0  # the inverse of the strength of the regularisation
_FORGOTTEN = (
    0.2  # share of what is seen that is hidden while learning: no phrase is learned by heart
)
_CIVILITIES = frozenset({"m.", "m", "mme", "monsieur", "madame"})


def learn(train: Sample, calibration: Sample, seed: int) -> NameModel:
    """The model learned from texts; the truth of each is the names in it, as written.

    The threshold is the lowest that reports at most ``FALSE`` of the clean texts of calibration.
    """
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    random, common = np.random.default_rng(seed), data.common_words()
    rows, labels = [], []
    for text, named in zip(train.items, train.truths, strict=True):
        words = words_of(text, common)
        own = {each for name in named for each in words_of(name).written}
        for at, word in enumerate(words.written):
            if word[0].isalpha():
                found = places_of(words, at)
                rows.append([each for each in found if random.random() >= _FORGOTTEN])
                labels.append(word in own and words.plain[at] not in _CIVILITIES)
    fitted = LogisticRegression(C=_LOOSENESS, max_iter=300, random_state=seed)
    fitted.fit(_matrix(rows), labels)
    model = NameModel(fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0]), 0.5, common)
    scores = [model.score(text) for text in calibration.items]
    limit = threshold_of(scores, list(map(bool, calibration.truths)), false=FALSE)
    return replace(model, threshold=limit)


def _matrix(rows: Sequence[Sequence[int]]) -> Any:
    from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.concatenate([np.asarray(row) for row in rows])
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), (len(rows), SIZE))


def ship(folder: Path) -> None:
    """Learn from the reference sample and write ``weights.npz``."""
    split = data.reference(1)
    model = learn(split.train, split.calibration, 1)
    data.write(folder / "weights.npz", model)
