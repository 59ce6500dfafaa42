"""The questions people answer about an AI system, from the tables of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from jalons.kernel.tables import package_table

NONE = "none"  # the choice that excludes the others
type Answers = Mapping[str, Any]


class Words(msgspec.Struct, frozen=True):
    """A text in both languages."""

    fr: str
    en: str

    def text(self, lang: str) -> str:
        """The text in a language."""
        return self.en if lang == "en" else self.fr


class AnswerChoice(Words, frozen=True):
    """An answer one may choose; ``points`` are those of the impact questionnaire."""

    id: str
    points: int = 0


class Question(msgspec.Struct, frozen=True):
    """A question: ``path`` is its place in the card, ``needed`` counts for a documented card,
    ``role`` never takes a name, ``public`` stands on the public sheet, ``within`` names the
    question that must be answered by something else than “none”.
    """

    id: str
    label: Words
    block: str = "impact"
    path: str = ""
    kind: str = "choice"  # text, long, number, day, choice, many
    needed: bool = False
    role: bool = False
    public: bool = False
    within: str = ""
    help: Words = Words("", "")
    why: Words = Words("", "")
    mitigation: bool = False
    lever: bool = False
    choices: tuple[AnswerChoice, ...] = ()

    @property
    def key(self) -> str:
        """Its name among the answers of a system."""
        return f"impact_{self.id}" if self.block == "impact" else self.id

    def chosen(self, answers: Answers) -> tuple[AnswerChoice, ...]:
        """The choices that were ticked."""
        said = answers.get(self.key)
        ticked = said if isinstance(said, list) else [said]
        return tuple(each for each in self.choices if each.id in ticked)

    def words(self, answers: Answers, lang: str) -> str:
        """The answer in words, empty without any."""
        if self.choices:
            return ", ".join(each.text(lang) for each in self.chosen(answers))
        return str(answers.get(self.key) or "")


class QuestionBlock(msgspec.Struct, frozen=True):
    """Questions on one page."""

    title: Words
    lead: Words


@cache
def blocks() -> Mapping[str, QuestionBlock]:
    """The blocks by name, in their order, the impact questionnaire last."""
    found = package_table("jalons.catalogue", "ai_questions")["block"]
    impact = package_table("jalons.catalogue", "ai_impact")["block"]
    return msgspec.convert({**found, "impact": impact}, dict[str, QuestionBlock])


@cache
def questions(block: str = "") -> Sequence[Question]:
    """The questions of a block, or all of them."""
    tables = (package_table("jalons.catalogue", name) for name in ("ai_questions", "ai_impact"))
    every = msgspec.convert(
        [each for table in tables for each in table["question"]], list[Question]
    )
    return tuple(each for each in every if block in {"", each.block})


def missing(answers: Answers, *, block: str = "", drafts: Sequence[str] = ()) -> list[Question]:
    """What waits for an answer, of a block or of the card: what is needed, else every question.

    ``drafts`` are answers that came with a model and that nobody confirmed: they do not count.
    """
    wanted = [each for each in questions(block) if each.needed] or questions(block)
    return [each for each in wanted if not each.within or answers.get(each.within, [NONE]) != [NONE]
            if not answers.get(each.key) or each.key in drafts]  # fmt: skip
