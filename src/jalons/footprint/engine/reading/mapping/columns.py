"""Which column is which field: the heading decides; cells may only propose a total."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.vocabulary.cells import read_date, read_number
from jalons.footprint.engine.reading.vocabulary.exports import ExportReader, reader_of
from jalons.footprint.engine.reading.vocabulary.fields import (
    DECISIVE,
    LEFT_ASIDE,
    NUMBERS,
    Field,
    Why,
)
from jalons.footprint.engine.reading.vocabulary.reference import (
    brands,
    country_words,
    status_words,
    table,
    type_words,
)
from jalons.footprint.engine.reading.vocabulary.second_life import read_elsewhere
from jalons.tabular.folding import fold, fold_heading
from jalons.tabular.headings import joined_headings
from jalons.tabular.vocabulary import Vocabulary

_HEADER_ROWS = 40
_SAMPLE = 300
_ENOUGH = 0.25


@dataclass(frozen=True, slots=True)
class HeaderGuess:
    """The headings of a sheet: their last row (1-based, None without), and their texts.

    ``first_data_row`` is the row below; ``score`` from 0 to 1: how sure the guess is.
    """

    row: int | None
    first_data_row: int
    headings: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """The probable field of a column (0-based), how sure (0 to 1), why, and a few of its cells.

    ``field`` is None when the column was not understood or another serves better. ``proposed`` is
    what it might be, for a person to confirm: it is not read as such until then.
    """

    column: int
    heading: str
    field: Field | None
    score: float
    why: Why
    samples: tuple[str, ...] = ()
    proposed: Field | None = None


@cache
def _heading_words() -> tuple[Mapping[str, tuple[Field, float]], Vocabulary]:
    """Whole headings with their score (the best names first), and the words found inside them."""
    exact: dict[str, tuple[Field, float]] = {}
    inside: dict[str, list[str]] = {}
    for field in Field:
        entry = table("columns")[field]
        for rank, name in enumerate(entry["exact"]):
            score = 1.0 - 0.3 * rank / len(entry["exact"])
            exact.setdefault(fold(name), (field, score))
        for name in entry.get("doubtful", ()):
            exact.setdefault(fold(name), (field, 0.5))
        inside[field] = entry.get("contains", [])
    return exact, Vocabulary(inside)


@cache
def _doubtful_headings(field: Field) -> frozenset[str]:
    return frozenset(map(fold, table("columns")[field].get("doubtful", ())))


@cache
def _words_around(field: Field) -> frozenset[str]:
    """The words of a heading that leave the one it contains mean what it does."""
    entry = table("columns")[field]
    phrases = (*entry.get("contains", ()), *entry.get("around", ()))
    return frozenset(table("columns")["neutral"]["words"]).union(
        *(phrase.split() for phrase in phrases)
    )


def _is_doubtful(heading: str, field: Field, why: Why) -> bool:
    """Whether a heading that may mean a decisive field may also mean something else.

    >>> _is_doubtful("Qté commandée", Field.QUANTITY, Why.HEADING_PART)
    False
    >>> _is_doubtful("Qté minimale", Field.QUANTITY, Why.HEADING_PART)
    True
    """
    if field not in DECISIVE:
        return False
    written = (fold_heading(heading), fold(heading))
    if why is Why.HEADING_PART:
        known = _words_around(field)
        return not any(known.issuperset(words.split()) for words in written)
    return any(words in _doubtful_headings(field) for words in written)


_IMEI_DIGITS = 15


def one_machine(serials: pl.Series) -> pl.Series:
    """Whether each cell is the serial number or IMEI of one device: no blank, remark or list.

    Two serials, or a word with a number of one or two digits, are none.
    """
    digits = pl.element().str.count_matches(r"\d")
    words = serials.str.extract_all(r"[^\s,;/|&+]{4,}")
    numbers = words.list.eval(pl.element().filter(digits >= 2)).list.len()
    imei = (serials.str.count_matches(r"\d") == _IMEI_DIGITS) & ~serials.str.contains(r"\p{L}")
    return (numbers == 1) | imei


def _never(heading: str, field: Field) -> bool:
    """Whether a heading begins with a word that rules a field out: « N° prise » is no quantity."""
    words = fold_heading(heading).split()
    return bool(words) and words[0] in table("columns")[field].get("never", ())


def names_one_machine(heading: str) -> bool:
    """Whether a heading is that of names only one machine bears, as a host name."""
    return fold_heading(heading) in table("columns")[Field.LABEL]["machines"]


def _by_heading(heading: str) -> tuple[Field, float, Why] | None:
    exact, inside = _heading_words()
    for text in (fold_heading(heading), fold(heading)):
        if text in exact:
            return (*exact[text], Why.HEADING)
    texts = (fold_heading(heading), fold(heading))  # « kWh » is one word, « numeroSerie » two
    found = next(filter(None, map(inside.inside, texts)), None) if len(texts[0]) <= 60 else None
    return (Field(found), 0.55, Why.HEADING_PART) if found else None


def field_named(heading: str) -> Field | None:
    """The field a whole heading is a known name of, or None."""
    found = _by_heading(heading) if heading else None
    return found[0] if found and found[2] is Why.HEADING else None


def find_header(sheet: Sheet) -> HeaderGuess:
    """The row of headings of a sheet: below titles, on one or two lines, or nowhere.

    Headings are known words, or else texts over columns of something else. Without any,
    columns are called by their number.
    """
    rows = sheet.cells.head(_HEADER_ROWS).rows()
    known = _export_header(rows)
    if known is not None:
        return known
    scored = [(_header_score(row), -i) for i, row in enumerate(rows)]
    best, position = max(scored, default=(0.0, 0))
    row = -position
    if best >= 1.5 or (best >= 0.5 and sheet.cells.width == 1):
        return _with_second_line(rows, row)
    fallback = _unknown_header(rows)
    if fallback is not None:
        return HeaderGuess(fallback + 1, fallback + 2, tuple(map(str, rows[fallback])), 0.3)
    first = next((i for i, cells in enumerate(rows) if sum(map(bool, cells)) > 1), 0)
    names = tuple(f"Colonne {i + 1}" for i in range(sheet.cells.width))
    return HeaderGuess(None, first + 1, names, 0.1)


def _export_header(rows: Sequence[Sequence[str]]) -> HeaderGuess | None:
    """The headings of a known export, on one line or two, or None."""
    for at, cells in enumerate(rows):
        if reader_of(cells):
            return HeaderGuess(at + 1, at + 2, tuple(cells), 1.0)
        if at + 1 < len(rows) and _completes(cells, rows[at + 1]):
            joined = _joined(cells, rows[at + 1])
            if reader_of(joined):
                return HeaderGuess(at + 2, at + 3, joined, 1.0)
    return None


def _header_score(cells: Sequence[str]) -> float:
    found = {cell: _by_heading(cell) for cell in cells if cell}
    fields = {
        match[0]: 0.0 if _is_doubtful(cell, match[0], match[2]) else match[1]
        for cell, match in found.items()
        if match
    }
    unknown = sum(1 for cell in cells if cell and found[cell] is None)
    return sum(fields.values()) - 0.15 * unknown


def _with_second_line(rows: Sequence[Sequence[str]], row: int) -> HeaderGuess:
    """The headings of ``row``, completed by a line above or below when both make one heading."""
    best = (row, tuple(rows[row]), _header_score(rows[row]))
    for top, bottom in ((row - 1, row), (row, row + 1)):
        if top < 0 or bottom >= len(rows) or sum(map(bool, rows[top])) < 2:
            continue
        if not _looks_like_headings(rows[top]) or not _looks_like_headings(rows[bottom]):
            continue
        joined = _joined(rows[top], rows[bottom])
        score = _header_score(joined)
        if score > best[2] + 0.3 or (top == row == best[0] and _completes(rows[top], rows[bottom])):
            best = (bottom, joined, score)
    row, headings, score = best
    return HeaderGuess(row + 1, row + 2, headings, min(1.0, score / 4))


def _looks_like_headings(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and not any(
        read_number(cell) is not None or read_date(cell) for cell in filled
    )


def _completes(top: Sequence[str], bottom: Sequence[str]) -> bool:
    """Whether a line only says more of the titles above that span several columns.

    « Compteurs » above « N&B » and « Couleur »: nothing under the other headings, or, where cells
    merged downwards were filled, those headings again.
    """
    if not _looks_like_headings(top) or not _looks_like_headings(bottom):
        return False
    own = [j for j, cell in enumerate(bottom) if cell and cell != top[j]]
    spanned = {j for j in range(len(top)) if not top[j] or (top[j + 1 : j + 2] == ("",))}
    blank = [j for j in own if not top[j]]
    return bool(len(own) > 1 and blank and spanned.issuperset(own) and len(own) < len(top))


def _joined(top: Sequence[str], bottom: Sequence[str]) -> tuple[str, ...]:
    """One heading per column out of two lines; a known name below needs no title above it."""
    return tuple(joined_headings(top, bottom, alone=_stands_alone))


def _stands_alone(cell: str, both: str) -> bool:
    known = _by_heading(cell)
    is_sure = known and known[2] is Why.HEADING and not _is_doubtful(cell, known[0], known[2])
    return bool(is_sure) and not _by_exact(both)


def _by_exact(heading: str) -> bool:
    found = _by_heading(heading)
    return found is not None and found[2] is Why.HEADING


def _unknown_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The first full row of texts, all different, over cells that are dates or numbers."""
    for i, cells in enumerate(rows[:15]):
        filled = [cell for cell in cells if cell]
        if len(filled) < max(2, 0.6 * len(cells)):
            continue
        below = [row for row in rows[i + 1 : i + 20] if any(row)]
        typed = any(
            cell and below and all(_is_typed(row[j]) for row in below if row[j])
            for j, cell in enumerate(cells)
            if any(row[j] for row in below)
        )
        if typed and len(set(filled)) == len(filled) and _looks_like_headings(cells):
            return i
        return None
    return None


def _is_typed(cell: str) -> bool:
    return read_number(cell) is not None or read_date(cell) is not None


def guess_columns(sheet: Sheet, header: HeaderGuess) -> tuple[ColumnGuess, ...]:
    """The field of each column of a sheet; each field goes to the column that fits it best."""
    body = sheet.cells.slice(header.first_data_row - 1)
    export = reader_of(header.headings)
    if export is not None:
        return _declared_columns(export, header.headings, body)
    candidates = [
        _candidate(i, header.headings[i] if i < len(header.headings) else "", body[str(i)])
        for i in range(body.width)
    ]
    if not _licence_headings().isdisjoint(map(fold, header.headings)):
        candidates = [_proposed_quantity(guess) for guess in candidates]
    taken: dict[Field, int] = {}
    for guess in sorted(candidates, key=lambda guess: (-guess.score, guess.column)):
        if guess.field and guess.field not in LEFT_ASIDE:
            taken.setdefault(guess.field, guess.column)
    return tuple(_settled(guess, taken) for guess in candidates)


@cache
def _licence_headings() -> frozenset[str]:
    return frozenset(map(fold, table("columns")[Field.QUANTITY]["licences"]))


def _proposed_quantity(guess: ColumnGuess) -> ColumnGuess:
    """A quantity beside a column of software, which may count licences: for a person to confirm."""
    if guess.field is not Field.QUANTITY:
        return guess
    return replace(guess, field=None, proposed=Field.QUANTITY)


def _declared_columns(
    export: ExportReader, headings: Sequence[str], body: pl.DataFrame
) -> tuple[ColumnGuess, ...]:
    """The columns of a known export: as declared, and what somebody added under a known heading."""
    declared = {
        column: Field(name) for name, column in export.places(headings).items() if name in Field
    }
    fields = (Field(name) for name in export.declared if name in Field)
    taken = {*fields, Field.QUANTITY, *LEFT_ASIDE}
    found = []
    for column in range(body.width):
        heading = headings[column] if column < len(headings) else ""
        samples = _samples(body[str(column)])
        field, why = declared.get(column), Why.EXPORT
        score = 1.0 if field else 0.0
        if field is None:
            added = None if fold(heading) in export.unused else field_named(heading)
            if added and added not in taken:
                taken.add(added)
                field, score, why = added, 0.7, Why.HEADING
        found.append(ColumnGuess(column, heading, field, score, why, samples))
    return tuple(found)


def _samples(values: pl.Series) -> tuple[str, ...]:
    distinct = values.filter(values != "").unique(maintain_order=True).head(3)
    return tuple(text[:60] for text in distinct.to_list())


def _settled(guess: ColumnGuess, taken: Mapping[Field, int]) -> ColumnGuess:
    if guess.field is None or guess.field in LEFT_ASIDE or taken[guess.field] == guess.column:
        return guess
    second = {Field.TYPE: Field.MODEL}.get(guess.field)
    if second and second not in taken and guess.why is not Why.VALUES:
        # « Type » beside « Désignation »: the second one is most often the model.
        return ColumnGuess(guess.column, guess.heading, second, 0.4, Why.TAKEN, guess.samples)
    return ColumnGuess(guess.column, guess.heading, None, guess.score, Why.TAKEN, guess.samples)


def _candidate(column: int, heading: str, values: pl.Series) -> ColumnGuess:
    filled = values.filter(values != "")
    texts = filled.unique(maintain_order=True).head(_SAMPLE).to_list()
    blank = ColumnGuess(
        column, heading, None, 0.0, Why.NOTHING, tuple(text[:60] for text in texts[:3])
    )
    named = _by_heading(heading) if heading else None
    if named:
        return _named(blank, *named, texts)
    if not texts:
        return replace(blank, why=Why.EMPTY)
    found, share = _by_values(texts, repeats=len(values) > 2 * len(texts))
    if found is None or share < _ENOUGH:
        return blank
    if found in DECISIVE:
        return replace(blank, why=Why.VALUES, proposed=None if _never(heading, found) else found)
    return replace(blank, field=found, score=round(0.5 * share, 3), why=Why.VALUES)


def _named(
    blank: ColumnGuess, field: Field, score: float, why: Why, texts: Sequence[str]
) -> ColumnGuess:
    """The guess of a column whose heading means ``field``, once its cells were looked at."""
    if _is_doubtful(blank.heading, field, why):
        alike = bool(texts) and _by_values(texts, repeats=True)[0] is _LOOKS.get(field, field)
        return replace(blank, why=why, proposed=field if alike else None)
    if why is Why.HEADING_PART and field is Field.TYPE and not _names_types(texts):
        return blank
    if texts and _contradicted(field, texts):
        score *= 0.4
    if not texts:
        score *= 0.5
    return replace(blank, field=field, score=round(score, 3), why=why)


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for text in texts if test(text)) / len(texts)


def _names_types(texts: Sequence[str]) -> bool:
    """Whether enough cells name a device: « Type de contrat » has no types of devices."""
    return not texts or _share(texts, lambda text: type_words().inside(fold(text))) >= 0.3


def _is_date(text: str) -> bool:
    return read_date(text) is not None


def _is_small_count(text: str) -> bool:
    number = read_number(text)
    return number is not None and 0 <= number < 1970 and number == int(number)


def _is_country(text: str) -> bool:
    return country_words().exact(fold(text)) is not None


def _has_brand(text: str) -> bool:
    words = fold(text).split()
    return bool(words) and (words[0] in brands() or " ".join(words[:2]) in brands())


def _is_serial(text: str) -> bool:
    return (
        7 <= len(text) <= 24
        and text.isalnum()
        and text.upper() == text
        and any(letter.isdigit() for letter in text)
        and any(letter.isalpha() for letter in text)
    )


_PROFILES: tuple[tuple[Field, Callable[[str], object], float], ...] = (
    (Field.PURCHASED, _is_date, 0.8),
    (Field.QUANTITY, _is_small_count, 0.9),
    (Field.STATUS, lambda text: status_words().exact(fold(text)), 0.6),
    (Field.COUNTRY, _is_country, 0.7),
    (Field.TYPE, lambda text: type_words().inside(fold(text)), 0.5),
    (Field.MANUFACTURER, lambda text: fold(text) in brands(), 0.5),
    (Field.MODEL, _has_brand, 0.3),
    (Field.SERIAL, _is_serial, 0.7),
)


# Fields whose cells look like those of another one.
_LOOKS = {Field.RETIRED: Field.PURCHASED}


def _by_values(texts: Sequence[str], *, repeats: bool) -> tuple[Field | None, float]:
    for field, test, least in _PROFILES:
        share = _share(texts, test)
        if share >= least and (repeats or field not in {Field.STATUS, Field.COUNTRY}):
            return field, share
    return None, 0.0


def _contradicted(field: Field, texts: Sequence[str]) -> bool:
    """Whether cells deny their heading: a « date » column without one date."""
    if field in {Field.PURCHASED, Field.RETIRED}:
        return _share(texts, _is_date) < 0.2
    if field in {Field.YEARS_BEFORE, Field.YEARS_AFTER}:
        return _share(texts, lambda text: read_elsewhere(text) is not None) < 0.2
    if field in NUMBERS:
        return _share(texts, lambda text: any(letter.isdigit() for letter in text)) < 0.2
    if field is Field.TYPE:
        return _share(texts, lambda text: read_number(text) is not None) > 0.8
    return False
