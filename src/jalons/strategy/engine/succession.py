"""From one version of the referential to the next: what earlier answers say of new questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jalons.strategy.engine.diagnosis import Answer
from jalons.strategy.engine.referential import Referential


@dataclass(frozen=True, slots=True)
class Carried:
    """What earlier answers give for a question of the new version.

    ``answer`` is set when all of them agree; otherwise it is None and ``said`` tells what each
    said, with its weight, for a person to decide.
    """

    question: str
    answer: Answer | None
    said: tuple[tuple[str, Answer, float], ...]


def carry_over(answers: Mapping[str, Answer], new: Referential) -> tuple[Carried, ...]:
    """Earlier answers under the questions of ``new`` that keep or replace theirs.

    A question without ``replaces`` keeps the answer of its own id; questions nobody answered are
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
