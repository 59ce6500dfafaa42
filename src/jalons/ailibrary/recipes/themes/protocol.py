"""How themes are judged: 200 coded answers to a consultation teach, the others judge."""

from __future__ import annotations

import gzip
import random
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import msgspec

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Sample, Split
from jalons.ailibrary.engine.text.typos import spoil
from jalons.ailibrary.engine.text.vectoriser import Parts
from jalons.ailibrary.engine.text.words import words
from jalons.ailibrary.recipes.contract import Answerer, Candidate, Check, Task
from jalons.ailibrary.recipes.themes.model import STEMS
from jalons.ailibrary.recipes.themes.reading import LEAST, ThemeReader, learner, usual_themes
from jalons.ailibrary.recipes.themes.rule import ThemeRule
from jalons.ailibrary.recipes.themes.scores import MARGIN, METRICS

LEARN = 200  # answers: what two people code in a day
TYPO_SHARE = 0.2


class CodedAnswer(msgspec.Struct, frozen=True):
    """An answer with the theme of its question and what its readers found in it."""

    text: str
    themes: tuple[str, ...]


class CodedConsultation(msgspec.Struct, frozen=True):
    """Titles and words of themes by key, those that say what an answer contains, the answers."""

    themes: dict[str, str]
    kinds: tuple[str, ...]
    answers: tuple[CodedAnswer, ...]


@cache
def reference() -> CodedConsultation:
    """The consultation that the recipe ships."""
    packed = resources.files(__package__).joinpath("data", "answers.json.gz").read_bytes()
    return msgspec.json.decode(gzip.decompress(packed), type=CodedConsultation)


def split(seed: int, own: Sample | None) -> Split:
    """200 of the reference answers, or half of ``own``, teach; no other answer has their words.

    ``AIError`` (``own_too_small``) under 100 different texts.
    """
    sample = own or Sample(tuple(each.text for each in reference().answers),
                           tuple(each.themes for each in reference().answers))  # fmt: skip
    groups = sample.groups or tuple(" ".join(words(text)) for text in sample.items)
    names = sorted(set(groups))
    if len(names) < 2 * LEAST:
        raise AIError("own_too_small", count=len(names), least=2 * LEAST)
    random.Random(seed).shuffle(names)  # noqa: S311  (no secret)
    teach = set(names[: LEARN if own is None else len(names) // 2])
    whole = Sample(sample.items, tuple(map(tuple, sample.truths)), groups)
    sides: dict[bool, list[int]] = {True: [], False: []}
    for at, group in enumerate(groups):
        sides[group in teach].append(at)
    return Split(whole.part(sides[True]), Sample((), ()), whole.part(sides[False]))


def noise(texts: Sequence[str], seed: int) -> list[str]:
    """The texts without accents, with a typo in a fifth of their long words."""
    return [spoil(text, seed + at, TYPO_SHARE) for at, text in enumerate(texts)]


def _themes(train: Sample) -> Mapping[str, str]:
    """The themes of the sample with their words; a key that has none is its own title."""
    keys = dict.fromkeys(key for truth in train.truths for key in truth)
    return {key: reference().themes.get(key, key) for key in keys}


def _usual(split_: Split, _seed: int) -> Answerer:
    usual = usual_themes(split_.train.truths)
    return lambda texts: [usual for _text in texts]


def _words(split_: Split, _seed: int) -> Answerer:
    train = split_.train
    rule = ThemeRule.of(_themes(train)).checked(train.items, train.truths)
    return _answers(ThemeReader(rule))


def _model(parts: Parts) -> Any:
    def prepare(split_: Split, _seed: int) -> Answerer:
        train = split_.train
        return _answers(learner(_themes(train), parts)(train.items, train.truths))

    return prepare


def _answers(reader: ThemeReader) -> Answerer:
    return lambda texts: [each.themes for each in reader.read(texts)]


CANDIDATES = (
    Candidate("usual", CandidateKind.RULE, "constant", _usual),
    Candidate("theme_words", CandidateKind.RULE, "keywords", _words),
    Candidate("coded_stems", CandidateKind.MODEL, "linear", _model(STEMS)),
    Candidate("coded_stems_letters", CandidateKind.MODEL, "linear", _model(Parts())),
)


def checks(results: Mapping[str, Any]) -> tuple[Check, ...]:
    """The acceptance figures of the model that is used."""
    model = results["coded_stems"]
    scores = {name: estimate.value for name, estimate in model.scores.items()}
    loss = 100 * (scores["macro_f1"] - model.noise["macro_f1"])
    return (
        Check("right_themes", scores["right_themes"], 0.7),
        Check("answered", scores["answered"], 0.8),
        Check("typo_loss_points", loss, 6, at_least=False),
        Check("cpu_ms", model.cost.cpu_seconds, 1, at_least=False),
    )


task = Task(split=split, metrics=METRICS, margin=MARGIN, noise=noise, checks=checks)
