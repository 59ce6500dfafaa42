"""From one version of the referential to the next: earlier answers to new questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from jalons.strategy.engine.diagnosis.referential import Question, Referential
from jalons.strategy.engine.diagnosis.scoring import Answer


@dataclass(frozen=True, slots=True)
class Carried:
    """The earlier answers to a question of the new version.

    ``answer`` is set when all of them agree; otherwise it is None, and ``said`` lists the
    earlier answers with their weights, for a person to decide.
    """

    question: str
    answer: Answer | None
    said: tuple[tuple[str, Answer, float], ...]


def carry_over(answers: Mapping[str, Answer], new: Referential) -> tuple[Carried, ...]:
    """Earlier answers under the questions of ``new`` that retain or replace theirs.

    A question without ``replaces`` retains the answer of its own id; questions nobody answered are
    left out.
    """
    carried = []
    for question in new.questions():
        origins = [(each.id, each.weight) for each in question.replaces] or [(question.id, 1.0)]
        said = tuple((name, answers[name], weight) for name, weight in origins if name in answers)
        if not said:
            continue
        values = {answer for _name, answer, _weight in said}
        agreed = values.pop() if len(values) == 1 and len(said) == len(origins) else None
        carried.append(Carried(question.id, agreed, said))
    return tuple(carried)


class Passing(StrEnum):
    """What becomes of a question, or of an answer, in the next version."""

    AGAIN = "again"  # what it replaces does not agree, or was not wholly answered
    GONE = "gone"  # answered before, no longer in the referential
    CARRIED = "carried"  # answered by what it replaces
    SAME = "kept"  # the same question, with its answer
    NEW = "new"  # nothing said before answers it


@dataclass(frozen=True, slots=True)
class Passage:
    """One question from a version to the next.

    ``question`` is an id of the new version, of the earlier one when it is gone. ``answer`` is
    what it has afterwards; ``said`` what was said before, by question, with its weight.
    ``reworded``: the question is the same, but its words changed since it was answered.
    """

    question: str
    passing: Passing
    answer: Answer | None
    said: tuple[tuple[str, Answer, float], ...]
    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Succession:
    """What answers become from one version to the next: what needs attention comes first."""

    old: Referential
    new: Referential
    passages: tuple[Passage, ...]

    def those(self, passing: Passing) -> tuple[Passage, ...]:
        """The passages of one kind, in the order of the questions."""
        return tuple(passage for passage in self.passages if passage.passing is passing)

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers under the new version."""
        return {each.question: each.answer for each in self.passages if each.answer is not None}


def succession(answers: Mapping[str, Answer], *, old: Referential, new: Referential) -> Succession:
    """What becomes of ``answers`` of ``old`` under ``new``, question by question.

    An answer to no question of ``new``, by its id or by ``replaces``, is gone. Questions nobody
    answered under either version are new when they are not in ``old``, else left out.
    """
    before = {question.id: question for question in old.questions()}
    answers = {name: answer for name, answer in answers.items() if name in before}
    carried = {each.question: each for each in carry_over(answers, new)}
    passages, replaced = [], set()
    for question in new.questions():
        replaced |= {each.id for each in question.replaces} or {question.id}
        if question.id in carried:
            passages.append(_passage(question, carried[question.id], before.get(question.id)))
        elif question.replaces or question.id not in before:
            passages.append(Passage(question.id, Passing.NEW, None, ()))
    passages += [
        Passage(name, Passing.GONE, None, ((name, answers[name], 1.0),))
        for name in before
        if name in answers and name not in replaced
    ]
    order = list(Passing)
    return Succession(old, new, tuple(sorted(passages, key=lambda each: order.index(each.passing))))


def _passage(question: Question, carried: Carried, before: Question | None) -> Passage:
    if carried.answer is None:
        return Passage(question.id, Passing.AGAIN, None, carried.said)
    if question.replaces:
        return Passage(question.id, Passing.CARRIED, carried.answer, carried.said)
    reworded = before is not None and before.text != question.text
    return Passage(question.id, Passing.SAME, carried.answer, carried.said, reworded)
