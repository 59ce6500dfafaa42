"""Our conformal sets are those of crepes and of MAPIE, label by label, on the same scores.

Runs in the environment of `tools/oracles ailibrary`; elsewhere the peers are absent.
"""

import numpy as np
import pytest

pytest.importorskip("mapie", reason="run by tools/oracles ailibrary, in an environment of its own")

from crepes import ConformalClassifier
from mapie.classification import SplitConformalClassifier
from sklearn.base import BaseEstimator, ClassifierMixin

from jalons.ailibrary.engine.abstention.conformal import coverage, label_set, threshold
from jalons.ailibrary.engine.bundles.format import read
from jalons.ailibrary.recipes.orientation.model import LinearModel
from jalons.ailibrary.recipes.orientation.sheets import SHIPPED, content, questions

pytestmark = pytest.mark.filterwarnings("ignore")


class Known(ClassifierMixin, BaseEstimator):
    """A classifier whose probabilities are known already."""

    def fit(self, probabilities, _labels):
        self.classes_ = np.arange(probabilities.shape[1])
        self.n_features_in_ = probabilities.shape[1]
        self.is_fitted_ = True
        return self

    def predict_proba(self, probabilities):
        return np.asarray(probabilities)

    def predict(self, probabilities):
        return self.classes_[np.asarray(probabilities).argmax(axis=1)]


def drawn(items, labels, seed):
    chance = np.random.default_rng(seed)
    probabilities = chance.dirichlet(np.full(labels, 0.4), items)
    return probabilities, np.array([chance.choice(labels, p=row) for row in probabilities])


def of_the_recipe():
    model = LinearModel.of(read(content(SHIPPED)))
    probabilities = model.probabilities([question.text for question in questions()])
    return probabilities, np.array([model.labels.index(one.label) for one in questions()])


def ours(calibration, truths, test, promised):
    scores = 1 - calibration[np.arange(len(truths)), truths]
    limit = threshold(scores.tolist(), promised)
    sets = [label_set({str(at): p for at, p in enumerate(row)}, limit) for row in test.tolist()]
    width = test.shape[1]
    return sets, np.array([[str(at) in found for at in range(width)] for found in sets])


@pytest.mark.parametrize("promised", [0.8, 0.9, 0.92, 0.95])
@pytest.mark.parametrize("source", ["drawn", "recipe"])
def test_sets_and_coverage_are_those_of_crepes_and_of_mapie(promised, source):
    probabilities, truths = drawn(1500, 7, 3) if source == "drawn" else of_the_recipe()
    calibration, test, known = probabilities[:300], probabilities[300:], truths[:300]
    sets, mine = ours(calibration, known, test, promised)
    crepes = ConformalClassifier()
    crepes.fit(1 - calibration[np.arange(300), known])
    theirs = crepes.predict_set(1 - test, confidence=promised, smoothing=False)
    assert np.array_equal(mine, np.asarray(theirs).astype(bool))
    mapie = SplitConformalClassifier(
        Known().fit(calibration, known), confidence_level=promised, prefit=True,
        conformity_score="lac",
    )  # fmt: skip
    mapie.conformalize(calibration, known)
    within = mapie.predict_set(test)[1][:, :, 0].astype(bool)
    assert np.array_equal(mine, within)
    covered = within[np.arange(len(test)), truths[300:]].mean()
    assert coverage([str(truth) for truth in truths[300:]], sets) == pytest.approx(covered)
