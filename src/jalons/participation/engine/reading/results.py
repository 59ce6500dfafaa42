"""The results of a consultation: every count in them may be shown to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jalons.kernel.suppression import LEAST, TOTAL, ShownTable, table_of
from jalons.participation.engine.consultations.counting import Counted, counted
from jalons.participation.engine.consultations.questions import Kind, Question
from jalons.participation.engine.errors import ParticipationError

NOTHING = ""  # the key of the texts to which no theme was found, and of what was not answered
CROSSED = frozenset({Kind.CHOICE, Kind.SCALE})


@dataclass(frozen=True, slots=True)
class OptionCount:
    """An answer offered and how many gave it, None when hidden; ``mean`` of a place in a rank."""

    label: str
    count: int | None
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A closed question: how many answered, how many gave each answer; the mean of a scale."""

    key: str
    title: str
    kind: str
    answered: int | None
    options: tuple[OptionCount, ...]
    mean: float | None = None
    about_you: bool = False

    @property
    def hides(self) -> bool:
        """Whether a count is hidden."""
        return self.answered is None or any(each.count is None for each in self.options)


@dataclass(frozen=True, slots=True)
class Tallies:
    """What was counted once, when the consultation closed: answers by channel, by question."""

    answers: int | None
    channels: Mapping[str, int | None]
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, slots=True)
class ThemeAnswer:
    """What was done about a theme: in what state, on what day or by when, why; ``late`` if so.

    ``action`` is the title of an action of the roadmap, ``action_state`` its state now.
    """

    state: str
    text: str
    on: date | None
    reason: str = ""
    late: bool = False
    action: str = ""
    action_state: str = ""


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """A theme, how many texts speak of it (None when hidden), quotes, and what was done."""

    key: str
    title: str
    texts: int | None
    quotes: tuple[str, ...] = ()
    answer: ThemeAnswer | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """What a consultation gave: its numbers, themes and quotes, and what was done with them.

    ``texts`` were written and not hidden, ``read`` of them were read by a person; both are None
    when hidden. ``is_final`` once it is closed: the counts no longer change.
    """

    title: str
    purpose: str
    promise: str
    opens_on: date | None
    closes_on: date | None
    answered_on: date | None
    tallies: Tallies
    texts: int | None
    read: int | None
    themes: tuple[ThemeResult, ...]
    is_final: bool


@dataclass(frozen=True, slots=True)
class CountedQuestion:
    """A question as it is counted; ``about_you`` says who answers."""

    question: Question
    about_you: bool = False


def tallies(
    questions: Sequence[CountedQuestion],
    answers: Sequence[tuple[Mapping[str, Any], str]],
    channels: Mapping[str, int | None],
) -> Tallies:
    """The counts of the closed parts of answers, pairs of their values and their channel."""
    found = tuple(
        _result(each, counted(each.question, (values.get(each.question.key)
                                              for values, _channel in answers)))
        for each in questions if each.question.kind not in {Kind.TEXT, Kind.PLACE}
    )  # fmt: skip
    return Tallies(channels[TOTAL], {key: n for key, n in channels.items() if key != TOTAL}, found)


def _result(about: CountedQuestion, found: Counted) -> QuestionResult:
    question = about.question
    options = tuple(
        OptionCount(question.options.get(key, key), count, found.means.get(key))
        for key, count in found.counts.items()
    )
    return QuestionResult(question.key, question.title, question.kind, found.answered, options,
                          found.means.get(""), about.about_you)  # fmt: skip


def shown_texts(counts: Mapping[str, int], read: int, least: int = LEAST) -> dict[str, int | None]:
    """How many texts speak of each theme, small counts hidden; ``NOTHING`` is those of none.

    A text may have several themes, and mostly has one: counts are hidden both as if each text had
    one, so that the sum gives nothing away, and so that those who do not speak of it are not few.
    """
    alone = table_of({(key, TOTAL): count for key, count in counts.items()}, list(counts),
                     least=least)  # fmt: skip
    few = {key for key, count in counts.items() if 0 < read - count < least}
    shown = {key: alone.cells[key, TOTAL] for key in counts}
    return {key: None if key in few else count for key, count in shown.items()}


def shown_count(count: int, least: int = LEAST) -> int | None:
    """A count alone, None when it is small."""
    return None if 0 < count < least else count


def crossed(
    first: CountedQuestion, second: CountedQuestion, answers: Iterable[Mapping[str, Any]]
) -> ShownTable:
    """The answers to two questions together, small counts hidden; ``NOTHING`` did not answer.

    Raises ``ParticipationError``: ``cross_kind`` unless each answer is one option; ``cross_you``
    for two questions about people; ``cross_small`` when a count that the results hide, or that
    they give by subtraction, would help to find a hidden one here.
    """
    if not {first.question.kind, second.question.kind} <= CROSSED or first == second:
        raise ParticipationError("cross_kind")
    if first.about_you and second.about_you:
        raise ParticipationError("cross_you")
    counts: dict[tuple[str, str], int] = {}
    for values in answers:
        place = tuple(str(values.get(each.question.key) or NOTHING) for each in (first, second))
        counts[place[0], place[1]] = counts.get((place[0], place[1]), 0) + 1
    rows, columns = _keys(first.question), _keys(second.question)
    margins = [
        sum(n for place, n in counts.items() if place[at] == key)
        for at, keys in enumerate((rows, columns)) for key in keys
    ]  # fmt: skip
    table = table_of(counts, rows, columns)
    edges = [*((key, TOTAL) for key in rows), *((TOTAL, key) for key in columns)]
    if any(0 < each < LEAST for each in margins) or any(table.cells[at] is None for at in edges):
        raise ParticipationError("cross_small")
    return table


def _keys(question: Question) -> list[str]:
    steps = [str(step) for step in range(1, question.scale + 1)]
    return [*(question.options if question.kind is Kind.CHOICE else steps), NOTHING]
