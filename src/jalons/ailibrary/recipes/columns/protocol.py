"""How columns are judged: with clear headings, without headings, with junk among the cells."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from jalons.ailibrary.engine.evaluation.outcomes import Metric, Sample, Split
from jalons.ailibrary.recipes.columns import rule
from jalons.ailibrary.recipes.contract import Answerer, Check

IDENTIFIED = frozenset({"siren", "siret", "nir", "iban", "rna", "email", "phone"})
PERSONAL = frozenset({"nir", "iban", "email", "phone", "person_name", "first_name", "last_name",
                      "address", "named_text"})  # fmt: skip
_JUNK = ("NC", "n/a", "-", "", "non renseigné", "?")


@cache
def _drawn() -> dict[str, list[dict[str, Any]]]:
    packed = resources.files(__package__).joinpath("data", "columns.json.gz").read_bytes()
    found: dict[str, list[dict[str, Any]]] = json.loads(gzip.decompress(packed))
    return found


def _sample(rows: Sequence[Mapping[str, Any]], part: str) -> Sample:
    return Sample(
        tuple((row["heading"], tuple(row["cells"])) for row in rows),
        tuple(row["kind"] for row in rows),
        tuple(f"{part}{place}" for place in range(len(rows))),
    )


def split(seed: int, own: Sample | None) -> Split:
    """The reference columns, or those of an authority: nine in ten judge, by the seed."""
    parts = {name: _sample(rows, name) for name, rows in _drawn().items()}
    test = own or parts["test"]
    draw = random.Random(seed)  # noqa: S311  a draw, no secret
    chosen = [at for at in range(len(test)) if draw.random() < 0.9]
    return Split(parts["train"], parts["calibration"], test.part(chosen))


def by_headings(_split: Split, _seed: int) -> Answerer:
    """The heading alone."""
    return rule.by_heading


def by_checks(_split: Split, _seed: int) -> Answerer:
    """Forms and check digits of the cells."""
    return rule.by_cells


def by_model(split: Split, seed: int) -> Answerer:
    """A linear model on what the cells and the heading show."""
    from jalons.ailibrary.recipes.columns.training import learn

    return learn(split.train, seed)


def noise(columns: Sequence[rule.Column], seed: int) -> list[rule.Column]:
    """Columns as files have them: spaces around, one cell in ten that says nothing, no heading."""
    draw = random.Random(seed)  # noqa: S311  a draw, no secret
    return [(f"Col{draw.randint(1, 40)}",
             tuple(draw.choice(_JUNK) if draw.random() < 0.1 else f" {cell}" for cell in cells))
            for _heading, cells in columns]  # fmt: skip


def _identifiers(truths: Sequence[Any], answers: Sequence[Any]) -> float:
    """The share of the columns of numbers and addresses that are recognised as such."""
    found = [truth == answer for truth, answer in zip(truths, answers, strict=True)
             if truth in IDENTIFIED]  # fmt: skip
    return sum(found) / len(found) if found else 0.0


def _false(truths: Sequence[Any], answers: Sequence[Any]) -> float:
    """The share of the columns without persons that look personal."""
    found = [answer in PERSONAL for truth, answer in zip(truths, answers, strict=True)
             if truth not in PERSONAL]  # fmt: skip
    return sum(found) / len(found) if found else 0.0


IDENTIFIERS = Metric("identifiers_found", _identifiers)
FALSE = Metric("false_alarms", _false, higher_is_better=False)


def checks(results: Mapping[str, Any]) -> list[Check]:
    """The acceptance figures of the rule, on columns with and without headings and junk."""
    used = results["checksums"]
    return [
        Check("types", used.scores["accuracy"].value, 0.95),
        Check("types_spoiled", used.noise["accuracy"], 0.95),
        Check("identifiers_found", used.scores["identifiers_found"].value, 0.99),
        Check("false_alarms", used.scores["false_alarms"].value, 0.02, at_least=False),
    ]
