"""How duplicates are judged: pairs of an inventory and of FEBRL of which it is known."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import combinations, pairwise
from typing import Any

from jalons.ailibrary.engine.evaluation.outcomes import Metric, Sample, Split
from jalons.ailibrary.engine.pairs.comparing import keys_of
from jalons.ailibrary.recipes.contract import Answerer, Check
from jalons.ailibrary.recipes.duplicates import rule

INVENTORY, FEBRL = "inventory", "febrl"
_LARGEST = 8  # records that share a value, above which few of their pairs are judged
_TO_LEARN = 250  # the entities of FEBRL that serve to learn
_BLOCKS = (("soc_sec_id",), ("surname", "given_name"), ("date_of_birth",), ("surname", "postcode"),
           ("given_name", "suburb"), ("serial",), ("tag",), ("name",), ("user", "bought_on"),
           ("model", "bought_on", "site"))  # fmt: skip


@cache
def records() -> dict[str, list[dict[str, str]]]:
    """The records this version ships, with the entity of each."""
    packed = resources.files(__package__).joinpath("data", "records.json.gz").read_bytes()
    found: dict[str, list[dict[str, str]]] = json.loads(gzip.decompress(packed))
    return found


@cache
def _pairs(part: str) -> Sample:
    """The pairs of a part that share something, and all those that are one entity."""
    rows = records()["febrl" if part.startswith("febrl") else part]
    if part.startswith("febrl"):
        learned = part == "febrl_train"
        rows = [each for each in rows if (int(each["entity"][1:]) < _TO_LEARN) == learned]
    source = FEBRL if part.startswith("febrl") else INVENTORY
    bare = [{key: value for key, value in row.items() if key != "entity"} for row in rows]
    chosen = sorted(set(_sharing(rows)))
    return Sample(
        tuple((bare[one], bare[other]) for one, other in chosen),
        tuple((source, rows[one]["entity"] == rows[other]["entity"]) for one, other in chosen),
        tuple(rows[one]["entity"] for one, _other in chosen),
    )


def _sharing(rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, int]]:
    blocks: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        blocks["entity", row["entity"]].append(place)
        cleaned = {**row, **keys_of(row)}
        for values in (row, cleaned):
            for fields in _BLOCKS:
                if all(values.get(field) for field in fields):
                    blocks[fields, *(values[field] for field in fields)].append(place)
    for places in map(sorted, map(set, blocks.values())):
        if len(places) <= _LARGEST:
            yield from combinations(places, 2)
        else:  # a few of the many pairs of what many share
            yield from pairwise(places)


def split(seed: int, own: Sample | None) -> Split:
    """Pairs to learn from, and to judge: other entities, nine in ten of them by the seed."""
    train = _joined(_pairs("train"), _pairs("febrl_train"))
    test = own or _joined(_pairs("test"), _pairs("febrl_test"))
    draw = random.Random(seed)  # noqa: S311  a draw, no secret
    groups = {group: draw.random() < 0.9 for group in dict.fromkeys(test.groups)}
    chosen = [at for at in range(len(test)) if not test.groups or groups[test.groups[at]]]
    return Split(train, Sample((), ()), test.part(chosen))


def _joined(one: Sample, other: Sample) -> Sample:
    return Sample(one.items + other.items, one.truths + other.truths, one.groups + other.groups)


def by_identifier(_split: Split, _seed: int) -> Answerer:
    """The same identifier as written."""
    return rule.same_identifier


def by_clean_identifier(_split: Split, _seed: int) -> Answerer:
    """The same identifier, cleaned."""
    return rule.same_clean_identifier


def by_similarity(_split: Split, _seed: int) -> Answerer:
    """The mean similarity."""
    return rule.by_similarity


def by_points(_split: Split, _seed: int) -> Answerer:
    """The points of fields."""
    return rule.by_points


def by_model(split: Split, seed: int) -> Answerer:
    """A logistic regression on labelled pairs."""
    from jalons.ailibrary.recipes.duplicates.training import learn

    return learn(split.train, seed)


def noise(pairs: Sequence[rule.RecordPair], seed: int) -> list[rule.RecordPair]:
    """Pairs whose second record loses a field in twelve, and takes a typing mistake in twelve."""
    draw = random.Random(seed)  # noqa: S311  a draw, no secret
    return [(one, {key: _spoiled(value, draw) for key, value in other.items()})
            for one, other in pairs]  # fmt: skip


def _spoiled(value: str, draw: random.Random) -> str:
    chance = draw.random()
    if chance < 1 / 12 or not value:
        return ""
    if chance > 1 / 6:
        return value
    at = draw.randrange(len(value))
    return value[:at] + value[at + 1 :]


def _counts(
    truths: Sequence[Any], answers: Sequence[Any], source: str = ""
) -> tuple[int, int, int]:
    """True pairs found, pairs answered, true pairs; of a source only when it is named."""
    found = answered = true = 0
    for truth, answer in zip(truths, answers, strict=True):
        own, same = truth if isinstance(truth, tuple | list) else (INVENTORY, bool(truth))
        if not source or own == source:
            found += same and bool(answer)
            answered += bool(answer)
            true += same
    return found, answered, true


def _f1(source: str = "") -> Metric:
    def of(truths: Sequence[Any], answers: Sequence[Any]) -> float:
        found, answered, true = _counts(truths, answers, source)
        return 2 * found / (answered + true) if answered + true else 0.0

    return Metric(f"f1_{source}" if source else "f1", of)


def _precision(truths: Sequence[Any], answers: Sequence[Any]) -> float:
    found, answered, _true = _counts(truths, answers, INVENTORY)
    return found / answered if answered else 1.0


F1, F1_INVENTORY, F1_FEBRL = _f1(), _f1(INVENTORY), _f1(FEBRL)
PRECISION = Metric("precision", _precision)


def checks(results: Mapping[str, Any]) -> list[Check]:
    """The acceptance figures of the points, beside the identifier as written."""
    used, exact = results["points"].scores, results["identifier"].scores
    return [Check("f1_of_identifier_times_2", used["f1"].value, 2 * exact["f1"].value),
            Check("precision", used["precision"].value, 0.995)]  # fmt: skip
