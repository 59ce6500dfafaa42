"""What a column is: its cells decide by their forms, its heading where cells cannot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jalons.ailibrary.engine.columns.cells import forms, says_nothing
from jalons.kernel.tables import package_table
from jalons.tabular.folding import fold, fold_heading, searchable
from jalons.tabular.numbers import read_number
from jalons.tabular.persons import PersonSign, persons_in
from jalons.tabular.vocabulary import Vocabulary

TEXT = "text"
_WORD = re.compile(r"[^\W\d_]+(?:[-’' ][^\W\d_]+)*\.?(?:,? [^\W\d_]+(?:[-’'][^\W\d_]+)*\.?){0,4}")
_FRANCE = {
    "latitude": ((41.2, 51.2), (-22.0, -20.5), (14.3, 18.2), (2.0, 6.0), (-13.1, -12.5)),
    "longitude": ((-5.3, 9.7), (55.1, 55.9), (-63.2, -60.7), (-54.7, -51.5), (45.0, 45.4)),
}


@dataclass(frozen=True, slots=True)
class Places:
    """The official codes and names of French communes, names folded."""

    codes: Collection[str] = frozenset()
    postcodes: Collection[str] = frozenset()
    names: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ColumnJudgement:
    """What a column is: ``share`` (0 to 1) of its ``filled`` cells have the form of ``kind``.

    ``by`` is "cells", "heading" when its heading alone says it, or "few" for some cells among
    others; ``personal``: it may name a person, directly or not.
    """

    kind: str
    share: float
    filled: int
    by: str
    personal: bool


@dataclass(frozen=True, slots=True)
class _Column:
    cells: Sequence[str]  # trimmed, those that say something
    counts: Counter[str]
    named: str  # the kind its heading names

    def share(self, form: str) -> float:
        return self.counts[form] / len(self.cells)

    def share_of(self, fits: Callable[[str], bool]) -> float:
        return sum(map(fits, self.cells)) / len(self.cells)


def judge(
    heading: str, cells: Sequence[str], places: Places, names_person: Callable[[str], bool]
) -> tuple[ColumnJudgement, ...]:
    """What a column is, and the personal data that a few of its cells have; () when it is empty.

    ``names_person`` says whether a free text names somebody.
    """
    named = kind_of(heading)
    said = [cell.strip() for cell in cells[: table()["cells"]] if not says_nothing(cell)]
    if not said:
        return ()
    column = _Column(said, Counter(form for cell in said for form in forms(cell)), named)
    if len(said) < table()["least_cells"]:
        kind, share = _kind(column, places, names_person)
        return (_judgement(kind if kind != TEXT else named or TEXT, share, column),)
    kind, share = _kind(column, places, names_person)
    return (_judgement(kind, share, column), *_few(column, kind))


def kind_of(heading: str) -> str:
    """The kind that a heading names, "" when it names none.

    >>> kind_of("Code postal"), kind_of("N° SIRET de l’établissement"), kind_of("Col3")
    ('postcode', 'siret', '')
    """
    folded = fold_heading(heading)
    return _headings().exact(folded) or _headings().inside(folded) or ""


def _kind(
    column: _Column, places: Places, names_person: Callable[[str], bool]
) -> tuple[str, float]:
    """The kind of a column and the share of its cells that have it."""
    likely = table()["likely"]
    for kind in table()["order"]:
        if (share := column.share(kind)) >= likely:
            return kind, share
    if column.share("code") >= likely and (found := _code(column, places, likely)):
        return found
    if (share := column.share("boolean")) >= likely and len(set(column.cells)) <= 4:
        return "boolean", share
    if column.share("number") >= likely:
        return _number(column)
    return _words(column, places, names_person)


def _code(column: _Column, places: Places, likely: float) -> tuple[str, float] | None:
    """Postcodes or codes of communes, by the official lists; the heading decides between both."""
    shares = {
        "postcode": column.share_of(lambda cell: cell in places.postcodes),
        "commune_code": column.share_of(lambda cell: cell.upper() in places.codes),
    }
    best = max(shares, key=lambda kind: (shares[kind], kind == column.named))
    if column.named in shares and shares[column.named] >= likely:
        best = column.named
    return (best, shares[best]) if shares[best] >= likely else None


def _number(column: _Column) -> tuple[str, float]:
    """Years, degrees, amounts: numbers that their range or their heading makes something more."""
    share, named = column.share("number"), column.named
    if named == "boolean" and set(column.cells) <= {"0", "1"}:
        return named, share
    years = column.share("year")
    recent = years >= 0.95 and column.share_of(lambda cell: "1950" <= cell <= "2050") >= 0.95
    if (named == "year" and years >= table()["likely"]) or (recent and named in {"", "date"}):
        return "year", years
    for kind in ("latitude", "longitude"):
        degrees = column.share(kind)
        if degrees >= 0.8 and (named == kind or (not named and _in_france(column, kind))):
            return kind, degrees
    return (named if named in {"money", "percent"} else "number"), share


def _in_france(column: _Column, kind: str) -> bool:
    return column.share_of(lambda cell: _between(cell, _FRANCE[kind])) >= 0.95


def _between(cell: str, ranges: Sequence[tuple[float, float]]) -> bool:
    number = read_number(cell)
    return number is not None and any(low <= number <= high for low, high in ranges)


def _words(
    column: _Column, places: Places, names_person: Callable[[str], bool]
) -> tuple[str, float]:
    """Names of places and of people, addresses, free text."""
    likely = table()["likely"]
    if (share := column.share("address")) >= table()["address"]:
        return "address", share
    if (share := column.share_of(lambda cell: fold(cell) in places.names)) >= likely:
        return "commune", share
    people = _people(column)
    if people[0]:
        return people
    if column.named == "address" and column.share("address") > 0:
        return "address", column.share("address")
    texts = [cell for cell in column.cells if cell.count(" ") >= table()["text_words"] - 1]
    read = list(dict.fromkeys(texts))[: table()["names_read"]]
    if len(texts) >= likely * len(column.cells) / 2 and read:
        share = sum(map(names_person, read)) / len(read)
        if share >= table()["named_share"]:
            return "named_text", share
    return TEXT, 1.0


def _people(column: _Column) -> tuple[str, float]:
    """Names of persons as whole cells; ("", 0) when they are something else."""
    words = column.share_of(lambda cell: bool(_WORD.fullmatch(cell)) and len(cell) <= 60)
    likely = table()["likely"]
    if words < likely:
        return "", 0.0
    first = column.share_of(_is_first_name)
    whole = column.share_of(_is_whole_name)
    alone = column.share_of(lambda cell: " " not in cell)
    if alone >= likely and first >= table()["first_names"]:
        return "first_name", first
    named = column.share_of(_is_capitalised) >= likely
    if alone < 0.3 and named and whole >= table()["whole_names"]:
        return "person_name", whole
    fits = {"first_name": (words, first > 0), "last_name": (words, True),
            "person_name": (whole, whole >= table()["some_names"])}  # fmt: skip
    share, enough = fits.get(column.named, (0.0, False))  # « Service technique » is nobody
    return (column.named, share) if enough else ("", 0.0)


def _is_first_name(cell: str) -> bool:
    return any(part in _first_names() for part in re.split(r"[- ]", searchable(cell)))


def _is_capitalised(cell: str) -> bool:
    """Whether each long word has a capital: « Anne Le Goff », not « Relancer les parents »."""
    return all(word[0].isupper() for word in cell.split() if len(word) > 3)


def _is_whole_name(cell: str) -> bool:
    """Two words or more, one of which is a first name, or that look like a person."""
    if " " not in cell:
        return False
    signs = {each.sign for each in persons_in(cell)}
    return bool(signs & {PersonSign.CIVILITY, PersonSign.FIRST_NAME, PersonSign.INITIAL})


def _few(column: _Column, kind: str) -> Iterator[ColumnJudgement]:
    """What a few cells of another kind of column show of persons."""
    once = table()["personal_once"]
    for each in ("nir", "iban", "email", "phone"):
        share = column.share(each)
        if each != kind and share >= once and column.counts[each] >= 2:
            yield ColumnJudgement(
                each, share, len(column.cells), "few", personal=_personal(column, each)
            )


def _judgement(kind: str, share: float, column: _Column) -> ColumnJudgement:
    by = "cells" if share and (kind != TEXT or not column.named) else "heading"
    return ColumnJudgement(kind, share, len(column.cells), by, personal=_personal(column, kind))


def _personal(column: _Column, kind: str) -> bool:
    """Whether a kind may name a person; an address of a service names nobody."""
    if kind != "email":
        return kind in table()["personal"]
    return any(
        each.sign is PersonSign.ADDRESS for cell in column.cells for each in persons_in(cell[:200])
    )


def table() -> Mapping[str, Any]:
    """The thresholds and headings of ``data/columns.toml``."""
    return package_table("jalons.ailibrary", "columns")


@cache
def _headings() -> Vocabulary:
    return Vocabulary(table()["headings"])


@cache
def _first_names() -> frozenset[str]:
    return frozenset(map(searchable, package_table("jalons.tabular", "first_names")["names"]))
