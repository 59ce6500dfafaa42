"""How far people agree with the recipe, label by label, and with each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.engine.review.judgements import Judgement, Proportion, share


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """A label: of the decisions that chose it, those the recipe gave first.

    ``blind`` counts those decided without seeing the suggestion, the only ones it did not sway.
    """

    label: str
    shown: Proportion
    blind: Proportion

    @property
    def is_shown(self) -> bool:
        """Whether there are enough decisions to show anything."""
        return self.shown.is_shown or self.blind.is_shown


def by_label(found: Iterable[Judgement]) -> tuple[LabelAgreement, ...]:
    """The agreement for each label people chose, the most frequent first; drills aside."""
    groups: defaultdict[str, list[Judgement]] = defaultdict(list)
    for each in found:
        if each.mode in {Mode.OPEN, Mode.BLIND} and each.label:
            groups[each.label].append(each)
    ranked = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return tuple(
        LabelAgreement(label, *(
            share(one.agrees for one in group if one.mode is mode)
            for mode in (Mode.OPEN, Mode.BLIND)
        ))
        for label, group in ranked
    )  # fmt: skip


def fleiss_kappa(items: Iterable[Sequence[str]]) -> float | None:
    """Agreement of several people beyond chance, -1 to 1; items may have 2 or 3 answers each.

    None when nothing has two answers, or when all answers are the same label. Pairs of answers of
    one item are compared; an item counts as much as it has answers.
    Source: J. L. Fleiss, Psychological Bulletin 76, 1971; for unequal numbers of answers, G.
    Gwet, Handbook of Inter-Rater Reliability.
    """
    rated = [list(labels) for labels in items if len(labels) >= 2]
    if not rated:
        return None
    totals: Counter[str] = Counter(label for labels in rated for label in labels)
    answers = sum(totals.values())
    agreeing = sum(
        len(labels) * sum(n * (n - 1) for n in Counter(labels).values())
        / (len(labels) * (len(labels) - 1))
        for labels in rated
    ) / answers  # fmt: skip
    expected = sum((n / answers) ** 2 for n in totals.values())
    return None if expected >= 1 else (agreeing - expected) / (1 - expected)


def kappa_level(value: float) -> str:
    """The word for a kappa: "poor", "fair", "good" or "very_good".

    Bands after J. R. Landis and G. G. Koch, Biometrics 33, 1977, the lowest three joined.
    """
    bands = ((0.8, "very_good"), (0.6, "good"), (0.4, "fair"))
    return next((word for least, word in bands if value > least), "poor")
