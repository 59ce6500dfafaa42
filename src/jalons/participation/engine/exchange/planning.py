"""What a file would add to a consultation once a person said what each column is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from jalons.participation.engine.consultations.questions import (
    LONGEST_TEXT,
    Kind,
    Question,
    answer_of,
)
from jalons.participation.engine.errors import ParticipationError
from jalons.participation.engine.exchange import proposing
from jalons.participation.engine.exchange.columns import AnswerTable, Role
from jalons.participation.engine.exchange.proposing import ProposedQuestion, proposed
from jalons.tabular.days import read_span
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number
from jalons.tabular.persons import is_person

NEW, TEXT, ABOUT, LEFT = "new", "text", "about", ""
CLOSED = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.RANK})
IDEA_TITLE, IDEA_TEXT = 160, 2_000  # characters
CUT = "[…]"
_SAMPLES = 5
_NOT_DATED = date(1980, 1, 1)  # LimeSurvey writes this day when a survey stores none


@dataclass(frozen=True, slots=True)
class Target:
    """The question that receives a column; ``mark`` parts the answers of a cell."""

    place: int
    question: Question
    mark: str
    is_new: bool
    about_you: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person said of the columns: the questions, and the columns of the other roles.

    ``month_first``: a day of the file cannot be read otherwise (12/25/2026).
    """

    targets: tuple[Target, ...]
    roles: Mapping[Role, int]
    month_first: bool

    @property
    def makes_ideas(self) -> bool:
        """Whether each row is an idea."""
        return Role.IDEA in self.roles or Role.IDEA_TEXT in self.roles


@dataclass(frozen=True, slots=True)
class ReadRow:
    """The answers of a row by the key of their question; texts apart, each on its own.

    ``week`` is its Monday, None when no day is read; ``misfits`` the pieces of cells that are no
    answer, by place. A row of ideas has the title, the text and ``supports`` instead.
    """

    week: date | None
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    misfits: tuple[tuple[int, str], ...] = ()
    supports: int = 0


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """What a question receives; ``misfits`` are pieces that are no answer, some in ``samples``."""

    place: int
    title: str
    kind: Kind
    options: tuple[str, ...]
    about_you: bool
    answers: int
    misfits: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What storing a file does: people or ideas, texts, and what needs attention in them."""

    people: int
    ideas: int
    blank: int
    undated: int
    first: date | None
    last: date | None
    questions: Sequence[PlannedQuestion]
    texts: int
    flagged: int
    cut: int


def proposals_of(table: AnswerTable) -> tuple[tuple[ProposedQuestion, ...], dict[str, str]]:
    """What each column seems to be, and the decisions by its place unless a person changes them."""
    found = tuple(proposed(place, column) for place, column in enumerate(table.columns))
    week = proposing.week_column(table.columns)
    return found, {
        str(each.place): (Role.WEEK if each.place == week else each.role).value
        or ((ABOUT if each.about_you else NEW) if each.kind else LEFT)
        for each in found
    }


def decided(
    table: AnswerTable, decisions: Mapping[str, str], known: Mapping[str, Question]
) -> Decided:
    """The questions and roles a person chose, ``known`` being the questions by their key.

    Raises ``ParticipationError``: ``exchange_question``, ``exchange_about``, ``exchange_options``,
    ``exchange_twice``, ``exchange_mixed``, ``exchange_no_idea``, ``exchange_nothing``.
    """
    targets: list[Target] = []
    roles: dict[Role, int] = {}
    used: set[str] = set()
    for place, column in enumerate(table.columns):
        choice = decisions.get(str(place), LEFT)
        if choice in set(Role) - {Role.NONE}:
            roles[Role(choice)] = place
        elif choice:
            found = proposed(place, replace(column, role=Role.NONE))
            targets.append(_target(found, choice, known))
        if choice in used and choice not in {NEW, TEXT, ABOUT}:
            raise ParticipationError("exchange_twice", title=column.title)
        used |= {choice} - {LEFT}
    days = table.columns[roles[Role.WEEK]].cells if Role.WEEK in roles else ()
    whole = Decided(tuple(targets), roles, proposing.month_first(days))
    if whole.makes_ideas and targets:
        raise ParticipationError("exchange_mixed")
    if not whole.makes_ideas and not targets:
        raise ParticipationError(
            "exchange_no_idea" if Role.SUPPORTS in roles else "exchange_nothing"
        )
    return whole


def _target(found: ProposedQuestion, choice: str, known: Mapping[str, Question]) -> Target:
    if choice in known:
        return Target(found.place, known[choice], found.mark, is_new=False)
    kind = Kind.TEXT if choice == TEXT else found.kind
    if kind is None or choice not in {NEW, TEXT, ABOUT}:
        raise ParticipationError("exchange_question", title=found.title)
    if choice == ABOUT and kind in {Kind.TEXT, Kind.PLACE}:
        raise ParticipationError("exchange_about", title=found.title)
    if kind in CLOSED and len(found.options) < 2:
        raise ParticipationError("exchange_options", title=found.title)
    options = {str(rank): option for rank, option in enumerate(found.options, 1)}
    question = Question(f"new-{found.place}", kind, found.title, options, scale=found.scale)
    return Target(found.place, question, found.mark, is_new=True, about_you=choice == ABOUT)


def read_rows(table: AnswerTable, found: Decided) -> Iterator[ReadRow]:
    """The rows that have an answer or are an idea, in the order of the file."""
    readers = [(_Reader(each), each) for each in found.targets]
    for at in range(table.rows):
        week = _week(table, found, at)
        if found.makes_ideas:
            yield from _idea(table, found, at, week)
            continue
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        misfits: list[tuple[int, str]] = []
        for reader, target in readers:
            answer, left = reader.read(table.columns[target.place].cells[at])
            misfits += [(target.place, each) for each in left]
            if answer is not None:
                into = texts if target.question.kind is Kind.TEXT else values
                into[target.question.key] = answer
        if values or texts or misfits:
            yield ReadRow(week, values, texts, tuple(misfits))


def _idea(table: AnswerTable, found: Decided, at: int, week: date | None) -> Iterator[ReadRow]:
    """An idea; one without a title has the beginning of its text."""
    cells = {role: table.columns[place].cells[at] for role, place in found.roles.items()}
    title, text = " ".join(cells.get(Role.IDEA, "").split()), cells.get(Role.IDEA_TEXT, "")
    if not title and not text:
        return
    head = shortened(title or " ".join(text.split()), IDEA_TITLE)
    body = f"{title}\n{text}".strip() if title and head != title else text
    count = read_number(cells.get(Role.SUPPORTS, ""), grouped=True)
    supports = int(count) if count is not None and 0 <= count < 10**8 else 0
    texts = {str(Role.IDEA): head, str(Role.IDEA_TEXT): shortened(body, IDEA_TEXT)}
    yield ReadRow(week, {}, texts, supports=supports)


def plan_of(table: AnswerTable, found: Decided) -> Plan:
    """What storing the rows would do; nothing is stored.

    Raises ``ParticipationError`` (``exchange_fits``) for a column whose cells are mostly no option
    of the question it was sent to.
    """
    rows = list(read_rows(table, found))
    stored = [row for row in rows if row.values or row.texts]
    weeks = [row.week for row in stored if row.week]
    texts = ["\n".join(row.texts.values()) for row in stored] if found.makes_ideas else [
        text for row in stored for text in row.texts.values()
    ]  # fmt: skip
    ideas = len(stored) if found.makes_ideas else 0
    return Plan(
        len(stored) - ideas, ideas, table.rows - len(stored), len(stored) - len(weeks),
        min(weeks, default=None), max(weeks, default=None),
        tuple(_planned(target, rows) for target in found.targets),
        len(texts), sum(map(is_person, texts)), sum(text.endswith(CUT) for text in texts),
    )  # fmt: skip


def _planned(target: Target, rows: Sequence[ReadRow]) -> PlannedQuestion:
    question = target.question
    answers = sum(question.key in row.values or question.key in row.texts for row in rows)
    misfits = [cell for row in rows for place, cell in row.misfits if place == target.place]
    if not target.is_new and len(misfits) > answers:
        raise ParticipationError("exchange_fits", title=question.title, count=len(misfits))
    samples = [each[:60] for each in dict.fromkeys(misfits) if not is_person(each)]
    return PlannedQuestion(
        target.place, question.title, question.kind, tuple(question.options.values()),
        target.about_you, answers, len(misfits), tuple(samples[:_SAMPLES]),
    )  # fmt: skip


class _Reader:
    """Reads the cells of a column as answers to a question."""

    def __init__(self, target: Target) -> None:
        self.question, self._mark = target.question, target.mark
        self._keys: dict[str, str] = {}
        for key, label in target.question.options.items():
            self._keys.setdefault(fold(label), key)

    def read(self, cell: str) -> tuple[Any, list[str]]:
        """The answer of a cell, None when it has none, and the pieces that are no answer."""
        kind, left = self.question.kind, list[str]()
        value: Any = cell
        if kind is Kind.CHOICE:
            value = self._key(cell)
        elif kind in CLOSED:
            value, left = self._several(cell)
        elif kind is Kind.SCALE and (number := read_number(cell)) is not None:
            value = str(int(number)) if number == int(number) else cell
        elif kind is Kind.TEXT:
            value = shortened(cell, LONGEST_TEXT)
        try:
            answer = answer_of(self.question, value)
        except ParticipationError:
            answer = None
        return answer, left or ([cell] if cell and answer is None else [])

    def _key(self, text: str) -> str:
        return self._keys.get(fold(text)) or self._keys.get(fold(proposing.base_of(text)), "")

    def _several(self, cell: str) -> tuple[list[str], list[str]]:
        """The keys of the options of a cell, and its other pieces, parted where fewest are left."""
        tried = []
        for mark in [self._mark] if self._mark else ["", *proposing.MARKS]:
            pieces = proposing.parts_of(cell, mark)
            keys = list(dict.fromkeys(filter(None, map(self._key, pieces))))
            tried.append((keys, [piece for piece in pieces if not self._key(piece)]))
        return min(tried, key=lambda each: (len(each[1]), -len(each[0])))


def _week(table: AnswerTable, found: Decided, at: int) -> date | None:
    """The Monday of the day of a row: no day and no hour is stored."""
    if Role.WEEK not in found.roles:
        return None
    cell = proposing.day_of(table.columns[found.roles[Role.WEEK]].cells[at])
    span = read_span(cell, month_first=found.month_first)
    if span is None or not span.is_day or span.start == _NOT_DATED:
        return None
    return span.start - timedelta(days=span.start.weekday())


def shortened(text: str, most: int) -> str:
    """A text of at most ``most`` characters, cut after a word and marked.

    >>> shortened("un deux trois", 10)
    'un […]'
    """
    if len(text) <= most:
        return text
    head = text[: most - len(CUT) - 1]
    return f"{head.rsplit(None, 1)[0] if ' ' in head else head} {CUT}"
