"""How the candidates are judged: on questions that taught nothing, then on the own requests."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jalons.ailibrary.engine.abstention.conformal import coverage, label_set
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.evaluation import metrics
from jalons.ailibrary.engine.evaluation.gate import Margin
from jalons.ailibrary.engine.evaluation.outcomes import CandidateKind, Metric, Sample, Split
from jalons.ailibrary.engine.text.typos import spoil
from jalons.ailibrary.engine.text.words import words
from jalons.ailibrary.recipes.contract import Answerer, Candidate, Check, Task
from jalons.ailibrary.recipes.orientation.scorer import Scorer

_LEARN, _CALIBRATE = 500, 300  # questions, of the 1,429: what an authority labels in some weeks
LEAST_OWN = 200
TYPO_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Answer:
    """The labels from the most probable, and those of the set; none when it stays silent."""

    ranked: tuple[str, ...]
    within: tuple[str, ...]


def split(seed: int, own: Sample | None) -> Split:
    """Questions at random, the sheets apart; or a half, a quarter, a quarter of ``own``.

    Requests with the same words stay on one side. ``AIError`` (``own_too_small``).
    """
    sample = own if own is not None else _questions()
    groups = sample.groups or tuple(" ".join(words(text)) for text in sample.items)
    if len(set(groups)) < LEAST_OWN:
        raise AIError("own_too_small", count=len(set(groups)), least=LEAST_OWN)
    names = sorted(set(groups))
    random.Random(seed).shuffle(names)  # noqa: S311  (no secret)
    learn, calibrate = (
        (_LEARN, _CALIBRATE) if own is None else (len(names) // 2, len(names) // 4)
    )  # fmt: skip
    side = {name: (place >= learn) + (place >= learn + calibrate)
            for place, name in enumerate(names)}  # fmt: skip
    whole = Sample(sample.items, sample.truths, groups)
    parts = (
        whole.part([at for at, group in enumerate(groups) if side[group] == part])
        for part in range(3)
    )
    return Split(*parts)


def noise(texts: Sequence[str], seed: int) -> list[str]:
    """The texts without accents, with a typo in a fifth of their long words."""
    return [spoil(text, seed + at, TYPO_SHARE) for at, text in enumerate(texts)]


def _questions() -> Sample:
    from jalons.ailibrary.recipes.orientation.sheets import questions

    found = questions()
    return Sample(
        tuple(question.text for question in found), tuple(question.label for question in found)
    )


def _answers(split_: Split, scorer: Scorer) -> Answerer:
    """Answers with the sets that the calibration items allow; the usual label without a clue."""
    from jalons.ailibrary.recipes.orientation.training import limit

    usual = Counter(split_.train.truths).most_common(1)[0][0]
    bound = limit(scorer, split_.calibration.items, split_.calibration.truths)

    def answer(texts: Sequence[str]) -> list[Answer]:
        return [
            _answer(found or {usual: 1.0}, bound if scorer.knows(text) else -1.0)
            for text, found in zip(texts, scorer.shares(texts), strict=True)
        ]

    return answer


def _answer(shares: Mapping[str, float], bound: float) -> Answer:
    ranked = label_set(shares, 1.0)
    return Answer(ranked, tuple(label for label in ranked if 1 - shares[label] <= bound))


def _majority(split_: Split, _seed: int) -> Answerer:
    usual = Counter(split_.train.truths).most_common(1)[0][0]
    return lambda texts: [Answer((usual,), ()) for _text in texts]


def _menus(split_: Split, _seed: int) -> Answerer:
    from jalons.ailibrary.recipes.orientation.rule import menu_rule
    from jalons.ailibrary.recipes.orientation.training import correspondence

    services = correspondence(split_.train.items, split_.train.truths).services
    return _answers(split_, menu_rule(services))


def _sheets(split_: Split, _seed: int) -> Answerer:
    from jalons.ailibrary.recipes.orientation.training import correspondence, fitted

    prior = correspondence(split_.train.items, split_.train.truths).prior()
    return _answers(split_, fitted((), (), prior=prior))


def _own(*, letters: bool) -> Callable[[Split, int], Answerer]:
    def prepare(split_: Split, _seed: int) -> Answerer:
        from jalons.ailibrary.engine.text.vectoriser import Parts
        from jalons.ailibrary.recipes.orientation.training import warm

        parts = Parts(letters=letters)
        return _answers(split_, warm(split_.train.items, split_.train.truths, parts))

    return prepare


CANDIDATES = (
    Candidate("majority", CandidateKind.RULE, "constant", _majority),
    Candidate("menu_words", CandidateKind.RULE, "keywords", _menus),
    Candidate("sheets_stems", CandidateKind.MODEL, "linear", _sheets),
    Candidate("own_stems", CandidateKind.MODEL, "linear", _own(letters=False)),
    Candidate("own_stems_letters", CandidateKind.MODEL, "linear", _own(letters=True)),
)


def _best(answers: Sequence[Answer | str]) -> list[str]:
    """The first label of each answer; what people or a bundle answered is a label already."""
    return [answer if isinstance(answer, str) else answer.ranked[0] for answer in answers]


def _top3(truths: Sequence[Any], answers: Sequence[Answer]) -> float:
    return coverage(truths, [answer.ranked[:3] for answer in answers])


def _covered(truths: Sequence[Any], answers: Sequence[Answer]) -> float:
    """The share of answers that contain the truth, among those that are not silence."""
    spoken = [(truth, answer.within) for truth, answer in zip(truths, answers, strict=True)
              if answer.within]  # fmt: skip
    return coverage([truth for truth, _within in spoken], [within for _truth, within in spoken])


def _single_share(_truths: Sequence[Any], answers: Sequence[Answer]) -> float:
    return sum(len(answer.within) == 1 for answer in answers) / (len(answers) or 1)


def _single_accuracy(truths: Sequence[Any], answers: Sequence[Answer]) -> float:
    single = [
        (truth, answer.within[0])
        for truth, answer in zip(truths, answers, strict=True)
        if len(answer.within) == 1
    ]
    return metrics.accuracy(
        [truth for truth, _label in single], [label for _truth, label in single]
    )


METRICS = (
    Metric("macro_f1", lambda truths, answers: metrics.macro_f1(truths, _best(answers))),
    Metric("accuracy", lambda truths, answers: metrics.accuracy(truths, _best(answers))),
    Metric("top3", _top3),
    Metric("coverage", _covered),
    Metric("single_share", _single_share),
    Metric("single_accuracy", _single_accuracy),
)


def checks(results: Mapping[str, Any]) -> tuple[Check, ...]:
    """The acceptance figures of the model that is shipped, against the rule of the menus."""
    rule, model = results["menu_words"].scores, results["own_stems"]
    scores = {name: estimate.value for name, estimate in model.scores.items()}
    loss = 100 * (scores["macro_f1"] - model.noise["macro_f1"])
    return (
        Check("f1_over_rule", scores["macro_f1"] / (rule["macro_f1"].value or 1), 1.25),
        Check("top3", scores["top3"], 0.9),
        Check("single_accuracy", scores["single_accuracy"], 0.94),
        Check("single_share", scores["single_share"], 0.5),
        Check("typo_loss_points", loss, 6, at_least=False),
        Check("cpu_ms", model.cost.cpu_seconds, 1, at_least=False),
    )


task = Task(split=split, metrics=METRICS, margin=Margin(times=1.25), noise=noise, checks=checks)
