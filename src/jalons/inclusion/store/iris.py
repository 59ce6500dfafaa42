"""The quarters (IRIS) of a municipality in the packaged census: people by age, and nothing else."""

from __future__ import annotations

import numpy as np

from jalons.inclusion.engine.areas import Areas, Column, published
from jalons.inclusion.engine.index.estimates import shrunk
from jalons.inclusion.store.areas import communes, packaged_rows, source


def quarters(code: str) -> tuple[Areas, Column]:
    """The IRIS of a municipality, and their share of people aged 65 or over with its interval.

    No fragility index is made of ages alone. IRIS have neither name nor position here; shares are
    drawn towards that of the municipality. Empty when it is not cut into IRIS.
    """
    rows = packaged_rows("inclusion/data/iris.csv.gz")
    found = [row for row in rows if row["commune"] == code]
    whole = communes().taken(communes().rows([code] * len(found)))
    people, older = (
        np.array([float(row[part]) for row in found]) for part in ("people", "over_65")
    )
    names, empty = tuple(row["iris"] for row in found), np.full(len(found), np.nan)
    areas = Areas(names, names, whole.codes, whole.departement, whole.region, people, empty, empty,
                  source("census"))  # fmt: skip
    shares = np.where(people > 0, older / np.maximum(people, 1), np.nan)
    return areas, shrunk(published("over_65", shares, areas.source, people), areas)
