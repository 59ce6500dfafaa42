"""What each column may be: a question of some kind, a date, nothing; inferred, with the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from statistics import mean
from typing import Any

from jalons.kernel.tables import package_table
from jalons.participation.engine.consultations.questions import Kind
from jalons.participation.engine.exchange.columns import AnswerColumn, Role
from jalons.tabular.days import day_order, read_span
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number
from jalons.tabular.persons import is_person

MOST_OPTIONS, LONGEST_OPTION = 30, 120
_CLOSED = 80  # characters of an option, on average
SCALES = (5, 10)
_MOSTLY, _FEW, _DAY = 0.9, 3, 6  # of the cells; cells; characters of a day
_CODE = re.compile(r"-oth-|[a-z]{1,3}\d{1,3}", re.IGNORECASE)
_PLACE = re.compile(r"-?\d{1,2}\.\d+\s*,\s*-?\d{1,3}\.\d+")
_ASIDE = re.compile(r"^(.*\S)\s*\([^()]*\)$")  # an option and what was typed beside it
_YOU, _SHORT = (" vous ", " votre ", " vos ", " your ", " you "), 3
MARKS = ("|", ";", ",")


@dataclass(frozen=True, slots=True)
class ProposedQuestion:
    """What a column seems to be; ``kind`` is None when no question fits, or when there is none.

    ``mark`` parts the answers of a cell; ``reason`` is the code of a sentence with ``facts``.
    """

    place: int
    title: str
    kind: Kind | None
    role: Role
    reason: str
    options: tuple[str, ...] = ()
    scale: int = 5
    mark: str = ""
    about_you: bool = False


def proposed(place: int, column: AnswerColumn) -> ProposedQuestion:
    """What a column seems to be, from its cells."""
    cells = [cell for cell in column.cells if cell]
    blank = ProposedQuestion(place, " ".join(column.title.split())[:200], None, column.role, "")
    if column.role or not cells:
        return replace(blank, reason=f"role_{column.role}" if column.role else "empty")
    if column.several:
        options = options_of([*column.options, *cells], "\n")
        if column.options:
            options = tuple(each for each in column.options if each in options)
        kind, reason = (Kind.RANK, "ranked") if column.ranked else (Kind.SEVERAL, "boxes")
        return replace(blank, kind=kind, reason=reason, options=options, mark="\n")
    if all(map(_PLACE.fullmatch, cells)):
        return replace(blank, kind=Kind.PLACE, reason="places")
    if _are_days(cells):
        return replace(blank, reason="days")
    return _by_numbers(blank, cells) or _by_words(blank, cells)


def _by_numbers(blank: ProposedQuestion, cells: Sequence[str]) -> ProposedQuestion | None:
    """A scale when the cells are its steps; no question when they are numbers that all differ."""
    numbers = [number for cell in cells if (number := read_number(cell)) is not None]
    if len(numbers) < len(cells):
        return None
    if min(numbers) >= 1 and max(numbers) <= SCALES[-1] and all(int(n) == n for n in numbers):
        end = next(each for each in SCALES if max(numbers) <= each)
        return replace(blank, kind=Kind.SCALE, reason="scale", scale=end)
    different = len(set(numbers))
    many = different > MOST_OPTIONS or different * 2 > len(cells)
    return replace(blank, reason="numbers") if many else None


def _by_words(blank: ProposedQuestion, cells: Sequence[str]) -> ProposedQuestion:
    """Several answers in a cell, one among a few that come again, or free texts."""
    if mark := _mark(cells):
        options = options_of(cells, mark)
        return replace(blank, kind=Kind.SEVERAL, reason="separator", options=options, mark=mark)
    if len({fold(cell) for cell in cells}) == 1 and len(cells) > _FEW:
        return replace(blank, reason="same")
    wants = set(fold(blank.title).split()) & set(map(fold, _table()["free_texts"]))
    if wants or not _is_closed(cells):
        return replace(blank, kind=Kind.TEXT, reason="texts")
    options = options_of(cells)
    codes = sum(map(bool, map(_CODE.fullmatch, options))) * 2 > len(options)
    return replace(blank, kind=Kind.CHOICE, reason="codes" if codes else "repeated",
                   options=options, about_you=_about_you(blank.title))  # fmt: skip


def week_column(columns: Sequence[AnswerColumn]) -> int | None:
    """The place of the column that says when answers came: that of the format, else of days."""
    for place, column in enumerate(columns):
        if column.role is Role.WEEK:
            return place
    for place, column in enumerate(columns):
        if _are_days([cell for cell in column.cells if cell]):
            return place
    return None


def _are_days(cells: Sequence[str]) -> bool:
    """Whether nearly all the cells are days, with an hour or not."""
    days = [day_of(cell) for cell in cells if cell[:1].isdigit() and len(cell) >= _DAY]
    american = month_first(days)
    spans = (read_span(day, month_first=american) for day in days)
    return sum(bool(span and span.is_day) for span in spans) >= _MOSTLY * len(cells) > 0


def day_of(cell: str) -> str:
    """The day of a cell that also has an hour.

    >>> day_of("3/9/2026 8:15:00")
    '3/9/2026'
    """
    return cell.split(" ", 1)[0] if cell[:1].isdigit() and "/" in cell[:5] else cell


def month_first(cells: Iterable[str]) -> bool:
    """Whether a day cannot be read otherwise (12/25/2026)."""
    return any(day_order(day_of(cell)) < 0 for cell in cells)


def parts_of(cell: str, mark: str) -> list[str]:
    """The answers of a cell, each once; the whole of it without a mark."""
    pieces = cell.split(mark) if mark else [cell]
    return list(dict.fromkeys(part for piece in pieces if (part := " ".join(piece.split()))))


def base_of(option: str) -> str:
    """An option without what was typed beside it.

    >>> base_of("Autre (un tram)")
    'Autre'
    """
    found = _ASIDE.match(option)
    return found[1] if found else option


def options_of(cells: Iterable[str], mark: str = "") -> tuple[str, ...]:
    """The answers found, the most frequent first; what looks like a person is no option."""
    counts = Counter(part for cell in cells for part in parts_of(cell, mark))
    found: Counter[str] = Counter()
    names: dict[str, str] = {}
    for text, count in counts.items():
        base = base_of(text)
        same = base if base != text and (counts[base] or _beside(base, counts) > 1) else text
        name = names.setdefault(fold(same), same)
        found[name] += count
    short = (name for name, _count in found.most_common() if len(name) <= LONGEST_OPTION)
    return tuple(islice((name for name in short if not is_person(name)), MOST_OPTIONS))


def _beside(base: str, counts: Counter[str]) -> int:
    return sum(base_of(text) == base for text in counts)


def _is_closed(cells: Sequence[str]) -> bool:
    """Whether the same few short texts come again."""
    different = {fold(base_of(cell)) for cell in cells}
    few = 1 < len(different) <= MOST_OPTIONS and len(different) * 2 <= len(cells)
    return few and mean(map(len, cells)) <= _CLOSED


def _mark(cells: Sequence[str]) -> str:
    """What parts several answers of a cell, when parting leaves a few that come again."""
    whole = len({fold(cell) for cell in cells})
    for mark in MARKS:
        if sum(mark in cell for cell in cells) < 2:
            continue
        pieces = [fold(base_of(part)) for cell in cells for part in parts_of(cell, mark)]
        several = sum(mark in cell for cell in cells)
        counts = Counter(pieces)
        again = sum(count for count in counts.values() if count > 1)
        if (
            several > 1 and len(counts) <= MOST_OPTIONS and len(counts) < whole + several
            and again >= _MOSTLY * len(pieces) and len(counts) * 3 <= len(pieces)
            and max(len(each) for each in counts) <= LONGEST_OPTION
            and not (mark == "," and _always_together(cells, mark))
        ):  # fmt: skip
            return mark
    return ""


def _always_together(cells: Sequence[str], mark: str) -> bool:
    """Whether no part is ever found with others or alone: « Oui, tout à fait » is one answer."""
    together: dict[str, set[str]] = {}
    for cell in cells:
        for part in parts_of(cell, mark):
            together.setdefault(fold(part), set()).add(fold(cell))
    return sum(len(where) > 1 for where in together.values()) < 2


def _about_you(title: str) -> bool:
    """Whether a short heading, or one that speaks to the reader, is about who answers."""
    words = f" {fold(title)} "
    speaks = any(each in words for each in _YOU) or len(words.split()) <= _SHORT
    return speaks and any(f" {fold(each)} " in words for each in _table()["about_you"])


def _table() -> Mapping[str, Any]:
    return package_table("jalons.participation", "exchange")
