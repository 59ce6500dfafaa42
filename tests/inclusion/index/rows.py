"""Columns and areas of a few made-up municipalities."""

from __future__ import annotations

from datetime import date

import numpy as np

from jalons.inclusion.engine.areas import Areas, Column, Status, published
from jalons.kernel import Source

SOURCE = Source("Recensement inventé", "Essai", date(2026, 1, 1), "–")


def column(name, values, people=None):
    values = np.array(values, dtype=float)
    return published(name, values, SOURCE, None if people is None else np.array(people, float))


def uncertain(name, values, spread):
    values = np.array(values, dtype=float)
    status = (Status.ESTIMATED,) * len(values)
    return Column(name, values, values - spread, values + spread, status, SOURCE)


def areas(epci, departement=None):
    count = len(epci)
    nowhere = np.full(count, np.nan)
    names = tuple(f"{number:05}" for number in range(count))
    return Areas(names, names, tuple(epci), tuple(departement or ["01"] * count),
                 ("84",) * count, np.ones(count), nowhere, nowhere, SOURCE)  # fmt: skip
