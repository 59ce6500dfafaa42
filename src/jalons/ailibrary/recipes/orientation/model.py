"""A linear model of words: probabilities in NumPy, and the words that explain them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import NDArray

from jalons.ailibrary.engine.bundles.format import Bundle, numbers
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.text.vectoriser import Numbers, Parts, Vectoriser, parts_of
from jalons.ailibrary.engine.text.words import subjects

_LEAST_KNOWN = 0.5  # share of the words of a text: no promise for what is unlike the training
_WORDS, _NUMBERS = "features.json", "weights.npz"


@dataclass(frozen=True)
class LinearModel:
    """One weight by feature and label; ``weights`` has a row by feature, a column by label."""

    labels: tuple[str, ...]
    vectoriser: Vectoriser
    weights: NDArray[np.float32]
    bias: Numbers

    def probabilities(self, texts: Sequence[str]) -> Numbers:
        """One row by text, one column by label, rows of sum 1."""
        scores = np.empty((len(texts), len(self.labels)))
        for at, text in enumerate(texts):
            row = self.vectoriser.row(text)
            scores[at] = row.values @ self.weights[row.places] + self.bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
        shares: Numbers = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def shares(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """The probability of each label, by text."""
        rows = self.probabilities(texts).tolist()
        return [dict(zip(self.labels, row, strict=True)) for row in rows]

    def knows(self, text: str) -> bool:
        """Whether enough of the words that say the subject were met in training."""
        found = subjects(text)
        known = sum(
            any(part in self.vectoriser.places for part in parts_of(word, self.vectoriser.parts))
            for word in found
        )
        return known > 0 and known >= _LEAST_KNOWN * len(found)

    def evidence(self, text: str, label: str, most: int = 5) -> tuple[str, ...]:
        """The known words of the text that speak most for a label, in plain letters."""
        row = self.vectoriser.row(text)
        column = self.labels.index(label)
        apart = self.weights[row.places, column] - self.weights[row.places].mean(axis=1)
        effect = dict(zip(row.places.tolist(), (row.values * apart).tolist(), strict=True))
        found: dict[str, float] = {}
        for word in subjects(text):
            places = [self.vectoriser.places.get(part)
                      for part in parts_of(word, self.vectoriser.parts)]  # fmt: skip
            if places[0] is not None:
                found[word] = sum(effect[place] for place in places if place is not None)
        ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(word for word, value in ranked if value > 0)[:most]

    def files(self) -> dict[str, bytes]:
        """The model as files of a bundle."""
        places = self.vectoriser.places
        parts = self.vectoriser.parts
        plain = {"stems": parts.stems, "letters": parts.letters,
                 "features": sorted(places, key=places.__getitem__)}  # fmt: skip
        return {
            _WORDS: msgspec.json.encode(plain),
            _NUMBERS: numbers(
                {"weights": self.weights, "bias": self.bias, "idf": self.vectoriser.weights}
            ),
        }

    @classmethod
    def of(cls, bundle: Bundle) -> LinearModel:
        """The model of a bundle. ``AIError`` (``bundle_model``) when its parts do not agree."""
        labels = bundle.manifest.labels
        plain, arrays = bundle.plain(_WORDS), bundle.arrays(_NUMBERS)
        try:
            features: Sequence[str] = [str(name) for name in plain["features"]]
            weights, bias, idf = arrays["weights"], arrays["bias"], arrays["idf"]
            parts = Parts(bool(plain["stems"]), bool(plain["letters"]))
        except (KeyError, TypeError) as wrong:
            raise AIError("bundle_model", why=str(wrong)) from wrong
        places: Mapping[str, int] = {name: place for place, name in enumerate(features)}
        shapes = (weights.shape, bias.shape, idf.shape)
        count = len(features)
        expected = ((count, len(labels)), (len(labels),), (count,))
        finite = all(array.dtype.kind == "f" and np.isfinite(array).all()
                     for array in (weights, bias, idf))  # fmt: skip
        if shapes != expected or len(places) != count or not labels or not finite:
            raise AIError("bundle_model", why=f"{shapes} ≠ {expected}")
        vectoriser = Vectoriser(places, idf.astype(np.float64), parts)
        return cls(labels, vectoriser, weights.astype(np.float32), bias.astype(np.float64))
