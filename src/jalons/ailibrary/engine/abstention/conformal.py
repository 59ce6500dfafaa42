"""Split conformal prediction: sets of labels that contain the truth as often as promised.

Source: V. Vovk, A. Gammerman, G. Shafer, Algorithmic Learning in a Random World, 2005, in its
inductive form. Valid while new items resemble those of the calibration.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def threshold(scores: Sequence[float], coverage: float) -> float:
    """The largest score a label may have to stay in the set, for a coverage between 0 and 1.

    ``scores`` are those of the true labels of the calibration (1 − probability), the higher the
    stranger. Infinite, so that every label stays, when there are too few of them to promise.

    >>> threshold([0.1, 0.2, 0.3, 0.4], 0.75)
    0.4
    """
    rank = math.ceil((len(scores) + 1) * coverage)
    return sorted(scores)[rank - 1] if rank <= len(scores) else math.inf


def label_set(probabilities: Mapping[str, float], limit: float) -> tuple[str, ...]:
    """The labels whose score is within the limit, the most probable first; may be empty.

    >>> label_set({"roads": 0.7, "water": 0.2, "trees": 0.1}, 0.85)
    ('roads', 'water')
    """
    ranked = sorted(probabilities.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(label for label, probability in ranked if 1 - probability <= limit)


def coverage(truths: Sequence[str], sets: Sequence[Sequence[str]]) -> float:
    """The share of items whose set contains the truth, 0 to 1; 0 without items."""
    found = sum(truth in labels for truth, labels in zip(truths, sets, strict=True))
    return found / len(truths) if truths else 0.0
