"""Columns of counts by kind of device: which are today's fleet, and which are not counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import pairwise

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.reading.vocabulary.designations import site_named
from jalons.footprint.engine.reading.vocabulary.periods import dated
from jalons.footprint.engine.reading.vocabulary.reference import families, table, type_words
from jalons.kernel import Where
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import Vocabulary, singulars

_FEWEST_STEPS = 3
_LEAST_LABEL, _WIDEST_GAP = 100, 20

type Rows = Sequence[Sequence[str]]


def are_labels(numbers: Sequence[float], *, desks: bool) -> bool:
    """Whether numbers set things apart rather than count them: they follow one another, or have
    three figures and are all different, close to one another or one per desk.

    >>> are_labels([101, 102], desks=False), are_labels([320, 150], desks=False)
    (True, False)
    """
    steps = {after - before for before, after in pairwise(numbers)}
    if len(numbers) >= _FEWEST_STEPS and len(steps) == 1:
        return min(steps) > 0
    if len(numbers) < 2 or len(set(numbers)) < len(numbers) or min(numbers) < _LEAST_LABEL:
        return False
    return desks or all(0 < step <= _WIDEST_GAP for step in steps)


def are_desks(headings: Sequence[str]) -> bool:
    """Whether the first heading says that each row is a desk or a person."""
    words = {" ".join(singulars(fold(word))) for word in table("layouts")["labels"]["desks"]}
    first = next(filter(None, headings), "")
    return " ".join(singulars(fold(first))) in words


def counted_once(
    rows: Rows, header: int, kinds: Mapping[int, str]
) -> tuple[dict[int, str], dict[int, str]]:
    """The columns that count today's fleet, and those left out with the title of their group.

    The last year is read, what is planned or gone is not. A kind named twice under titles that say
    nothing is counted once; under places, everywhere.
    """
    titles = _titles(rows, header, kinds)
    left = {column: title for column, title in titles.items() if _is_not_today(title)}
    same: dict[tuple[str, ...], list[int]] = {}
    for column, kind in kinds.items():
        if column not in left:
            same.setdefault(tuple(singulars(fold(kind))), []).append(column)
    for columns in same.values():
        left |= {column: titles[column] for column in _surplus(columns, titles)}
    return {column: kind for column, kind in kinds.items() if column not in left}, left


def _surplus(columns: Sequence[int], titles: Mapping[int, str]) -> Sequence[int]:
    """The columns of one kind that repeat another and must not be counted."""
    if len(columns) == 1:
        return ()
    dates = [dated(titles[column]).period for column in columns]
    periods = [period for period in dates if period]
    if len(set(periods)) == len(columns):
        return [
            column
            for column, period in zip(columns, periods, strict=True)
            if period != max(periods)
        ]
    if all(site_named(titles[column]) for column in columns):
        return ()
    return columns[1:]


def _titles(rows: Rows, header: int, kinds: Mapping[int, str]) -> dict[int, str]:
    """What stands above each column, or what its heading adds to its kind: « Fixes 2024 »."""
    above = rows[header - 1] if header else ()
    several = len({cell for cell in above if cell}) > 1
    titles, group = {}, ""
    for column, heading in enumerate(rows[header]):
        group = (above[column] if several else "") or group
        if column in kinds:
            titles[column] = heading if dated(heading).period else group
    return titles


def _is_not_today(title: str) -> bool:
    return any(_said(name).inside(fold(title)) for name in ("planned", "gone"))


def _names_device(heading: str) -> bool:
    scope = type_words().inside(fold(heading)) or ""
    family = families().get(scope)
    return bool(scope) and not (family and (family.catch_all or family.nature))


@cache
def _said(name: str) -> Vocabulary:
    return Vocabulary({name: table("layouts")["periods"][name]})


def unread_kinds(rows: Rows, header: int, read: Collection[int], where: Where) -> list[Notice]:
    """A notice of the headings that name a kind of device and whose column is not read."""
    below = rows[header + 1 :]
    unread = [
        heading
        for column, heading in enumerate(rows[header])
        if column not in read and _names_device(heading) and any(row[column] for row in below)
    ]
    if not unread:
        return []
    shown = ", ".join(f"« {heading[:40]} »" for heading in unread)
    return [Notice("kinds_unread", where, {"columns": len(unread), "samples": shown})]
