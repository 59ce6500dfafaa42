"""Whether people lean on the recipe too much: followed when wrong, set aside when right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from jalons.ailibrary.engine.review.drawing import Mode
from jalons.ailibrary.engine.review.judgements import Judgement, Proportion, share

WINDOW, MOST_ACCEPTED, LEAST_SECONDS = 100, 0.98, 3.0


@dataclass(frozen=True, slots=True)
class Reliance:
    """What was seen of it; each share may rest on too few cases to be shown.

    ``followed_wrong``: accepted, of the suggestions known to be wrong (drills, decisions that a
    contestation or reviewers corrected). ``set_aside_right``: not followed, of those known to be
    right. ``agree_shown`` and ``agree_blind``: same answer as the recipe, when it was seen and
    when it was hidden; far apart, people follow what they see.
    """

    followed_wrong: Proportion
    set_aside_right: Proportion
    agree_shown: Proportion
    agree_blind: Proportion

    @property
    def sways(self) -> bool:
        """Whether seeing the suggestion surely changes the answer: the intervals do not meet."""
        both = self.agree_shown.is_shown and self.agree_blind.is_shown
        return both and self.agree_shown.bounds[0] > self.agree_blind.bounds[1]


def reliance(found: Sequence[Judgement]) -> Reliance:
    """The reliance that decisions show. Source: M. Schemmer et al., arXiv 2304.08804, 2023."""
    seen = [each for each in found if each.mode in {Mode.OPEN, Mode.DRILL} and each.suggested]
    return Reliance(
        share(each.follows for each in seen if each.right is False),
        share(not each.follows for each in seen if each.right is True),
        share(each.agrees for each in seen if each.mode is Mode.OPEN),
        share(each.agrees for each in found if each.mode is Mode.BLIND and each.suggested),
    )


def is_rubber_stamp(latest: Sequence[Judgement]) -> bool:
    """Whether the latest 100 decisions on a shown suggestion accept nearly all, in no time.

    More than 98 % accepted with a median under 3 seconds; times that mean nothing are left out,
    and at least half of them must be known.
    """
    shown = [each for each in latest if each.mode is Mode.OPEN and each.suggested][:WINDOW]
    times = [each.seconds for each in shown if each.seconds is not None]
    if len(shown) < WINDOW or len(times) < WINDOW / 2:
        return False
    accepted = sum(each.follows for each in shown) / len(shown)
    return accepted > MOST_ACCEPTED and median(times) < LEAST_SECONDS
