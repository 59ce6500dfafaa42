"""Official files people bring, read into columns in the order of the municipalities of today.

A delimited text, a workbook as INSEE publishes them, or a zip or gz of one. What cannot be counted
is reported with its reason: secrecy, absence, a value out of bounds, a code nobody knows.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, islice
from math import inf, nan

import numpy as np

from jalons.inclusion.engine.areas import Areas, Column, Numbers, Rows, Status
from jalons.inclusion.engine.errors import InclusionError, InclusionTableError
from jalons.inclusion.words.official import (
    ColumnReport,
    Flags,
    OfficialRead,
    Report,
    Rule,
    files,
    rule_words,
)
from jalons.kernel import Where
from jalons.kernel.errors import language
from jalons.tabular import FileKind, Limits, TableError, file_kind, refusals_as
from jalons.tabular.files.delimited import decode, refuse_binary
from jalons.tabular.files.kinds import is_readable
from jalons.tabular.files.text_files import find_delimiter
from jalons.tabular.files.workbook import open_workbook
from jalons.tabular.numbers import read_number

LIMITS = Limits(bytes=300 * 2**20, cells=30_000_000)
CODES = ("codgeo", "code_insee", "insee_com", "code_commune", "depcom", "com", "insee", "code")
_HEAD = 40  # rows among which the headings are
_META = re.compile(r"(?:meta|varmod|lisez|documentation|dictionnaire)", re.IGNORECASE)
_NOTHING = frozenset({"", "nd", "n/d", "n.d.", "na", "n/a", "-", "null", "nan"})
_SECRET = frozenset({"s", "c"})
_NUMBER = re.compile(r"(\d{4,5})(?:\.0)?")  # a code that a spreadsheet took for a number
_CITIES = {"75056": 20, "69123": 9, "13055": 16}  # how many districts they have
_DISTRICT = re.compile(r"751[012]\d|6938\d|132[01]\d")
type Row = Sequence[str]
type Match = tuple[Rule, int | None, dict[str, int]]  # the year, the column of each pattern


def read_official(
    content: bytes, name: str, areas: Areas, former: Mapping[str, str], *, year: int | None = None
) -> OfficialRead:
    """What an official file says of each municipality; ``former``: codes of the past to today's.

    ``year`` is what its figures describe, used when neither its columns nor its name say so.
    Raises ``InclusionError``: ``official_columns``, ``_code``, ``_iris``, ``_archive``, ``_year``,
    ``_percent``, ``_empty``; ``InclusionTableError`` for what is no table.
    """
    with refusals_as(InclusionTableError):
        try:
            inner, own_name = _unwrapped(content, name)
            table = _opened(inner, own_name)
            table.read()
        except (csv.Error, OSError, EOFError, zlib.error, RuntimeError) as error:
            raise TableError("file_damaged", where=Where(file=name)) from error
    years = table.years or set(re.findall(r"(?<!\d)20\d\d(?!\d)", f"{own_name} {name}"))
    year = int(years.pop()) if len(years) == 1 else year
    if year is None and any(own is None for _rule, own, _at in table.matches):
        raise InclusionError("official_year", name=name)
    rows = table.placed(areas, former)
    if not (rows >= 0).any():
        raise InclusionError("official_empty", name=name, codes=", ".join(table.cells)[:60])
    read = [table.column(match, areas, rows, match[1] or year or 0) for match in table.matches]
    report = table.report(name, sha256(content).hexdigest(), areas, rows, [one[2] for one in read])
    columns, secret = ({one[0].id: one[at] for one in read} for at in (0, 1))
    return OfficialRead(columns, secret, report)  # type: ignore[arg-type]


def _unwrapped(content: bytes, name: str) -> tuple[bytes, str]:
    """The one table of an archive, and its name; anything else as it is."""
    where = Where(file=name)
    if content.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            inner = stream.read(LIMITS.bytes + 1)
        return inner, name.removesuffix(".gz")
    if not content.startswith(b"PK") or file_kind(content, where, LIMITS).is_workbook:
        return content, name
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [one for one in archive.namelist() if is_readable(one)]
        tables = [one for one in members if not _META.match(one.rpartition("/")[2])]
        if len(tables) != 1:
            raise InclusionError("official_archive", names=", ".join(members[:6]))
        return archive.read(tables[0]), tables[0]


def _tables(content: bytes, name: str) -> Iterator[Iterator[Row]]:
    """The rows of a text or of each sheet, that of municipalities first."""
    where = Where(file=name)
    kind = file_kind(content, where, LIMITS)
    if kind is FileKind.TEXT:
        text = decode(content, where).text.replace("\x00", "")
        refuse_binary(text, where)
        delimiter = find_delimiter(text, otherwise=";")
        yield csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return
    if not kind.is_workbook:
        raise TableError("file_unknown", where=where)
    sheets = open_workbook(content, kind, where, LIMITS)
    for sheet in sorted(sheets, key=lambda one: not one.name.upper().startswith("COM")):
        yield sheet.rows()


def _opened(content: bytes, name: str) -> OfficialTable:
    """The first table of an official file, its rows below the headings still to be read."""
    seen: list[str] = []
    for rows in _tables(content, name):
        head = list(islice(rows, _HEAD))
        best: OfficialTable | None = None
        for number, row in enumerate(head, start=1):
            headings = [cell.strip(" \t\ufeff").casefold() for cell in row]
            code = next((headings.index(one) for one in CODES if one in headings), None)
            if code is None:
                continue
            if "iris" in headings:
                raise InclusionError("official_iris", name=name)
            seen = seen or list(filter(None, headings))
            layout = _recognised(headings, code, chain(head[number:], rows))
            if layout and (best is None or len(layout.matches) > len(best.matches)):
                best = layout
        if best:
            return best
    if not seen:
        raise InclusionError("official_code", name=name, codes=", ".join(CODES[:4]))
    raise InclusionError("official_columns", name=name, columns=", ".join(seen[:8]),
                         lacking=_nearly(seen))  # fmt: skip


def _by_year(pattern: str, headings: Sequence[str]) -> dict[int | None, int]:
    """The columns a pattern names, by their year (None: it says none)."""
    wanted = pattern.casefold().replace("{yyyy}", r"20(\d\d)").replace("{yy}", r"(\d\d)")
    known = [(re.fullmatch(wanted, heading), at) for at, heading in enumerate(headings)]
    return {2000 + int(one[1]) if one.lastindex else None: at for one, at in known if one}


def _match(rule: Rule, headings: Sequence[str]) -> Match | None:
    """The columns of the latest year that has all of them."""
    known = {name: _by_year(name, headings) for name in (*rule.needs, rule.weight) if name}
    years = set.intersection(*(set(known[name]) for name in rule.needs))
    if not years:
        return None
    year = max(years, key=lambda one: one or 0)
    return rule, year, {name: own[year] for name, own in known.items() if year in own}


def _recognised(headings: list[str], code: int, rows: Iterator[Row]) -> OfficialTable | None:
    """The official file whose columns are there; that of which the most, when several are."""
    best, top = None, (0, 0.0)
    for id_, file in files().items():
        matches: dict[str, Match] = {}
        for rule in file.yields:
            if match := _match(rule, headings):
                matches.setdefault(rule.column, match)
        score = len(matches), len(matches) / len({rule.column for rule in file.yields})
        if score > top:
            best, top = OfficialTable(id_, headings, code, list(matches.values()), rows), score
    return best


def _nearly(headings: Sequence[str]) -> str:
    """What is missing of each file of which a column is there, else of all."""
    parts: dict[bool, list[str]] = {True: [], False: []}
    for file in files().values():
        names = {name for rule in file.yields for name in rule.needs}
        missing = {name for name in names if not _by_year(name, headings)}
        shown = ", ".join(sorted(missing)).replace("{yyyy}", "2021").replace("{yy}", "21")
        parts[missing < names].append(f"{file.title[language()]} ({shown})")
    return " ; ".join(parts[True] or parts[False])


def is_district(code: str) -> bool:
    """Whether a code is that of a district of Paris, Lyon or Marseille."""
    return _DISTRICT.fullmatch(code) is not None


class OfficialTable:
    """The table of an official file: its rows by code, then as columns."""

    def __init__(
        self, id_: str, headings: list[str], code: int, matches: list[Match], rows: Iterator[Row]
    ) -> None:
        self.file, self.id, self.headings, self.code = files()[id_], id_, headings, code
        self.matches, self.rows = matches, rows
        self.wanted = sorted({at for _rule, _year, own in matches for at in own.values()})
        self.cells: dict[str, tuple[str, ...]] = {}
        self.counts = Counter[str]()
        self.years: set[str] = set()
        self.lists: dict[str, list[str]] = {"unknown": [], "partial": [], "contradictory": []}

    def read(self) -> None:
        """Take in the rows; one that is empty, or that the file says not to count, is left out."""
        places = {name: at for at, name in enumerate(self.headings)}
        keep, day = places.get(self.file.keep.get("column", "")), places.get(self.file.year_column)
        for short in self.rows:
            row = [*short, *[""] * (len(self.headings) - len(short))]
            text = row[self.code].strip().upper()
            if not text or (keep is not None and row[keep].casefold() != self.file.keep["value"]):
                continue
            number = _NUMBER.fullmatch(text)
            code = number[1].zfill(5) if number else text
            values = tuple(row[at].strip() for at in self.wanted)
            if self.cells.setdefault(code, values) != values:
                self.lists["contradictory"].append(code)
            self.counts["rows"] += 1
            self.counts["restored"] += number is not None and len(number[1]) == 4
            if day is not None and re.match(r"20\d\d", row[day]):
                self.years.add(row[day][:4])
        self.counts["repeated"] = self.counts["rows"] - len(self.cells)

    def placed(self, areas: Areas, former: Mapping[str, str]) -> Rows:
        """The municipality of today of each code; -1: none, or some districts alone."""
        own, rows = (
            {code: row for row, code in enumerate(areas.codes)},
            np.full(len(self.cells), -1),
        )
        there = Counter(former[code] for code in self.cells if is_district(code))
        for at, code in enumerate(self.cells):
            target = code if code in own else former.get(code)
            if target is None:
                self.lists["unknown"].append(code)
            elif is_district(code) and target in self.cells:
                self.counts["districts"] += 1
            elif is_district(code) and there[target] < _CITIES[target]:
                self.lists["partial"].append(code)
            else:
                rows[at] = own[target]
                self.counts["merged"] += target != code
        return rows

    def _numbers(self, at: int) -> tuple[Numbers, Rows]:
        """The numbers of a column of the file; 1 where there is secrecy, 2 where a text is none."""
        numbers, flags = np.full(len(self.cells), nan), np.zeros(len(self.cells), dtype=np.intp)
        place, wrong = self.wanted.index(at), set(self.lists["contradictory"])
        for row, (code, values) in enumerate(self.cells.items()):
            if (text := values[place].casefold()) not in _NOTHING and code not in wrong:
                value = read_number(text)
                numbers[row] = nan if value is None else value
                flags[row] = 0 if value is not None else 1 if text in _SECRET else 2
        return numbers, flags

    @np.errstate(invalid="ignore", divide="ignore")
    def column(
        self, match: Match, areas: Areas, rows: Rows, year: int
    ) -> tuple[Column, Flags, ColumnReport]:
        """A column: counts are summed, a figure of merged municipalities is an estimate."""
        rule, _year, places = match
        read = {name: self._numbers(at) for name, at in places.items()}
        size, placed = len(areas), rows >= 0

        def summed(numbers: Numbers | Flags) -> Numbers:
            return np.bincount(rows[placed], weights=numbers[placed], minlength=size)

        parts = summed(placed)
        flags = np.max([read[name][1] for name in rule.needs], axis=0)
        if rule.numerator:
            counted, people = (
                np.sum([summed(read[name][0]) for name in total.split(" + ")], axis=0)
                for total in (rule.numerator, rule.denominator)
            )
            values = np.where(people > 0, counted / people, nan)
            values = low = high = 1 - values if rule.complement else values
        else:
            numbers = read[rule.value][0] / (100 if rule.percent else 1)
            if rule.percent and 0 < np.nanmax(numbers, initial=0) <= 0.01:
                raise InclusionError("official_percent", column=rule_words(rule, year))
            low, high = np.full(size, inf), np.full(size, -inf)
            np.minimum.at(low, rows[placed], numbers[placed])
            np.maximum.at(high, rows[placed], numbers[placed])
            weights = read[rule.weight][0] if rule.weight in read else np.full(len(rows), nan)
            people = summed(weights)
            values = np.where(parts == 1, low, summed(numbers * weights) / people)
            values = np.where(np.isnan(values), (low + high) / 2, values)
        is_share = rule.percent or bool(rule.numerator)
        wrong = (parts > 0) & ((values < 0) | (is_share & (high > 1)))
        known = (parts > 0) & np.isfinite(values) & ~wrong
        sure = known & ((parts == 1) | bool(rule.numerator))
        secret = ~known & (summed(flags == 1) > 0)
        refused = ~known & ~secret & (wrong | (summed(flags == 2) > 0))
        unavailable = (parts > 0) & ~known & ~secret & ~refused
        masks = {"published": sure, "estimated": known & ~sure, "secret": secret,
                 "unavailable": unavailable, "refused": refused}  # fmt: skip
        status = np.where(sure, "published", np.where(known, "estimated", "missing"))
        values, low, high = (np.where(known, one, nan) for one in (values, low, high))
        column = Column(rule.column, values, low, high, tuple(map(Status, status)),
                        self.file.source(str(year)), people if is_share else None)  # fmt: skip
        examples = [areas.codes[row] for row in np.flatnonzero(refused)[:3]]
        counts = {name: int(mask.sum()) for name, mask in masks.items()}
        words = rule_words(rule, year)
        return column, secret, ColumnReport(rule.column, year, words, counts, tuple(examples))

    def report(
        self, name: str, digest: str, areas: Areas, rows: Rows, columns: Sequence[ColumnReport]
    ) -> Report:
        """How the file was read."""
        present = set(rows[rows >= 0].tolist())
        counts = {"rows": self.counts["rows"], "matched": len(present)}
        counts |= {one: self.counts[one] for one in ("restored", "merged", "districts", "repeated")}
        counts["absent"] = len(areas) - len(present)
        ids = {column.id for column in columns}
        without = set(areas.departement) - {areas.departement[row] for row in present}
        lacking = [rule_words(rule, 2021) for rule in self.file.yields if rule.column not in ids]
        lists = {**self.lists, "lacking": lacking, "departements": sorted(without)}
        tuples = {one: tuple(dict.fromkeys(texts)) for one, texts in lists.items()}
        return Report(self.id, name, digest, tuple(columns), counts, tuples)
