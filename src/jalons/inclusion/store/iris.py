"""The quarters (IRIS) of a municipality in the packaged census: people by age, and nothing else."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from importlib import resources

import numpy as np

from jalons.inclusion.engine.areas import Areas, Column, published
from jalons.inclusion.engine.index.estimates import shrunk
from jalons.inclusion.store.areas import communes, source


def quarters(code: str) -> tuple[Areas, Column]:
    """The IRIS of a municipality, and their share of people aged 65 or over with its interval.

    Ages are all that the package has of them: no fragility index is made of one indicator. They
    have neither name nor position; shares are drawn towards that of the municipality. Empty when
    it is not cut into IRIS. Raises ``InclusionError`` (``area_unknown``).
    """
    whole = communes().taken(communes().rows([code]))
    found = _by_commune().get(code, [])
    people, older = (np.array([row[part] for row in found], dtype=float) for part in (1, 2))
    names, around = tuple(row[0] for row in found), (code,) * len(found)
    empty = np.full(len(found), np.nan)
    areas = Areas(names, names, around, whole.departement * len(found), whole.region * len(found),
                  people, empty, empty, source("census"))  # fmt: skip
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(people > 0, older / people, np.nan)
    return areas, shrunk(published("over_65", shares, areas.source, people), areas)


@cache
def _by_commune() -> dict[str, list[tuple[str, float, float]]]:
    path = resources.files("jalons") / "inclusion" / "data" / "iris.csv.gz"
    found: dict[str, list[tuple[str, float, float]]] = {}
    with path.open("rb") as raw, gzip.open(raw, "rt") as stream:
        for row in csv.DictReader(stream):
            line = row["iris"], float(row["people"]), float(row["over_65"])
            found.setdefault(row["commune"], []).append(line)
    return found
