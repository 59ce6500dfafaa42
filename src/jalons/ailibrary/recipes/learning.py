"""A recipe learns from decisions and is judged on them: ``python -m …learning`` in a process apart.

It reads a :class:`Lesson` in JSON and writes a :class:`Learned`. Decisions made blind are never
learned from: they judge what was learned beside what is used now.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import msgspec

from jalons.ailibrary.engine.evaluation.outcomes import Sample
from jalons.ailibrary.recipes.contract import Recipe
from jalons.ailibrary.recipes.evaluating import encoded, evaluate
from jalons.ailibrary.recipes.registry import recipe


class Example(msgspec.Struct, frozen=True):
    """A text and the label people gave it; ``blind`` when they saw no suggestion."""

    text: str
    label: str
    blind: bool = False


class Lesson(msgspec.Struct, frozen=True):
    """What a recipe learns from, the labels of its themes, what is used now, a seed."""

    recipe: str
    examples: list[Example]
    labels: dict[str, str]
    bundle: bytes | None = None
    seed: int = 1


class Learned(msgspec.Struct, frozen=True):
    """The bundle in base 64, its evaluation in plain values, the right answers on blind decisions.

    ``blind`` counts them: ``whole``, right ``now``, right once ``learned``.
    """

    bundle: str
    evaluation: dict[str, Any]
    blind: dict[str, int]


def learn(lesson: Lesson, door: Any, subject: Recipe) -> Learned:
    """Learn by the ``door`` of a recipe (``load`` and ``train``) and judge by its protocol."""
    seen = [each for each in lesson.examples if not each.blind]
    blind = [each for each in lesson.examples if each.blind]
    content = door.train([each.text for each in seen], [each.label for each in seen], lesson.seed)
    own = Sample(
        tuple(each.text for each in lesson.examples), tuple(each.label for each in lesson.examples)
    )
    counts = {
        "whole": len(blind),
        "now": _right(door.load(lesson.bundle, labels=lesson.labels), blind),
        "learned": _right(door.load(content, labels=lesson.labels), blind),
    }
    found: Mapping[str, Any] = encoded(evaluate(subject, own=own))
    return Learned(base64.b64encode(content).decode("ascii"), dict(found), counts)


def _right(suggester: Any, found: Sequence[Example]) -> int:
    """How many texts have their label as first suggestion; an abstention is not right."""
    answers = suggester.suggest([each.text for each in found]) if found else []
    return sum(
        bool(answer.labels) and answer.labels[0] == each.label
        for answer, each in zip(answers, found, strict=True)
    )


def main() -> None:
    """Read a lesson, write what was learned."""
    lesson = msgspec.json.decode(sys.stdin.buffer.read(), type=Lesson)
    door = import_module(f"jalons.ailibrary.recipes.{lesson.recipe}.suggesting")
    sys.stdout.buffer.write(msgspec.json.encode(learn(lesson, door, recipe(lesson.recipe))))


if __name__ == "__main__":
    main()
