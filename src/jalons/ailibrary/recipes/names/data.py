"""What the recipe ships: sentences, and the weights learned from them."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from jalons.ailibrary.engine.columns.names import NameModel
from jalons.ailibrary.engine.evaluation.outcomes import Sample, Split
from jalons.tabular.folding import searchable


@cache
def _sentences() -> dict[str, list[tuple[str, list[str], str]]]:
    packed = resources.files(__package__).joinpath("data", "sentences.json.gz").read_bytes()
    found: dict[str, list[tuple[str, list[str], str]]] = json.loads(gzip.decompress(packed))
    return found


def origins() -> dict[str, str]:
    """Where the name of each sentence of the test comes from: "french", "other", or ""."""
    return {text: group for text, _names, group in _sentences()["test"]}


def reference(seed: int) -> Split:
    """The sentences: to learn, to set the threshold, and nine in ten of those to judge."""
    parts = {name: [(text, tuple(names)) for text, names, _group in rows]
             for name, rows in _sentences().items()}  # fmt: skip
    chosen = np.random.default_rng(seed).random(len(parts["test"])) < 0.9
    parts["test"] = [each for each, taken in zip(parts["test"], chosen, strict=True) if taken]
    train, calibration, test = (
        Sample(tuple(text for text, _ in rows), tuple(names for _, names in rows),
               tuple(text for text, _ in rows))
        for rows in (parts["train"], parts["calibration"], parts["test"])
    )  # fmt: skip
    return Split(train, calibration, test)


@cache
def common_words() -> frozenset[str]:
    """Words of the language from the sheets that serve to learn, and brands; folded."""
    folder = resources.files(__package__).joinpath("data")
    brands = folder.joinpath("brands.txt").read_text(encoding="utf-8").split()
    packed = folder.joinpath("words.txt.gz").read_bytes()
    return frozenset({*gzip.decompress(packed).decode().split(), *map(searchable, brands)})


def write(path: Path, model: NameModel) -> None:
    """Write a model as numbers: no code is ever stored."""
    limits = np.array([model.bias, model.threshold])
    np.savez_compressed(path, weights=model.weights.astype(np.float16), limits=limits)


@cache
def shipped() -> NameModel:
    """The model of this version."""
    with resources.files(__package__).joinpath("data", "weights.npz").open("rb") as file:
        stored = np.load(file, allow_pickle=False)
        weights, (bias, threshold) = stored["weights"].astype(np.float32), stored["limits"]
    return NameModel(weights, float(bias), float(threshold), common_words())
