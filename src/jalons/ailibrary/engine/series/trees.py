"""Boosted trees: learned by LightGBM (extra ``ai``), answered by NumPy from their plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jalons.ailibrary.engine.series.hours import Floats

SETTINGS = {
    "objective": "regression_l1", "num_leaves": 31, "learning_rate": 0.08, "num_threads": 1,
    "min_data_in_leaf": 40, "verbosity": -1, "deterministic": True, "seed": 1,
}  # fmt: skip
TREES = 120


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree in arrays; a child below 0 is the leaf ``-child - 1``."""

    term: NDArray[np.int64]
    threshold: Floats
    unknown_left: NDArray[np.bool_]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    leaf: Floats

    def answer(self, rows: Floats) -> Floats:
        """The value of the leaf each row ends in."""
        at = np.zeros(len(rows), dtype=np.int64) if len(self.term) else np.full(len(rows), -1)
        while (going := np.flatnonzero(at >= 0)).size:
            node = at[going]
            value = rows[going, self.term[node]]
            is_left = np.where(np.isnan(value), self.unknown_left[node],
                               value <= self.threshold[node])  # fmt: skip
            at[going] = np.where(is_left, self.left[node], self.right[node])
        found: Floats = self.leaf[-at - 1]
        return found


@dataclass(frozen=True, slots=True)
class Forest:
    """The sum of trees."""

    trees: tuple[Tree, ...]

    @classmethod
    def learned(cls, rows: Floats, truths: Floats) -> Forest:
        """Trees that learn the middle of the truths. Needs LightGBM."""
        import lightgbm  # the extra ``ai``: never in the serving process

        booster = lightgbm.train(SETTINGS, lightgbm.Dataset(rows, truths), TREES)
        return cls.read(booster.dump_model())

    @classmethod
    def read(cls, dump: Mapping[str, Any]) -> Forest:
        """The trees of the JSON dump of LightGBM, numeric terms only."""
        return cls(tuple(_tree(each["tree_structure"]) for each in dump["tree_info"]))

    def answer(self, rows: Floats) -> Floats:
        """The answer for each row of terms."""
        return np.sum([each.answer(rows) for each in self.trees], axis=0)


def _tree(root: Mapping[str, Any]) -> Tree:
    nodes: list[Mapping[str, Any]] = []
    leaves: list[float] = []
    links: dict[int, tuple[int, int]] = {}

    def visit(node: Mapping[str, Any]) -> int:
        if "leaf_value" in node:
            leaves.append(float(node["leaf_value"]))
            return -len(leaves)
        place = len(nodes)
        nodes.append(node)
        links[place] = visit(node["left_child"]), visit(node["right_child"])
        return place

    visit(root)
    count = range(len(nodes))
    return Tree(
        np.array([node["split_feature"] for node in nodes], dtype=np.int64),
        np.array([float(node["threshold"]) for node in nodes]),
        np.array([_unknown_left(node) for node in nodes], dtype=np.bool_),
        np.array([links[place][0] for place in count], dtype=np.int64),
        np.array([links[place][1] for place in count], dtype=np.int64),
        np.array(leaves),
    )


def _unknown_left(node: Mapping[str, Any]) -> bool:
    """Where a value that is not known goes; without a rule for it, it counts as zero."""
    if node["missing_type"] == "NaN":
        return bool(node["default_left"])
    return float(node["threshold"]) >= 0
