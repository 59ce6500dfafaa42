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
from jalons.participation.engine.exchange.columns import AnswerTable, Role
from jalons.participation.engine.exchange.proposing import (
    ProposedQuestion,
    base_of,
    day_of,
    month_first,
    parts_of,
    proposed,
    week_column,
)
from jalons.tabular.days import read_span
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number
from jalons.tabular.persons import is_person

NEW, TEXT, ABOUT, LEFT = "new", "text", "about", ""
IDEA_TITLE, IDEA_TEXT = 160, 2_000  # characters
_SAMPLES = 5
_NOT_DATED = date(1980, 1, 1)  # LimeSurvey writes this day when a survey stores none
_MARKS = ("|", ";", ",")
_APART = frozenset({Kind.TEXT})


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
    month_first: bool = False

    @property
    def makes_ideas(self) -> bool:
        """Whether each row is an idea."""
        return Role.IDEA in self.roles or Role.IDEA_TEXT in self.roles


@dataclass(frozen=True, slots=True)
class ReadRow:
    """The answers of a row by the key of their question; texts apart, each on its own.

    ``week`` is its Monday, None when no day is read; ``misfits`` the cells of no option.
    """

    week: date | None
    values: Mapping[str, Any]
    texts: Mapping[str, str]
    misfits: tuple[tuple[int, str], ...] = ()
    cut: int = 0


@dataclass(frozen=True, slots=True)
class ReadIdea:
    """An idea of a row; ``cut`` when it was longer than an idea may be."""

    week: date | None
    title: str
    text: str
    supports: int
    cut: bool


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """What a question receives; ``misfits`` are cells of no option, some of them in ``samples``."""

    place: int
    title: str
    kind: Kind
    options: tuple[str, ...]
    is_new: bool
    about_you: bool
    answers: int
    misfits: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What storing a file does: people, texts, ideas, and what needs attention in them."""

    people: int
    blank: int
    undated: int
    first: date | None
    last: date | None
    questions: tuple[PlannedQuestion, ...]
    texts: int
    ideas: int
    flagged: int
    cut: int


def decisions_of(found: Sequence[ProposedQuestion], week: int | None) -> dict[str, str]:
    """What is proposed for each column, by its place as text."""
    decisions = {}
    for each in found:
        role = Role.WEEK if each.place == week else each.role
        decisions[str(each.place)] = role.value or (NEW if each.kind else LEFT)
    return decisions


def proposals_of(table: AnswerTable) -> tuple[tuple[ProposedQuestion, ...], dict[str, str]]:
    """What each column seems to be, and the decisions that follow unless a person changes them."""
    found = tuple(proposed(place, column) for place, column in enumerate(table.columns))
    return found, decisions_of(found, week_column(table.columns))


def decided(
    table: AnswerTable, decisions: Mapping[str, str], known: Mapping[str, Question]
) -> Decided:
    """The questions and roles a person chose, ``known`` being the questions by their key.

    Raises ``ParticipationError``: ``exchange_question``, ``exchange_twice``, ``exchange_mixed``,
    ``exchange_no_idea``, ``exchange_nothing``.
    """
    targets: list[Target] = []
    roles: dict[Role, int] = {}
    for place, column in enumerate(table.columns):
        choice = decisions.get(str(place), LEFT)
        if choice in set(Role) - {Role.NONE}:
            if Role(choice) in roles:
                raise ParticipationError("exchange_twice", title=column.title)
            roles[Role(choice)] = place
        elif choice:
            targets.append(_target(proposed(place, replace(column, role=Role.NONE)), choice, known))
    keys = [each.question.key for each in targets]
    if twice := next((each for each in targets if keys.count(each.question.key) > 1), None):
        raise ParticipationError("exchange_twice", title=twice.question.title)
    days = table.columns[roles[Role.WEEK]].cells if Role.WEEK in roles else ()
    found = Decided(tuple(targets), roles, month_first(days))
    if found.makes_ideas and targets:
        raise ParticipationError("exchange_mixed")
    if not targets and Role.SUPPORTS in roles and not found.makes_ideas:
        raise ParticipationError("exchange_no_idea")
    if not targets and not found.makes_ideas:
        raise ParticipationError("exchange_nothing")
    return found


def _target(found: ProposedQuestion, choice: str, known: Mapping[str, Question]) -> Target:
    if choice in known:
        return Target(found.place, known[choice], found.mark, is_new=False)
    kind = Kind.TEXT if choice == TEXT else found.kind
    if kind is None or choice not in {NEW, TEXT, ABOUT}:
        raise ParticipationError("exchange_question", title=found.title)
    about = choice == ABOUT or (choice == NEW and found.about_you)
    if choice == ABOUT and kind in {Kind.TEXT, Kind.PLACE}:
        raise ParticipationError("exchange_about", title=found.title)
    options = {str(rank): option for rank, option in enumerate(found.options, 1)}
    if kind in {Kind.CHOICE, Kind.SEVERAL, Kind.RANK} and len(options) < 2:  # noqa: PLR2004
        raise ParticipationError("exchange_options", title=found.title)
    question = Question(f"new-{found.place}", kind, found.title, options, scale=found.scale)
    return Target(found.place, question, found.mark, is_new=True, about_you=about)


def read_rows(table: AnswerTable, found: Decided) -> Iterator[ReadRow]:
    """The rows that have an answer, in the order of the file."""
    readers = [_Cells(target) for target in found.targets]
    for at in range(table.rows):
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        misfits: list[tuple[int, str]] = []
        cut = 0
        for reader in readers:
            place, key = reader.target.place, reader.target.question.key
            cell = table.columns[place].cells[at]
            answer, left = reader.read(cell)
            misfits += [(place, each) for each in left]
            if isinstance(answer, str) and reader.target.question.kind in _APART:
                texts[key], shorter = _shortened(answer, LONGEST_TEXT)
                cut += shorter
            elif answer is not None:
                values[key] = answer
        week = _week(table, found, at)
        if values or texts or misfits:
            yield ReadRow(week, values, texts, tuple(misfits), cut)


def read_ideas(table: AnswerTable, found: Decided) -> Iterator[ReadIdea]:
    """The ideas of the rows; one without a title has the beginning of its text."""
    roles = found.roles
    for at in range(table.rows):
        title = " ".join(_cell(table, roles, Role.IDEA, at).split())
        text = _cell(table, roles, Role.IDEA_TEXT, at)
        if not (title or text):
            continue
        head, long_title = _shortened(title or " ".join(text.split()), IDEA_TITLE)
        if title and long_title:
            text = f"{title}\n{text}".strip()
        body, cut = _shortened(text, IDEA_TEXT)
        supports = read_number(_cell(table, roles, Role.SUPPORTS, at), grouped=True)
        count = int(supports) if supports is not None and 0 <= supports < 10**8 else 0
        yield ReadIdea(_week(table, found, at), head, body, count, cut)


def plan_of(table: AnswerTable, found: Decided) -> Plan:
    """What storing the rows would do; nothing is stored.

    Raises ``ParticipationError`` (``exchange_fits``) for a column whose cells are mostly no option
    of the question it was sent to.
    """
    if found.makes_ideas:
        ideas = list(read_ideas(table, found))
        weeks = [each.week for each in ideas if each.week]
        flagged = sum(is_person(f"{each.title}\n{each.text}") for each in ideas)
        return Plan(0, table.rows - len(ideas), len(ideas) - len(weeks), min(weeks, default=None),
                    max(weeks, default=None), (), 0, len(ideas), flagged,
                    sum(each.cut for each in ideas))  # fmt: skip
    rows = list(read_rows(table, found))
    stored = [row for row in rows if row.values or row.texts]
    weeks = [row.week for row in stored if row.week]
    texts = [text for row in stored for text in row.texts.values()]
    return Plan(
        len(stored), table.rows - len(stored), len(stored) - len(weeks),
        min(weeks, default=None), max(weeks, default=None),
        tuple(_planned(target, rows) for target in found.targets), len(texts), 0,
        sum(map(is_person, texts)), sum(row.cut for row in rows),
    )  # fmt: skip


def _planned(target: Target, rows: Sequence[ReadRow]) -> PlannedQuestion:
    question, place = target.question, target.place
    answers = sum(question.key in row.values or question.key in row.texts for row in rows)
    misfits = [cell for row in rows for at, cell in row.misfits if at == place]
    if not target.is_new and len(misfits) > answers:
        raise ParticipationError("exchange_fits", title=question.title, count=len(misfits))
    samples = (each[:60] for each in dict.fromkeys(misfits) if not is_person(each))
    return PlannedQuestion(
        place, question.title, question.kind, tuple(question.options.values()), target.is_new,
        target.about_you, answers, len(misfits), tuple(samples)[:_SAMPLES],
    )  # fmt: skip


class _Cells:
    """Reads the cells of a column as answers to a question."""

    def __init__(self, target: Target) -> None:
        self.target, question = target, target.question
        self._keys = {fold(label): key for key, label in reversed(question.options.items())}

    def read(self, cell: str) -> tuple[Any, list[str]]:
        """The answer of a cell, None when it has none, and the pieces that are no answer."""
        question = self.target.question
        if not cell:
            return None, []
        try:
            match question.kind:
                case Kind.CHOICE:
                    key = self._key(cell)
                    return (key, []) if key else (None, [cell])
                case Kind.SEVERAL | Kind.RANK:
                    keys, left = self._several(cell)
                    return (answer_of(question, keys) if keys else None), left
                case Kind.SCALE:
                    number = read_number(cell)
                    whole = number is not None and number == int(number)
                    return answer_of(question, str(int(number)) if whole and number else cell), []
                case Kind.TEXT:
                    text, _cut = _shortened(cell, LONGEST_TEXT)
                    return (cell if answer_of(question, text) else None), []
                case _:
                    return answer_of(question, cell), []
        except ParticipationError:
            return None, [cell]

    def _key(self, text: str) -> str:
        return self._keys.get(fold(text), "") or self._keys.get(fold(base_of(text)), "")

    def _several(self, cell: str) -> tuple[list[str], list[str]]:
        marks = [self.target.mark] if self.target.mark else ["", *_MARKS]
        best: tuple[list[str], list[str]] = ([], [cell])
        for mark in marks:
            pieces = parts_of(cell, mark)
            keys = [key for piece in pieces if (key := self._key(piece))]
            left = [piece for piece in pieces if not self._key(piece)]
            if len(left) < len(best[1]) or (len(left) == len(best[1]) and len(keys) > len(best[0])):
                best = (list(dict.fromkeys(keys)), left)
        return best


def _cell(table: AnswerTable, roles: Mapping[Role, int], role: Role, at: int) -> str:
    return table.columns[roles[role]].cells[at] if role in roles else ""


def _week(table: AnswerTable, found: Decided, at: int) -> date | None:
    """The Monday of the day of a row: no day and no hour is stored."""
    cell = day_of(_cell(table, found.roles, Role.WEEK, at))
    span = read_span(cell, month_first=found.month_first)
    if span is None or not span.is_day or span.start == _NOT_DATED:
        return None
    return span.start - timedelta(days=span.start.weekday())


def _shortened(text: str, most: int) -> tuple[str, bool]:
    """A text of at most ``most`` characters, cut after a word, and whether it was cut.

    >>> _shortened("un deux trois", 10)
    ('un […]', True)
    """
    if len(text) <= most:
        return text, False
    head = text[: most - 4]
    return f"{head.rsplit(None, 1)[0] if ' ' in head else head} […]", True
