"""The columns of a table that look personal: by their heading, by their values, never the values.

A suspicion proves nothing: a person reads it and decides. A column in which nothing is found may be
personal all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from typing import Any

from jalons.catalogue.engine.personal.cells import forms, names
from jalons.kernel.tables import package_table
from jalons.tabular.folding import fold, fold_heading, searchable
from jalons.tabular.vocabulary import Vocabulary, singulars


class Confidence(StrEnum):
    """How sure the counts make it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    RECIPE = "recipe"  # not by these rules: the AI library reports it


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A column that looks personal: ``matched`` of its ``filled`` cells have the form of ``kind``.

    ``matched`` is 0 when the heading alone says it. Names are looked for in the first different
    texts of a column: ``filled`` are then the cells that have one of these.
    """

    position: int  # of the column, from 0
    heading: str
    kind: str
    matched: int
    filled: int
    confidence: Confidence


@dataclass(slots=True)
class _Column:
    heading: str
    filled: int = 0
    matched: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)  # those in which names are looked for
    only_ticks: bool = True

    def examined(self, kind: str) -> int:
        return self.filled if kind in _rules()["checked"] else self.texts.total()

    def share(self, kind: str) -> float:
        return self.matched[kind] / max(1, self.examined(kind))

    def is_mostly(self, kind: str) -> bool:
        return self.share(kind) >= float(_rules()["likely"])

    @property
    def seen(self) -> str:
        """The kind that values show, the surest first; "" when they show none."""
        found = [each for each in _rules()["once"] if self.matched[each]]
        return next(iter([*found, *filter(self.is_mostly, _rules()["mostly"])]), "")


class Scan:
    """The scan of a table: its headings, then ``read`` for each row, then ``suspicions``.

    Memory does not grow with the rows.
    """

    def __init__(self, headings: Sequence[str]) -> None:
        self.rows = 0
        self._columns = [_Column(heading) for heading in headings]

    def read(self, row: Sequence[str]) -> None:
        """Count the cells of a row; a cell that stands under no heading is data all the same."""
        self.rows += 1
        self._columns += [_Column("") for _extra in row[len(self._columns) :]]
        if self.rows <= _rules()["title_rows"]:
            self._take_headings(row)
        for column, cell in zip(self._columns, row, strict=False):
            if text := cell.strip():
                column.filled += 1
                column.only_ticks = column.only_ticks and searchable(text) in _ticks()
                column.matched.update(forms(text))
                if text in column.texts or len(column.texts) < _rules()["spread"]:
                    column.texts[text] += 1

    def _take_headings(self, row: Sequence[str]) -> None:
        """A title stands above the headings when half of its cells are empty at least."""
        named = sum(map(bool, map(kind_of, row)))
        above = [each.heading for each in self._columns if each.heading]
        if named > sum(map(bool, map(kind_of, above))) and len(above) * 2 <= len(self._columns):
            for column, cell in zip(self._columns, row, strict=False):
                column.heading = cell.strip()

    def suspicions(self) -> tuple[Suspicion, ...]:
        """The columns that look personal, in their order, each by its likeliest kind."""
        for column in self._columns:
            _count_names(column)
        kinds = [kind_of(column.heading) for column in self._columns]
        around = {*kinds, *(_words("places").inside(fold_heading(each.heading)) or ""
                            for each in self._columns)}  # fmt: skip
        made = (_suspicion(place, each, kinds[place], around)
                for place, each in enumerate(self._columns) if each.filled)  # fmt: skip
        found = [each for each in made if each]
        sure = {each.kind for each in found if each.confidence is not Confidence.LOW
                and (kinds[each.position] or each.matched * 2 >= self.rows)}  # fmt: skip
        if not sure & set(_rules()["names_persons"]):
            found = [each for each in found if each.kind not in _rules()["with_person"]]
        if any(column.is_mostly("company") for column in self._columns):  # persons in business
            found = [replace(each, kind="sole_trader") if each.kind == "full_name"
                     and not kinds[each.position] else each for each in found]  # fmt: skip
        return tuple(found)


def scan(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[Suspicion, ...]:
    """The columns of a table that look personal."""
    reading = Scan(headings)
    for row in rows:
        reading.read(row)
    return reading.suspicions()


def kind_of(heading: str) -> str:
    """The kind of personal data that a heading names, "" when it names none.

    >>> kind_of("Adresse e-mail"), kind_of("nomDemandeur"), kind_of("Nom de l’équipement")
    ('email', 'family_name', '')
    """
    folded = fold_heading(heading)
    if found := _headings("exact").exact(folded) or _headings("inside").inside(folded):
        return found
    of_somebody = _words("persons").inside(folded) and "nom" in singulars(folded)
    return "family_name" if of_somebody else ""


def _rules() -> Mapping[str, Any]:
    return package_table("jalons.catalogue", "personal")


@cache
def _ticks() -> frozenset[str]:
    return frozenset(map(searchable, _rules()["words_of_nothing"]))


@cache
def _headings(place: str) -> Vocabulary:
    return Vocabulary({kind: entry[place] for kind, entry in _rules()["kinds"].items()})


@cache
def _words(name: str) -> Vocabulary:
    return Vocabulary({name: _rules()[name]})


def _count_names(column: _Column) -> None:
    legal = _words("legal_forms").inside(fold_heading(column.heading))
    codes = _rules()["legal_form_codes"] if legal else ()
    for text, count in column.texts.items():
        for kind in ("sole_trader",) if fold(text) in codes else names(text):
            column.matched[kind] += count


def _suspicion(place: int, column: _Column, named: str, around: set[str]) -> Suspicion | None:
    """What is suspected of a column, None when nothing is; ``around`` are kinds of headings."""
    of_persons = around & set(_rules()["of_persons"])
    bare = _headings("exact").exact(fold_heading(column.heading)) == "family_name"
    bare = bare and not of_persons  # « Nom », of anything
    thing = bare and ("places" in around or column.share("family_name") < _rules()["single"])
    of_services = column.is_mostly("service") and not column.matched["email"]
    named = "" if column.only_ticks or thing or of_services else named
    seen, alone = column.seen, not around & {"family_name", "full_name"}
    if thing and "places" in around and column.share("full_name") < _rules()["single"]:
        seen = ""  # « Gymnase Jean Bouin »
    strong = seen in _rules()["checked"] or (seen != "first_name" and column.is_mostly(seen))
    if seen and (strong or not named or seen == named):
        sure = seen in {*_rules()["checked"], "full_name", named} and column.is_mostly(seen)
        unsure = column.share(seen) < _rules()["rare"] or (seen == "first_name" and alone)
        kind, matched, filled = seen, column.matched[seen], column.examined(seen)
    elif named:
        sure, unsure = (
            False,
            named in _rules()["checked"] or bare or (named == "first_name" and alone),
        )
        kind, matched, filled = named, 0, column.filled
    else:
        return None
    confidence = Confidence.LOW if unsure else Confidence.HIGH if sure else Confidence.MEDIUM
    return Suspicion(place, column.heading, kind, matched, filled, confidence)
