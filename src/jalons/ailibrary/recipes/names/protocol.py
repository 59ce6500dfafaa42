"""How names are judged: sentences of families never seen, with names never seen."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from jalons.ailibrary.engine.columns.names import NameModel
from jalons.ailibrary.engine.evaluation.outcomes import Metric, Sample, Split
from jalons.ailibrary.recipes.contract import Answerer, Check
from jalons.ailibrary.recipes.names import rule

_NEIGHBOURS = {"a": "z", "e": "r", "i": "o", "o": "p", "s": "d", "n": "b", "t": "y", "r": "t"}


def split(seed: int, own: Sample | None) -> Split:
    """The reference sentences; or those of an authority, a third of which set the threshold."""
    from jalons.ailibrary.recipes.names import data

    found = data.reference(seed)
    if own is None:
        return Split(found.train, found.calibration, _named(found.test))
    places = list(range(len(own)))
    random.Random(seed).shuffle(places)  # noqa: S311  a draw, no secret
    third = len(places) // 3
    return Split(found.train, _named(own.part(places[:third])), _named(own.part(places[third:])))


def _named(sample: Sample) -> Sample:
    """A sample whose truths say whether a text names somebody."""
    return Sample(sample.items, tuple(map(bool, sample.truths)), sample.groups)


def by_lists(_split: Split, _seed: int) -> Answerer:
    """The rule, which learns nothing."""
    return rule.answers


def by_weights(split: Split, seed: int) -> Answerer:
    """The sure signs of the rule, and for other texts the words weighed by the model."""
    from jalons.ailibrary.recipes.names.training import learn

    model = learn(split.train, split.calibration, seed)
    return lambda texts: [_names(text, model) for text in texts]


def _names(text: str, model: NameModel) -> bool:
    sure = rule.surely_names_person(text)
    return sure or (not rule.names_a_body(text) and model.names(text))


def names_somebody(text: str) -> bool:
    """Whether a text seems to name a person, as this version answers."""
    from jalons.ailibrary.recipes.names import data

    return _names(text, data.shipped())


def noise(texts: Sequence[str], seed: int) -> list[str]:
    """The texts as they are typed in haste: letters lost or taken for others, accents lost."""
    draw = random.Random(seed)  # noqa: S311  a draw, no secret
    return [_typed(text, draw) for text in texts]


def _typed(text: str, draw: random.Random) -> str:
    letters = [
        "" if (chance := draw.random()) < 0.01
        else _NEIGHBOURS.get(each, each) if chance < 0.03
        else each.translate(_BARE)
        for each in text
    ]  # fmt: skip
    return "".join(letters)


_BARE = str.maketrans("éèêëàâîïôùûç", "eeeeaaiiouuc")


def _recall(truths: Sequence[Any], answers: Sequence[Any]) -> float:
    named = [answer for truth, answer in zip(truths, answers, strict=True) if truth]
    return sum(named) / len(named) if named else 0.0


def _false(truths: Sequence[Any], answers: Sequence[Any]) -> float:
    clean = [answer for truth, answer in zip(truths, answers, strict=True) if not truth]
    return sum(clean) / len(clean) if clean else 0.0


RECALL = Metric("recall", _recall)
FALSE = Metric("false_alarms", _false, higher_is_better=False)


def checks(results: Mapping[str, Any]) -> list[Check]:
    """The acceptance figures: names found, clean texts reported."""
    scores = results["weighed_words"].scores
    return [Check("names_found", scores["recall"].value, 0.95),
            Check("false_alarms", scores["false_alarms"].value, 0.02, at_least=False)]  # fmt: skip
