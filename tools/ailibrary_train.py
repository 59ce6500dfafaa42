#!/usr/bin/env python
"""Train the model that the orientation recipe ships, from the sample of ``ailibrary_extract.py``.

Three quarters of the questions teach with the sheets; the last quarter sets the thresholds.
"""

from __future__ import annotations

import random

from ailibrary_extract import TARGET
from jalons.ailibrary.recipes.orientation.rule import menu_rule
from jalons.ailibrary.recipes.orientation.sheets import SHIPPED, questions, sheets
from jalons.ailibrary.recipes.orientation.training import Learning, bundle, fitted

SEED = 1


def main() -> None:
    """Write the bundle."""
    known = list(questions())
    random.Random(SEED).shuffle(known)
    apart = len(known) // 4
    texts, labels = zip(*((one.text, one.label) for one in known[apart:]), strict=True)
    model = fitted(texts, labels, prior=sheets())
    pairs = [(one.text, one.label) for one in known[:apart]]
    data = bundle(model, menu_rule(), pairs, Learning("shipped", SEED, len(known)))
    (TARGET / SHIPPED).write_bytes(data)
    print(f"{len(data)} bytes")


if __name__ == "__main__":
    main()
