"""What activities of mediation come to: sums that add up, then what may be shown of them.

Sums are by one criterion at a time, except age by type; no line of them is a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from jalons.kernel.suppression import LEAST, TOTAL, table_of

UNKNOWN, OTHERS, NEXT = "", "others", "|"
type Counts = Mapping[str, Mapping[str, Sequence[int]]]  # criterion, code: people, number, minutes


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """One activity: ``people`` took part, for ``minutes``; the rest of ``ages`` is not known.

    ``newcomers``: those who came for the first time in the year; None when nobody counted.
    """

    week: date
    kind: str
    minutes: int
    people: int
    place: str = UNKNOWN
    commune: str = UNKNOWN
    themes: tuple[str, ...] = ()
    ages: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    newcomers: int | None = None


def monday(day: date) -> date:
    """The first day of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def month_of(week: date) -> str:
    """The month of a week, that of its Thursday: ``2026-04``."""
    return (monday(week) + timedelta(days=3)).isoformat()[:7]


def tally(activities: Iterable[ActivityFacts]) -> Counts:
    """The people, the number and the minutes of activities, by each criterion."""
    return merged({name: {code: (people, 1, each.minutes)}}
                  for each in activities for name, code, people in _shares(each))  # fmt: skip


def merged(counts: Iterable[Counts]) -> Counts:
    """Sums added up."""
    found: dict[str, dict[str, list[int]]] = {}
    for one in counts:
        for name, lines in one.items():
            for code, values in lines.items():
                line = found.setdefault(name, {}).setdefault(code, [0, 0, 0])
                line[:] = [mine + more for mine, more in zip(line, values, strict=True)]
    return found


def _shares(each: ActivityFacts) -> Iterator[tuple[str, str, int]]:
    yield "month", month_of(each.week), each.people
    yield "place", each.place, each.people
    yield "commune", each.commune, each.people
    yield from (("theme", code, each.people) for code in each.themes or (UNKNOWN,))
    for name, counts, end in (("status", each.statuses, ""), ("age", each.ages, NEXT + each.kind)):
        rest = each.people - sum(counts.values())
        known = {**counts, UNKNOWN: rest}
        yield from ((name, f"{code}{end}", count) for code, count in known.items() if count > 0)
    yield "first", "low", each.newcomers or 0
    yield "first", "high", each.people if each.newcomers is None else each.newcomers


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown of a code: people, activities, hours; None is hidden."""

    code: str
    people: int | None
    activities: int | None
    hours: float | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The lines of a criterion with their total; none when even the total would show too much."""

    name: str
    lines: tuple[Line, ...]
    total: Line

    @property
    def hides(self) -> bool:
        """Whether something is hidden."""
        return any(each.people is None for each in (*self.lines, self.total))


def breakdown(
    counts: Counts,
    name: str,
    codes: Sequence[str] = (),
    *,
    least: int = LEAST,
    gathers: bool = False,
) -> Breakdown:
    """What may be shown by a criterion, in the order of ``codes``, then of those not among them.

    ``gathers`` puts the codes of small counts together under ``OTHERS``, so that none is named.
    """
    found = dict(counts.get(name, {}))
    if gathers:
        small = [code for code, values in found.items() if code and values[0] < least]
        found |= merged({name: {OTHERS: found.pop(code)}} for code in small).get(name, {})
    names = [*codes, *sorted(set(found) - set(codes))]
    people = {(code, TOTAL): values[0] for code, values in found.items()}
    shown = table_of(people, names, least=least)
    found[TOTAL] = [sum(each[at] for each in found.values()) for at in range(3)]
    lines = []
    for code in (*names, TOTAL):
        count, values = shown.cells[code, TOTAL], found.get(code, (0, 0, 0))
        more = (None, None) if count is None else (values[1], values[2] / 60)
        lines.append(Line(code, count, *more))
    return Breakdown(name, () if shown.is_withheld else tuple(lines[:-1]), lines[-1])


def by_age(counts: Counts, ages: Sequence[str], kinds: Sequence[str]) -> Breakdown:
    """What may be shown of people by age and type: ``70|individual``, with margins ``70|*``."""
    cells = {(age, kind): values[0] for code, values in counts.get("age", {}).items()
             for age, kind in [code.split(NEXT)]}  # fmt: skip
    shown = table_of(cells, ages, kinds)
    *lines, total = (Line(f"{age}{NEXT}{kind}", people, None, None)
                     for (age, kind), people in shown.cells.items())  # fmt: skip
    return Breakdown("age", () if shown.is_withheld else tuple(lines), replace(total, code=TOTAL))


def first_visits(counts: Counts) -> tuple[int, int] | None:
    """Between how many and how many persons came; None when too few, or nobody counted them."""
    first = counts.get("first", {})
    low, high = (first.get(name, (0,))[0] for name in ("low", "high"))
    return (low, high) if low and high >= LEAST else None
