"""Learns a linear model from the sheets and from labels; needs the optional libraries."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from jalons.ailibrary.engine.abstention.conformal import threshold
from jalons.ailibrary.engine.bundles.format import SCHEMA, Bundle, Manifest, Training, write
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.metrics import accuracy, macro_f1
from jalons.ailibrary.engine.text.vectoriser import Parts, fit, table
from jalons.ailibrary.recipes.orientation.model import LinearModel
from jalons.ailibrary.recipes.orientation.rule import MenuRule, menu_rule
from jalons.ailibrary.recipes.orientation.sheets import Labelled, sheets
from jalons.ailibrary.recipes.registry import card

COVERAGE = 0.9  # the share of sets that contain the right label, as promised
LEAST_LABELS = 300
LEAST_OF_A_LABEL = 5  # a label seen less often is not learned
STEMS = Parts(letters=False)
_CLEAR = 0.6  # share of a theme's requests that go to one service, before its sheets follow
_LEAST_OF_A_THEME = 5
_OWN_WEIGHT = 2.0  # a decision of the authority counts as two sheets
_STRENGTH = 40.0  # inverse of the regularisation, chosen on the first seed of the reference


def fitted(
    texts: Sequence[str], labels: Sequence[str], *, prior: Sequence[Labelled] = (),
    parts: Parts = STEMS,
) -> LinearModel:  # fmt: skip
    """The logistic regression of texts, with the sheets before them when there are any."""
    try:
        from scipy.sparse import csr_matrix
        from sklearn.linear_model import LogisticRegression
    except ImportError as missing:
        raise AIError("training_missing") from missing
    everything = [*(sheet.text for sheet in prior), *texts]
    truths = [*(sheet.label for sheet in prior), *labels]
    vectoriser = fit(everything, parts, least=3 if parts.letters else 1)
    rows = table([vectoriser.row(text) for text in everything])
    matrix = csr_matrix(rows, shape=(len(everything), len(vectoriser.places)))
    weight = np.repeat([1.0, _OWN_WEIGHT], [len(prior), len(texts)])
    learned = LogisticRegression(C=_STRENGTH, max_iter=500).fit(matrix, truths, weight)
    columns, bias = learned.coef_.T, learned.intercept_
    if len(learned.classes_) == 2:
        columns, bias = np.hstack([-columns / 2, columns / 2]), np.array([-bias[0], bias[0]]) / 2
    names = tuple(str(name) for name in learned.classes_)
    return LinearModel(names, vectoriser, columns.astype(np.float32), bias)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The service that the requests of each theme went to, when it is clear."""

    services: Mapping[str, str]

    def prior(self) -> list[Labelled]:
        """The sheets of these themes, with the service instead of the theme."""
        return [
            Labelled(sheet.id, sheet.text, self.services[sheet.label])
            for sheet in sheets()
            if sheet.label in self.services
        ]


def correspondence(texts: Sequence[str], labels: Sequence[str]) -> Correspondence:
    """Which service stands for which theme, seen from the decisions of the authority.

    Labels that are themes already stand for themselves.
    """
    themes = sorted({sheet.label for sheet in sheets()})
    if set(labels) <= set(themes):
        return Correspondence({theme: theme for theme in themes})
    cold = fitted((), (), prior=sheets())
    guessed = cold.probabilities(texts).argmax(axis=1)
    counts = Counter(zip((cold.labels[at] for at in guessed), labels, strict=True))
    found = {}
    for theme in themes:
        services = {name: count for (of, name), count in counts.items() if of == theme}
        total = sum(services.values())
        if total >= _LEAST_OF_A_THEME:
            name = max(services, key=lambda one: (services[one], one))
            if services[name] / total >= _CLEAR:
                found[theme] = name
    return Correspondence(found)


def warm(texts: Sequence[str], labels: Sequence[str], parts: Parts = STEMS) -> LinearModel:
    """The model of an authority: the sheets as prior knowledge, then its own decisions."""
    return fitted(texts, labels, prior=correspondence(texts, labels).prior(), parts=parts)


def limit(shares: Sequence[Mapping[str, float]], truths: Sequence[str]) -> float:
    """The threshold of the sets, from items that taught nothing."""
    scores = [1 - found.get(truth, 0.0) for found, truth in zip(shares, truths, strict=True)]
    return min(1.0, threshold(scores, COVERAGE))


def own_bundle(texts: Sequence[str], labels: Sequence[str], seed: int) -> bytes:
    """The bundle of an authority, from its own decisions: a quarter of them sets the threshold."""
    seen = Counter(labels)
    pairs = sorted(
        {(text, label) for text, label in zip(texts, labels, strict=True)
         if text.strip() and seen[label] >= LEAST_OF_A_LABEL}
    )  # fmt: skip
    if len(pairs) < LEAST_LABELS:
        raise AIError("labels_too_few", count=len(pairs), least=LEAST_LABELS)
    if len({label for _text, label in pairs}) < 2:
        raise AIError("labels_one")
    random.Random(seed).shuffle(pairs)  # noqa: S311
    apart = len(pairs) // 4
    services = correspondence(*_columns(pairs[apart:])).services
    return bundle(pairs[apart:], pairs[:apart], seed, kind="own", rule=menu_rule(services))


def bundle(
    learn: Sequence[tuple[str, str]], calibrate: Sequence[tuple[str, str]], seed: int, *,
    kind: str, rule: MenuRule,
) -> bytes:  # fmt: skip
    """A bundle with its model, its rule, and the thresholds of both."""
    model = warm(*_columns(learn))
    texts, truths = _columns(calibrate)
    shares = model.shares(texts)
    best = [max(found, key=lambda label: found[label]) if found else "" for found in shares]
    scores = {"accuracy": accuracy(truths, best), "macro_f1": macro_f1(truths, best)}
    manifest = Manifest(
        SCHEMA, "orientation", card("orientation").version, date.today(), kind, model.labels,  # noqa: DTZ011
        Training(len(learn), seed, {name: round(score, 4) for name, score in scores.items()}),
        {"coverage": COVERAGE, "model": limit(shares, truths),
         "rule": limit(rule.shares(texts), truths)},
    )  # fmt: skip
    return write(Bundle(manifest, {**model.files(), **rule.files()}))


def _columns(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [text for text, _label in pairs], [label for _text, label in pairs]
