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

from jalons.catalogue.engine.personal import cells
from jalons.kernel.tables import package_table
from jalons.tabular.folding import fold, fold_heading, searchable
from jalons.tabular.vocabulary import Vocabulary, singulars

_SINGLE = 0.8  # share of single words in a column of family names


class By(StrEnum):
    """What made a column suspect."""

    HEADING = "heading"
    VALUES = "values"
    BOTH = "both"


class Confidence(StrEnum):
    """How sure the counts make it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A column that looks personal: ``matched`` of its ``filled`` cells have the form of ``kind``.

    ``matched`` is 0 when the heading alone says it. Names are looked for in the first different
    texts of a column: ``filled`` are then the cells that have one of these.
    """

    position: int  # of the column, from 0
    heading: str
    kind: str
    by: By
    matched: int
    filled: int
    confidence: Confidence


@dataclass(slots=True)
class _Column:
    """What was counted of a column; ``texts`` are those in which names are looked for."""

    heading: str
    filled: int = 0
    matched: Counter[str] = field(default_factory=Counter)
    texts: Counter[str] = field(default_factory=Counter)
    only_ticks: bool = True

    def examined(self, kind: str) -> int:
        return self.filled if kind in _rules()["checked"] else self.texts.total()

    def share(self, kind: str) -> float:
        return self.matched[kind] / examined if (examined := self.examined(kind)) else 0.0


@dataclass(frozen=True, slots=True)
class _Context:
    """What the headings of a table say together: the kinds they name, whether of places."""

    kinds: frozenset[str]
    of_places: bool

    @property
    def of_persons(self) -> bool:
        return bool({"first_name", "birth", "gender", "nir", "identifier"} & self.kinds)

    @property
    def names(self) -> bool:
        return bool({"family_name", "full_name"} & self.kinds)


class Scan:
    """The scan of a table: its headings, then ``read`` for each row, then ``suspicions``.

    Memory does not grow with the rows.
    """

    def __init__(self, headings: Sequence[str]) -> None:
        self.rows = 0
        self._columns = [_Column(heading) for heading in headings]
        self._spread = int(_rules()["spread"])

    def read(self, row: Sequence[str]) -> None:
        """Count the cells of a row; a cell that stands under no heading is data all the same."""
        self.rows += 1
        while len(self._columns) < len(row):
            self._columns.append(_Column(""))
        for column, cell in zip(self._columns, row, strict=False):
            if text := cell.strip():
                column.filled += 1
                column.only_ticks = column.only_ticks and searchable(text) in _ticks()
                column.matched.update(cells.kinds_in(text))
                if text in column.texts or len(column.texts) < self._spread:
                    column.texts[text] += 1

    def suspicions(self) -> tuple[Suspicion, ...]:
        """The columns that look personal, in their order, each by its likeliest kind."""
        for column in self._columns:
            _count_names(column)
        kinds = [kind_of(column.heading) for column in self._columns]
        places = any(_list("places").inside(fold_heading(each.heading)) for each in self._columns)
        context = _Context(frozenset(kinds), of_places=places)
        found = [each for place, column in enumerate(self._columns)
                 if (each := _suspicion(place, column, kinds[place], context))]  # fmt: skip
        if not any(each.kind in _rules()["names_persons"] for each in found):
            found = [each for each in found if each.kind not in _rules()["with_person"]]
        return tuple(map(self._trader, found))

    def _trader(self, found: Suspicion) -> Suspicion:
        """The same, or a person in business when the table is one of companies."""
        is_company = _list("companies").inside(fold_heading(found.heading))
        numbered = any(each.share("company") >= _likely() for each in self._columns)
        is_trader = found.kind == "full_name" and is_company and numbered
        return replace(found, kind="sole_trader") if is_trader else found


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
    if found := _vocabulary("exact").exact(folded) or _vocabulary("inside").inside(folded):
        return found
    words = set(singulars(folded))
    return "family_name" if "nom" in words and words & _stems() else ""


def _likely() -> float:
    """The share of cells from which values alone decide."""
    return float(_rules()["likely"])


def _rules() -> Mapping[str, Any]:
    return package_table("jalons.catalogue", "personal")


@cache
def _ticks() -> frozenset[str]:
    return frozenset(map(searchable, _rules()["words_of_nothing"]))


@cache
def _vocabulary(place: str) -> Vocabulary:
    return Vocabulary({kind: entry[place] for kind, entry in _rules()["kinds"].items()})


@cache
def _list(name: str) -> Vocabulary:
    return Vocabulary({name: _rules()[name]})


@cache
def _stems() -> frozenset[str]:
    return frozenset(" ".join(singulars(fold(each))) for each in _rules()["persons"])


def _count_names(column: _Column) -> None:
    """Count what the texts of a column look like, beyond numbers and addresses."""
    matched = column.matched
    legal = _list("legal_forms").inside(fold_heading(column.heading))
    codes = set(_rules()["legal_form_codes"]) if legal else set()
    for text, count in column.texts.items():
        if fold(text) in codes:
            matched["sole_trader"] += count
        elif cells.is_company_number(text):
            matched["company"] += count
        elif cells.is_first_name(text):
            matched["first_name"] += count
        elif cells.names_in(text):
            matched["full_name"] += count
        if cells.may_be_family_name(text):
            matched["family_name"] += count


def _suspicion(place: int, column: _Column, named: str, context: _Context) -> Suspicion | None:
    """What is suspected of a column, None when nothing is."""
    if column.only_ticks or (named == "family_name" and _names_a_thing(column, context)):
        named = ""
    seen = _seen(column)
    if named and _agrees(column, named):
        return _made(place, column, named, By.BOTH, Confidence.HIGH)
    names = seen != "first_name" and column.share(seen) >= _likely()  # a first name: many are both
    strong = seen in _rules()["checked"] or names
    if seen and (strong or not named):
        by = By.BOTH if seen == named else By.VALUES
        return _made(place, column, seen, by, _by_share(column, seen, context))
    if not named:
        return None
    unsure = (
        named in _rules()["checked"]
        or (named == "first_name" and not context.names)
        or _is_bare(column, context)
    )
    return _made(place, column, named, By.HEADING, Confidence.LOW if unsure else Confidence.MEDIUM)


def _made(place: int, column: _Column, kind: str, by: By, confidence: Confidence) -> Suspicion:
    heading_alone = by is By.HEADING
    matched = 0 if heading_alone else column.matched[kind]
    filled = column.filled if heading_alone else column.examined(kind)
    return Suspicion(place, column.heading, kind, by, matched, filled, confidence)


def _seen(column: _Column) -> str:
    """The kind that values show, the surest first; "" when they show none."""
    for kind in ("nir", "iban", "email", "phone", "sole_trader"):
        if column.matched[kind]:
            return kind
    if column.share("plate") >= _likely():
        return "plate"
    if column.matched["full_name"]:
        return "full_name"
    return "first_name" if column.share("first_name") >= _likely() else ""


def _agrees(column: _Column, named: str) -> bool:
    """Whether half of the values have the form of what the heading names."""
    if named == "full_name":
        return column.share("full_name") + column.share("first_name") >= _likely()
    shown = {*_rules()["checked"], "first_name", "sole_trader"}
    return named in shown and column.share(named) >= _likely()


def _is_bare(column: _Column, context: _Context) -> bool:
    """Whether a heading is « Nom » and nothing else of the table speaks of persons."""
    exact = _vocabulary("exact").exact(fold_heading(column.heading))
    return exact == "family_name" and not context.of_persons


def _names_a_thing(column: _Column, context: _Context) -> bool:
    """Whether « Nom » is likelier that of a place or of a thing."""
    several_words = column.share("family_name") < _SINGLE
    return _is_bare(column, context) and (context.of_places or several_words)


def _by_share(column: _Column, kind: str, context: _Context) -> Confidence:
    share, rules = column.share(kind), _rules()
    if share < rules["rare"] or (kind == "first_name" and not context.names):
        return Confidence.LOW
    sure = kind in rules["checked"] or kind == "full_name"
    return Confidence.HIGH if sure and share >= _likely() else Confidence.MEDIUM
