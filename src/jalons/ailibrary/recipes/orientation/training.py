"""Learns a linear model from the sheets and from labels; needs the optional libraries."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from jalons.ailibrary.engine.abstention.conformal import threshold
from jalons.ailibrary.engine.bundles.format import SCHEMA, Bundle, Manifest, Training, read, write
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.metrics import accuracy, macro_f1
from jalons.ailibrary.engine.text.vectoriser import Parts, fit, table
from jalons.ailibrary.recipes.orientation.model import LinearModel
from jalons.ailibrary.recipes.orientation.rule import MenuRule, menu_rule
from jalons.ailibrary.recipes.orientation.scorer import Scorer
from jalons.ailibrary.recipes.orientation.sheets import (
    SHIPPED,
    Labelled,
    content,
    sheets,
)
from jalons.ailibrary.recipes.registry import card
from jalons.tabular.persons import persons_in

COVERAGE = 0.92  # of sets that contain the right label, as promised; chosen on seeds 11 to 22
LEAST_LABELS = 300
LEAST_OF_A_LABEL = 5  # a label seen less often is not learned
STEMS = Parts(letters=False)
_CLEAR = 0.6  # share of a theme's requests that go to one service, before its sheets follow
_LEAST_OF_A_THEME = 5
_LEAST_PRIVATE = 3  # requests that have a word before a model may contain it
_OWN_WEIGHT = 2.0  # a decision of the authority counts as two sheets
_STRENGTH = 40.0  # inverse of the regularisation, chosen on the first seed of the reference


def fitted(
    texts: Sequence[str], labels: Sequence[str], *, prior: Sequence[Labelled] = (),
    parts: Parts = STEMS,
) -> LinearModel:  # fmt: skip
    """The logistic regression of texts, with the sheets before them when there are any."""
    try:
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
        from sklearn.linear_model import (  # type: ignore[import-untyped]
            LogisticRegression,
        )
    except ImportError as missing:
        raise AIError("training_missing") from missing
    everything = [*(sheet.text for sheet in prior), *texts]
    truths = [*(sheet.label for sheet in prior), *labels]
    vectoriser = fit(
        (sheet.text for sheet in prior), parts, least=3 if parts.letters else 1,
        private=texts, least_private=_LEAST_PRIVATE,
    )  # fmt: skip
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
            Labelled(one.id, one.text, self.services[one.label])
            for one in sheets()
            if one.label in self.services
        ]


def correspondence(texts: Sequence[str], labels: Sequence[str]) -> Correspondence:
    """Which service stands for which theme, seen from the decisions of the authority.

    Labels that are themes stand for themselves.
    """
    cold = LinearModel.of(read(content(SHIPPED)))
    if set(labels) <= set(cold.labels):
        return Correspondence({theme: theme for theme in cold.labels})
    guessed = cold.probabilities(texts).argmax(axis=1)
    counts = Counter(zip((cold.labels[at] for at in guessed), labels, strict=True))
    found = {}
    for theme in cold.labels:
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


def limit(scorer: Scorer, texts: Sequence[str], truths: Sequence[str]) -> float:
    """The threshold of the sets, from items that taught nothing; 1 when no promise is possible.

    Items on which the recipe stays silent do not count: nothing is promised of them.
    """
    shares = scorer.shares(texts)
    scores = [
        1 - found.get(truth, 0.0)
        for text, found, truth in zip(texts, shares, truths, strict=True)
        if scorer.knows(text)
    ]
    return min(1.0, threshold(scores, COVERAGE))


def own_bundle(texts: Sequence[str], labels: Sequence[str], seed: int) -> bytes:
    """The bundle of an authority, from its own decisions: a quarter of them sets the threshold."""
    seen = Counter(labels)
    pairs = sorted(
        {(without_persons(text), label) for text, label in zip(texts, labels, strict=True)
         if text.strip() and seen[label] >= LEAST_OF_A_LABEL}
    )  # fmt: skip
    if len(pairs) < LEAST_LABELS:
        raise AIError("labels_too_few", count=len(pairs), least=LEAST_LABELS)
    if len({label for _text, label in pairs}) < 2:
        raise AIError("labels_one")
    random.Random(seed).shuffle(pairs)  # noqa: S311  (no secret)
    apart = len(pairs) // 4
    texts, truths = _columns(pairs[apart:])
    known = correspondence(texts, truths)
    model = fitted(texts, truths, prior=known.prior())
    learning = Learning("own", seed, len(pairs))
    return bundle(model, menu_rule(known.services), pairs[:apart], learning)


def without_persons(text: str) -> str:
    """A request without what looks like a person: a model must not remember who wrote."""
    for person in persons_in(text):
        text = text.replace(person.words, " ")
    return text


@dataclass(frozen=True, slots=True)
class Learning:
    """How a bundle came to be: its kind, its seed, how many labels taught it or set thresholds."""

    kind: str
    seed: int
    labels: int


def bundle(
    model: LinearModel, rule: MenuRule, calibrate: Sequence[tuple[str, str]], learning: Learning
) -> bytes:
    """A bundle with its model, its rule, and the thresholds of both."""
    texts, truths = _columns(calibrate)
    shares = model.shares(texts)
    best = [max(found, key=lambda label: found[label]) for found in shares]
    scores = {"accuracy": accuracy(truths, best), "macro_f1": macro_f1(truths, best)}
    rounded = {name: round(score, 4) for name, score in scores.items()}
    limits = {"model": limit(model, texts, truths), "rule": limit(rule, texts, truths)}
    manifest = Manifest(
        SCHEMA, "orientation", card("orientation").version, datetime.now(tz=UTC).date(),
        learning.kind, model.labels, Training(learning.labels, learning.seed, rounded),
        {"coverage": COVERAGE, **limits},
    )  # fmt: skip
    return write(Bundle(manifest, {**model.files(), **rule.files()}))


def _columns(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [text for text, _label in pairs], [label for _text, label in pairs]
