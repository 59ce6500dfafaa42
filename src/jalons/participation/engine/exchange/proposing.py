"""What each column may be: a question of some kind, a date, nothing; inferred, with the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from jalons.kernel.tables import package_table
from jalons.participation.engine.consultations.questions import Kind
from jalons.participation.engine.exchange.columns import AnswerColumn, Role
from jalons.tabular.days import day_order, read_span
from jalons.tabular.folding import fold
from jalons.tabular.numbers import read_number
from jalons.tabular.persons import is_person

MOST_OPTIONS, LONGEST_OPTION = 30, 120
_CLOSED = 80  # characters of an option, on average
_SCALES = (5, 10)
_MOSTLY, _DAY = 0.9, 8  # of the cells; characters of a day
_CODE = re.compile(r"-oth-|[a-z]{1,3}\d{1,3}", re.IGNORECASE)
_PLACE = re.compile(r"-?\d{1,2}\.\d+\s*,\s*-?\d{1,3}\.\d+")
_ASIDE = re.compile(r"^(.*\S)\s*\([^()]*\)$")  # an option and what was typed beside it
_YOU, _SHORT = (" vous ", " votre ", " vos ", " your ", " you "), 3
_MARKS = ("|", ";", ",")


@dataclass(frozen=True, slots=True)
class ProposedQuestion:
    """What a column seems to be; ``kind`` is None when no question fits, or when nothing is asked.

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
    codes: bool = False
    filled: int = 0


def proposed(place: int, column: AnswerColumn) -> ProposedQuestion:
    """What a column seems to be, from its cells."""
    cells = [cell for cell in column.cells if cell]
    title = " ".join(column.title.split())[:200]

    def as_(kind: Kind | None, reason: str, **more: object) -> ProposedQuestion:
        about = kind is Kind.CHOICE and _about_you(title)
        return ProposedQuestion(place, title, kind, column.role, reason, about_you=about,
                                filled=len(cells), **more)  # type: ignore[arg-type]  # fmt: skip

    if column.role:
        return as_(None, f"role_{column.role}")
    if not cells:
        return as_(None, "empty")
    if column.several:
        options = options_of([*column.options, *cells], "\n")
        if column.options and not column.ranked:
            options = tuple(each for each in column.options if each in options)
        kind = Kind.RANK if column.ranked else Kind.SEVERAL
        return as_(kind, "ranked" if column.ranked else "boxes", options=options, mark="\n")
    if all(_PLACE.fullmatch(cell) for cell in cells):
        return as_(Kind.PLACE, "places")
    numbers = [read_number(cell) for cell in cells]
    if all(each is not None for each in numbers):
        whole = {int(each) for each in numbers if each is not None and each == int(each)}
        if len(whole) == len(set(numbers)) and min(whole) >= 1 and max(whole) <= _SCALES[-1]:
            end = next(each for each in _SCALES if max(whole) <= each)
            return as_(Kind.SCALE, "scale", scale=end)
        if len(set(numbers)) > MOST_OPTIONS or len(set(cells)) * 2 > len(cells):
            return as_(None, "numbers")
    if mark := _mark(cells):
        return as_(Kind.SEVERAL, "separator", options=options_of(cells, mark), mark=mark)
    options = options_of(cells)
    if _is_closed(cells, options):
        codes = sum(map(bool, map(_CODE.fullmatch, options))) * 2 > len(options)
        return as_(Kind.CHOICE, "codes" if codes else "repeated", options=options, codes=codes)
    return as_(Kind.TEXT, "texts")


def week_column(columns: Sequence[AnswerColumn]) -> int | None:
    """The place of the column that says when answers came: that of the format, else of days."""
    for place, column in enumerate(columns):
        if column.role is Role.WEEK:
            return place
    for place, column in enumerate(columns):
        cells = [day_of(cell) for cell in column.cells if cell]
        american = month_first(cells)
        days = [cell for cell in cells if cell[:1].isdigit() and len(cell) >= _DAY
                and (span := read_span(cell, month_first=american)) and span.is_day]  # fmt: skip
        if cells and len(days) >= _MOSTLY * len(cells):
            return place
    return None


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
    shown = (name for name, _count in found.most_common() if not is_person(name))
    return tuple(name for name in shown if len(name) <= LONGEST_OPTION)[:MOST_OPTIONS]


def _beside(base: str, counts: Counter[str]) -> int:
    return sum(base_of(text) == base for text in counts)


def _is_closed(cells: Sequence[str], options: Sequence[str]) -> bool:
    """Whether the same few short texts come again."""
    different = {fold(base_of(cell)) for cell in cells}
    few = len(different) <= MOST_OPTIONS and len(different) * 2 <= len(cells)
    return few and len(options) > 1 and mean(map(len, cells)) <= _CLOSED


def _mark(cells: Sequence[str]) -> str:
    """What parts several answers of a cell, when parting leaves a few that come again."""
    whole = len({fold(cell) for cell in cells})
    for mark in _MARKS:
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
    return sum(len(where) > 1 for where in together.values()) < 2  # noqa: PLR2004


def _about_you(title: str) -> bool:
    """Whether a short heading, or one that speaks to the reader, is about who answers."""
    words = f" {fold(title)} "
    speaks = any(each in words for each in _YOU) or len(words.split()) <= _SHORT
    known = package_table("jalons.participation", "exchange")["about_you"]
    return speaks and any(f" {fold(each)} " in words for each in known)
