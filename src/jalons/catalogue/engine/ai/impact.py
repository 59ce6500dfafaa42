"""The impact of a system: what each answer adds, the level, and what would lower it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from jalons.catalogue.engine.ai.questions import AnswerChoice, Answers, Question, questions
from jalons.kernel.tables import package_table


@dataclass(frozen=True, slots=True)
class ImpactLever:
    """A better answer to a question, alone: the points it takes off at most, the level then."""

    question: Question
    choice: AnswerChoice
    gain: float
    level: int


@dataclass(frozen=True, slots=True)
class AIImpact:
    """The score out of ``most``, from ``low`` to ``high`` while answers are missing.

    ``levels`` go from 0 to 3; ``relieved``: enough mitigation is proved to lower the score;
    ``lines`` are the answered questions with their choice.
    """

    low: float
    high: float
    most: int
    levels: tuple[int, int]
    relieved: bool
    lines: tuple[tuple[Question, AnswerChoice], ...]
    unanswered: tuple[Question, ...]

    @property
    def level(self) -> int | None:
        """The level, None while missing answers may change it."""
        return self.levels[0] if self.levels[0] == self.levels[1] else None


def assess(answers: Answers) -> AIImpact | None:
    """The impact by the answers of the questionnaire; None without any."""
    every = questions("impact")
    picked = {each: found[0] for each in every if (found := each.chosen(answers))}
    if not picked:
        return None
    known = {each: choice.points for each, choice in picked.items()}
    left = tuple(each for each in every if each not in picked)
    most = sum(most_points(each) for each in every if not each.mitigation)
    low, _ = _score(known | {each: most_points(each) if each.mitigation else 0 for each in left})
    high, sure = _score(
        known | {each: 0 if each.mitigation else most_points(each) for each in left}
    )
    levels = (_level(low, most), _level(high, most))
    return AIImpact(low, high, most, levels, sure, tuple(picked.items()), left)


def most_points(question: Question) -> int:
    """The most points an answer to a question gives."""
    return max(each.points for each in question.choices)


def _score(known: Mapping[Question, int]) -> tuple[float, bool]:
    """The points of risk, less the relief when enough mitigation is proved; whether it is."""
    table = package_table("jalons.catalogue", "ai_impact")
    risk = sum(points for each, points in known.items() if not each.mitigation)
    proved = sum(points for each, points in known.items() if each.mitigation)
    enough = proved >= table["enough"] * sum(most_points(each) for each in known if each.mitigation)
    return risk * (1 - table["relief"] * enough), enough


def _level(score: float, most: int) -> int:
    """The quarter of the maximum a score is in, from 0 to 3."""
    return max(0, min(3, ceil(4 * score / most) - 1))


def levers(answers: Answers) -> list[ImpactLever]:
    """What the authority may change, the most useful first, each one alone."""
    now, found = assess(answers), []
    for question, choice in now.lines if now else ():
        for each in question.choices:
            less = choice.points - each.points
            better = question.lever and (less < 0 if question.mitigation else less > 0)
            then = assess({**answers, question.key: each.id}) if better else None
            if now and then:
                found.append(ImpactLever(question, each, now.high - then.high, then.levels[1]))
    return sorted(found, key=lambda each: -each.gain)
