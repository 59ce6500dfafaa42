"""A linear model of columns, to compare with the rule; needs the optional libraries."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from jalons.ailibrary.engine.columns.cells import CHECKS, forms, says_nothing
from jalons.ailibrary.engine.columns.judging import kind_of
from jalons.ailibrary.engine.columns.names import shape
from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes.columns.rule import Column
from jalons.ailibrary.recipes.contract import Answerer

_SHAPES = 512  # places of the shares of shapes of cells
_FORMS = tuple(CHECKS)


def seen(column: Column) -> NDArray[np.float64]:
    """What the model looks at: shares of forms, of shapes, of kinds of letters, the heading."""
    heading, cells = column
    said = [cell.strip() for cell in cells if not says_nothing(cell)] or [""]
    shares = np.array([sum(form in forms(cell) for cell in said) for form in _FORMS]) / len(said)
    shapes = np.zeros(_SHAPES)
    for cell in said:
        written = "".join(shape(each) for each in cell[:24])
        shapes[crc32(written.encode()) % _SHAPES] += 1 / len(said)
        for at in range(len(written) - 2):
            shapes[crc32(written[at : at + 3].encode()) % _SHAPES] += 1 / len(said)
    text = "".join(said)
    letters = [sum(map(str.isdigit, text)), sum(map(str.isupper, text)), text.count(" ")]
    many = np.array([*(each / max(1, len(text)) for each in letters),
                     min(3.0, len(text) / len(said) / 20), len(set(said)) / len(said)])  # fmt: skip
    named = np.zeros(64)
    named[crc32(kind_of(heading).encode()) % 64] = 1
    return np.concatenate([shares, many, shapes, named])


def learn(train: Sample, seed: int) -> Answerer:
    """The kinds of columns by a logistic regression."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
    from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]
    from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

    fitted = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500, random_state=seed))
    fitted.fit(np.array([seen(each) for each in train.items]), train.truths)

    def answers(columns: Sequence[Column]) -> list[str]:
        return list(map(str, fitted.predict(np.array([seen(each) for each in columns]))))

    return answers
