"""A logistic regression on the same comparisons, to judge the rule; needs the extra ``ai``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio

from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.engine.pairs.comparing import FIELDS, Likeness, compare, keys_of
from jalons.ailibrary.recipes.contract import Answerer
from jalons.ailibrary.recipes.duplicates.rule import RecordPair, similarity

_OTHERS = ("given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode",
           "state", "date_of_birth", "soc_sec_id")  # fmt: skip


def seen(pair: RecordPair) -> NDArray[np.float64]:
    """What is compared of a pair, field by field."""
    one, other = pair
    fields = compare(keys_of(one), keys_of(other)).fields
    found = [float(fields.get(field) == each) for field in FIELDS for each in Likeness]
    for field in _OTHERS:
        both = one.get(field) and other.get(field)
        found += [ratio(one[field], other[field]) / 100 if both else 0.0, float(bool(both))]
    return np.array([*found, similarity(one, other)])


def learn(train: Sample, seed: int) -> Answerer:
    """Whether pairs are one thing, learned from pairs of which it is known."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    fitted = LogisticRegression(max_iter=500, random_state=seed)
    truths = [each[1] if isinstance(each, tuple) else bool(each) for each in train.truths]
    fitted.fit(np.array([seen(each) for each in train.items]), truths)

    def answers(pairs: Sequence[RecordPair]) -> list[bool]:
        if not pairs:
            return []
        return list(map(bool, fitted.predict(np.array([seen(each) for each in pairs]))))

    return answers
