#!/usr/bin/env python
"""Train the model that the orientation recipe ships, from the sample of ``ailibrary_extract.py``.

Three quarters of the questions teach with the sheets; the last quarter sets the thresholds.
"""

from __future__ import annotations

import random

from ailibrary_extract import TARGET
from jalons.ailibrary.recipes.orientation.rule import menu_rule
from jalons.ailibrary.recipes.orientation.sheets import questions
from jalons.ailibrary.recipes.orientation.suggesting import SHIPPED
from jalons.ailibrary.recipes.orientation.training import bundle

SEED = 1


def main() -> None:
    """Write the bundle."""
    pairs = sorted((question.text, question.label) for question in questions())
    random.Random(SEED).shuffle(pairs)
    apart = len(pairs) // 4
    data = bundle(pairs[apart:], pairs[:apart], SEED, kind="shipped", rule=menu_rule())
    (TARGET / SHIPPED).write_bytes(data)
    print(f"{len(data)} bytes")


if __name__ == "__main__":
    main()
